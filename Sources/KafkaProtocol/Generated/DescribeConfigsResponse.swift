// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeConfigs (API 32), versions 0 to 4, flexible from 4 on.
package struct DescribeConfigsResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeConfigs }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var throttleTimeMs: Int32 = 0
    package var results: [DescribeConfigsResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DescribeConfigsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "DescribeConfigsResponse", field: "version", version: version) }
        let flexible = version >= 4
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct DescribeConfigsResult: WireElement {
        package static var minimumSize: Int { 7 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""
        package var resourceType: Int8 = 0
        package var resourceName: String = ""
        package var configs: [DescribeConfigsResourceResult] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = "",
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [DescribeConfigsResourceResult] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: flexible)
            resourceType = try reader.int8()
            resourceName = try reader.string(compact: flexible)
            configs = try reader.array(version, compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: flexible)
            writer.int8(resourceType)
            try writer.string(resourceName, compact: flexible)
            try writer.array(configs, version, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribeConfigsResourceResult: WireElement {
        package static var minimumSize: Int { 7 }

        package var name: String = ""
        package var value: String? = ""
        package var readOnly: Bool = false
        package var isDefault: Bool = false
        package var configSource: Int8 = -1
        package var isSensitive: Bool = false
        package var synonyms: [DescribeConfigsSynonym] = []
        package var configType: Int8 = 0
        package var documentation: String? = ""

        package init() {}

        package init(
            name: String = "",
            value: String? = "",
            readOnly: Bool = false,
            isDefault: Bool = false,
            configSource: Int8 = -1,
            isSensitive: Bool = false,
            synonyms: [DescribeConfigsSynonym] = [],
            configType: Int8 = 0,
            documentation: String? = ""
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.isDefault = isDefault
            self.configSource = configSource
            self.isSensitive = isSensitive
            self.synonyms = synonyms
            self.configType = configType
            self.documentation = documentation
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            name = try reader.string(compact: flexible)
            value = try reader.nullableString(compact: flexible)
            readOnly = try reader.bool()
            if version == 0 { isDefault = try reader.bool() }
            if version >= 1 { configSource = try reader.int8() }
            isSensitive = try reader.bool()
            if version >= 1 { synonyms = try reader.array(version, compact: flexible) }
            if version >= 3 { configType = try reader.int8() }
            if version >= 3 { documentation = try reader.nullableString(compact: flexible) }
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(name, compact: flexible)
            try writer.nullableString(value, compact: flexible)
            writer.bool(readOnly)
            if version == 0 {
                writer.bool(isDefault)
            } else if isDefault {
                throw EncodeError(message: "DescribeConfigsResponse", field: "isDefault", version: version)
            }
            if version >= 1 {
                writer.int8(configSource)
            }
            writer.bool(isSensitive)
            if version >= 1 {
                try writer.array(synonyms, version, compact: flexible)
            }
            if version >= 3 {
                writer.int8(configType)
            }
            if version >= 3 {
                try writer.nullableString(documentation, compact: flexible)
            }
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribeConfigsSynonym: WireElement {
        package static var minimumSize: Int { 4 }

        package var name: String = ""
        package var value: String? = ""
        package var source: Int8 = 0

        package init() {}

        package init(
            name: String = "",
            value: String? = "",
            source: Int8 = 0
        ) {
            self.name = name
            self.value = value
            self.source = source
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            name = try reader.string(compact: flexible)
            value = try reader.nullableString(compact: flexible)
            source = try reader.int8()
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(name, compact: flexible)
            try writer.nullableString(value, compact: flexible)
            writer.int8(source)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
