// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ExpireDelegationToken (API 40), versions 0 to 2, flexible from 2 on.
package struct ExpireDelegationTokenResponse: ResponseMessage {
    package static var apiKey: APIKey { .expireDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var expiryTimestampMs: Int64 = 0
    package var throttleTimeMs: Int32 = 0

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        expiryTimestampMs: Int64 = 0,
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.expiryTimestampMs = expiryTimestampMs
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        errorCode = ErrorCode(rawValue: try reader.int16())
        expiryTimestampMs = try reader.int64()
        throttleTimeMs = try reader.int32()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "ExpireDelegationTokenResponse", field: "version", version: version) }
        writer.int16(errorCode.rawValue)
        writer.int64(expiryTimestampMs)
        writer.int32(throttleTimeMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
