// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeClientQuotas (API 48), versions 0 to 1, flexible from 1 on.
package struct DescribeClientQuotasRequest: RequestMessage {
    package typealias Response = DescribeClientQuotasResponse
    package static var apiKey: APIKey { .describeClientQuotas }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var components: [ComponentData] = []
    package var strict: Bool = false

    package init() {}

    package init(
        components: [ComponentData] = [],
        strict: Bool = false
    ) {
        self.components = components
        self.strict = strict
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        components = try reader.array(version, compact: flexible)
        strict = try reader.bool()
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "DescribeClientQuotasRequest", field: "version", version: version) }
        let flexible = version >= 1
        try writer.array(components, version, compact: flexible)
        writer.bool(strict)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct ComponentData: WireElement {
        package static var minimumSize: Int { 4 }

        package var entityType: String = ""
        package var matchType: Int8 = 0
        package var match: String? = ""

        package init() {}

        package init(
            entityType: String = "",
            matchType: Int8 = 0,
            match: String? = ""
        ) {
            self.entityType = entityType
            self.matchType = matchType
            self.match = match
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            entityType = try reader.string(compact: flexible)
            matchType = try reader.int8()
            match = try reader.nullableString(compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(entityType, compact: flexible)
            writer.int8(matchType)
            try writer.nullableString(match, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
