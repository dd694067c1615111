// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of SaslAuthenticate (API 36), versions 0 to 2, flexible from 2 on.
package struct SaslAuthenticateResponse: ResponseMessage {
    package static var apiKey: APIKey { .saslAuthenticate }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = ""
    package var authBytes: [UInt8] = []
    package var sessionLifetimeMs: Int64 = 0

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = "",
        authBytes: [UInt8] = [],
        sessionLifetimeMs: Int64 = 0
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.authBytes = authBytes
        self.sessionLifetimeMs = sessionLifetimeMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: flexible)
        authBytes = try reader.byteArray(compact: flexible)
        if version >= 1 { sessionLifetimeMs = try reader.int64() }
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "SaslAuthenticateResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: flexible)
        writer.byteArray(authBytes, compact: flexible)
        if version >= 1 {
            writer.int64(sessionLifetimeMs)
        }
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
