// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of RenewDelegationToken (API 39), versions 0 to 2, flexible from 2 on.
package struct RenewDelegationTokenRequest: RequestMessage {
    package typealias Response = RenewDelegationTokenResponse
    package static var apiKey: APIKey { .renewDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var hmac: [UInt8] = []
    package var renewPeriodMs: Int64 = 0

    package init() {}

    package init(
        hmac: [UInt8] = [],
        renewPeriodMs: Int64 = 0
    ) {
        self.hmac = hmac
        self.renewPeriodMs = renewPeriodMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        hmac = try reader.byteArray(compact: flexible)
        renewPeriodMs = try reader.int64()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "RenewDelegationTokenRequest", field: "version", version: version) }
        let flexible = version >= 2
        writer.byteArray(hmac, compact: flexible)
        writer.int64(renewPeriodMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
