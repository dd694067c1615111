// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeClientQuotas (API 48), versions 0 to 1, flexible from 1 on.
package struct DescribeClientQuotasResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeClientQuotas }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = ""
    package var entries: [EntryData]? = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = "",
        entries: [EntryData]? = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.entries = entries
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: flexible)
        entries = try reader.nullableArray(version, compact: flexible)
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "DescribeClientQuotasResponse", field: "version", version: version) }
        let flexible = version >= 1
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: flexible)
        try writer.nullableArray(entries, version, compact: flexible)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct EntryData: WireElement {
        package static var minimumSize: Int { 3 }

        package var entity: [EntityData] = []
        package var values: [ValueData] = []

        package init() {}

        package init(
            entity: [EntityData] = [],
            values: [ValueData] = []
        ) {
            self.entity = entity
            self.values = values
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            entity = try reader.array(version, compact: flexible)
            values = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.array(entity, version, compact: flexible)
            try writer.array(values, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct EntityData: WireElement {
        package static var minimumSize: Int { 3 }

        package var entityType: String = ""
        package var entityName: String? = ""

        package init() {}

        package init(
            entityType: String = "",
            entityName: String? = ""
        ) {
            self.entityType = entityType
            self.entityName = entityName
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            entityType = try reader.string(compact: flexible)
            entityName = try reader.nullableString(compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(entityType, compact: flexible)
            try writer.nullableString(entityName, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct ValueData: WireElement {
        package static var minimumSize: Int { 10 }

        package var key: String = ""
        package var value: Double = 0

        package init() {}

        package init(
            key: String = "",
            value: Double = 0
        ) {
            self.key = key
            self.value = value
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            key = try reader.string(compact: flexible)
            value = try reader.float64()
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(key, compact: flexible)
            writer.float64(value)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
