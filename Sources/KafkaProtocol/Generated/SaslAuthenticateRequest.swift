// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of SaslAuthenticate (API 36), versions 0 to 2, flexible from 2 on.
package struct SaslAuthenticateRequest: RequestMessage {
    package typealias Response = SaslAuthenticateResponse
    package static var apiKey: APIKey { .saslAuthenticate }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var authBytes: [UInt8] = []

    package init() {}

    package init(
        authBytes: [UInt8] = []
    ) {
        self.authBytes = authBytes
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        authBytes = try reader.byteArray(compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "SaslAuthenticateRequest", field: "version", version: version) }
        let flexible = version >= 2
        writer.byteArray(authBytes, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
