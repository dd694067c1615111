// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeDelegationToken (API 41), versions 0 to 3, flexible from 2 on.
package struct DescribeDelegationTokenRequest: RequestMessage {
    package typealias Response = DescribeDelegationTokenResponse
    package static var apiKey: APIKey { .describeDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var owners: [DescribeDelegationTokenOwner]? = []

    package init() {}

    package init(
        owners: [DescribeDelegationTokenOwner]? = []
    ) {
        self.owners = owners
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        owners = try reader.nullableArray(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "DescribeDelegationTokenRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.nullableArray(owners, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DescribeDelegationTokenOwner: WireElement {
        package static var minimumSize: Int { 3 }

        package var principalType: String = ""
        package var principalName: String = ""

        package init() {}

        package init(
            principalType: String = "",
            principalName: String = ""
        ) {
            self.principalType = principalType
            self.principalName = principalName
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            principalType = try reader.string(compact: flexible)
            principalName = try reader.string(compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(principalType, compact: flexible)
            try writer.string(principalName, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
