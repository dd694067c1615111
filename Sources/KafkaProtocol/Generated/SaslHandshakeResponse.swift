// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of SaslHandshake (API 17), versions 0 to 1.
package struct SaslHandshakeResponse: ResponseMessage {
    package static var apiKey: APIKey { .saslHandshake }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var errorCode: ErrorCode = ErrorCode.none
    package var mechanisms: [String] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        mechanisms: [String] = []
    ) {
        self.errorCode = errorCode
        self.mechanisms = mechanisms
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        errorCode = ErrorCode(rawValue: try reader.int16())
        mechanisms = try reader.strings(compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "SaslHandshakeResponse", field: "version", version: version) }
        writer.int16(errorCode.rawValue)
        try writer.strings(mechanisms, compact: false)
    }
}
