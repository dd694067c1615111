// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ExpireDelegationToken (API 40), versions 0 to 2, flexible from 2 on.
package struct ExpireDelegationTokenRequest: RequestMessage {
    package typealias Response = ExpireDelegationTokenResponse
    package static var apiKey: APIKey { .expireDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var hmac: [UInt8] = []
    package var expiryTimePeriodMs: Int64 = 0

    package init() {}

    package init(
        hmac: [UInt8] = [],
        expiryTimePeriodMs: Int64 = 0
    ) {
        self.hmac = hmac
        self.expiryTimePeriodMs = expiryTimePeriodMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        hmac = try reader.byteArray(compact: flexible)
        expiryTimePeriodMs = try reader.int64()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "ExpireDelegationTokenRequest", field: "version", version: version) }
        let flexible = version >= 2
        writer.byteArray(hmac, compact: flexible)
        writer.int64(expiryTimePeriodMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
