// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of SaslHandshake (API 17), versions 0 to 1.
package struct SaslHandshakeRequest: RequestMessage {
    package typealias Response = SaslHandshakeResponse
    package static var apiKey: APIKey { .saslHandshake }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var mechanism: String = ""

    package init() {}

    package init(
        mechanism: String = ""
    ) {
        self.mechanism = mechanism
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        mechanism = try reader.string(compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "SaslHandshakeRequest", field: "version", version: version) }
        try writer.string(mechanism, compact: false)
    }
}
