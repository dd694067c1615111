// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeConfigs (API 32), versions 0 to 4, flexible from 4 on.
package struct DescribeConfigsRequest: RequestMessage {
    package typealias Response = DescribeConfigsResponse
    package static var apiKey: APIKey { .describeConfigs }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var resources: [DescribeConfigsResource] = []
    package var includeSynonyms: Bool = false
    package var includeDocumentation: Bool = false

    package init() {}

    package init(
        resources: [DescribeConfigsResource] = [],
        includeSynonyms: Bool = false,
        includeDocumentation: Bool = false
    ) {
        self.resources = resources
        self.includeSynonyms = includeSynonyms
        self.includeDocumentation = includeDocumentation
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        resources = try reader.array(version, compact: flexible)
        if version >= 1 { includeSynonyms = try reader.bool() }
        if version >= 3 { includeDocumentation = try reader.bool() }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "DescribeConfigsRequest", field: "version", version: version) }
        let flexible = version >= 4
        try writer.array(resources, version, compact: flexible)
        if version >= 1 {
            writer.bool(includeSynonyms)
        } else if includeSynonyms {
            throw EncodeError(message: "DescribeConfigsRequest", field: "includeSynonyms", version: version)
        }
        if version >= 3 {
            writer.bool(includeDocumentation)
        } else if includeDocumentation {
            throw EncodeError(message: "DescribeConfigsRequest", field: "includeDocumentation", version: version)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct DescribeConfigsResource: WireElement {
        package static var minimumSize: Int { 4 }

        package var resourceType: Int8 = 0
        package var resourceName: String = ""
        package var configurationKeys: [String]? = []

        package init() {}

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configurationKeys: [String]? = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configurationKeys = configurationKeys
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            resourceType = try reader.int8()
            resourceName = try reader.string(compact: flexible)
            configurationKeys = try reader.nullableStrings(compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            writer.int8(resourceType)
            try writer.string(resourceName, compact: flexible)
            try writer.nullableStrings(configurationKeys, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
