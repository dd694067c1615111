// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AlterClientQuotas (API 49), versions 0 to 1, flexible from 1 on.
package struct AlterClientQuotasRequest: RequestMessage {
    package typealias Response = AlterClientQuotasResponse
    package static var apiKey: APIKey { .alterClientQuotas }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var entries: [EntryData] = []
    package var validateOnly: Bool = false

    package init() {}

    package init(
        entries: [EntryData] = [],
        validateOnly: Bool = false
    ) {
        self.entries = entries
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        entries = try reader.array(version, compact: flexible)
        validateOnly = try reader.bool()
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "AlterClientQuotasRequest", field: "version", version: version) }
        let flexible = version >= 1
        try writer.array(entries, version, compact: flexible)
        writer.bool(validateOnly)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct EntryData: WireElement {
        package static var minimumSize: Int { 3 }

        package var entity: [EntityData] = []
        package var ops: [OpData] = []

        package init() {}

        package init(
            entity: [EntityData] = [],
            ops: [OpData] = []
        ) {
            self.entity = entity
            self.ops = ops
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            entity = try reader.array(version, compact: flexible)
            ops = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.array(entity, version, compact: flexible)
            try writer.array(ops, version, compact: flexible)
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

    package struct OpData: WireElement {
        package static var minimumSize: Int { 11 }

        package var key: String = ""
        package var value: Double = 0
        package var remove: Bool = false

        package init() {}

        package init(
            key: String = "",
            value: Double = 0,
            remove: Bool = false
        ) {
            self.key = key
            self.value = value
            self.remove = remove
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            key = try reader.string(compact: flexible)
            value = try reader.float64()
            remove = try reader.bool()
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(key, compact: flexible)
            writer.float64(value)
            writer.bool(remove)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
