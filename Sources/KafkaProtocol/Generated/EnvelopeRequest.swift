// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of Envelope (API 58), version 0, flexible from 0 on.
package struct EnvelopeRequest: RequestMessage {
    package typealias Response = EnvelopeResponse
    package static var apiKey: APIKey { .envelope }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var requestData: [UInt8] = []
    package var requestPrincipal: [UInt8]? = []
    package var clientHostAddress: [UInt8] = []

    package init() {}

    package init(
        requestData: [UInt8] = [],
        requestPrincipal: [UInt8]? = [],
        clientHostAddress: [UInt8] = []
    ) {
        self.requestData = requestData
        self.requestPrincipal = requestPrincipal
        self.clientHostAddress = clientHostAddress
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        requestData = try reader.byteArray(compact: true)
        requestPrincipal = try reader.nullableByteArray(compact: true)
        clientHostAddress = try reader.byteArray(compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "EnvelopeRequest", field: "version", version: version) }
        writer.byteArray(requestData, compact: true)
        writer.nullableByteArray(requestPrincipal, compact: true)
        writer.byteArray(clientHostAddress, compact: true)
        writer.unsignedVarint(0)
    }
}
