// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of IncrementalAlterConfigs (API 44), versions 0 to 1, flexible from 1 on.
package struct IncrementalAlterConfigsRequest: RequestMessage {
    package typealias Response = IncrementalAlterConfigsResponse
    package static var apiKey: APIKey { .incrementalAlterConfigs }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var resources: [AlterConfigsResource] = []
    package var validateOnly: Bool = false

    package init() {}

    package init(
        resources: [AlterConfigsResource] = [],
        validateOnly: Bool = false
    ) {
        self.resources = resources
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        resources = try reader.array(version, compact: flexible)
        validateOnly = try reader.bool()
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "IncrementalAlterConfigsRequest", field: "version", version: version) }
        let flexible = version >= 1
        try writer.array(resources, version, compact: flexible)
        writer.bool(validateOnly)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct AlterConfigsResource: WireElement {
        package static var minimumSize: Int { 4 }

        package var resourceType: Int8 = 0
        package var resourceName: String = ""
        package var configs: [AlterableConfig] = []

        package init() {}

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [AlterableConfig] = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            resourceType = try reader.int8()
            resourceName = try reader.string(compact: flexible)
            configs = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            writer.int8(resourceType)
            try writer.string(resourceName, compact: flexible)
            try writer.array(configs, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct AlterableConfig: WireElement {
        package static var minimumSize: Int { 4 }

        package var name: String = ""
        package var configOperation: Int8 = 0
        package var value: String? = ""

        package init() {}

        package init(
            name: String = "",
            configOperation: Int8 = 0,
            value: String? = ""
        ) {
            self.name = name
            self.configOperation = configOperation
            self.value = value
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            name = try reader.string(compact: flexible)
            configOperation = try reader.int8()
            value = try reader.nullableString(compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(name, compact: flexible)
            writer.int8(configOperation)
            try writer.nullableString(value, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
