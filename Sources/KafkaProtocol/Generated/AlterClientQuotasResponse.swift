// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AlterClientQuotas (API 49), versions 0 to 1, flexible from 1 on.
package struct AlterClientQuotasResponse: ResponseMessage {
    package static var apiKey: APIKey { .alterClientQuotas }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var throttleTimeMs: Int32 = 0
    package var entries: [EntryData] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        entries: [EntryData] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.entries = entries
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        throttleTimeMs = try reader.int32()
        entries = try reader.array(version, compact: flexible)
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "AlterClientQuotasResponse", field: "version", version: version) }
        let flexible = version >= 1
        writer.int32(throttleTimeMs)
        try writer.array(entries, version, compact: flexible)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct EntryData: WireElement {
        package static var minimumSize: Int { 5 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""
        package var entity: [EntityData] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = "",
            entity: [EntityData] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.entity = entity
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: flexible)
            entity = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: flexible)
            try writer.array(entity, version, compact: flexible)
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
}
