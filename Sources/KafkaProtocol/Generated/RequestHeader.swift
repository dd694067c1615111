// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure RequestHeader, versions 0 to 2, flexible from 2 on.
package struct RequestHeader: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var requestApiKey: Int16 = 0
    package var requestApiVersion: Int16 = 0
    package var correlationId: Int32 = 0
    package var clientId: String? = ""

    package init() {}

    package init(
        requestApiKey: Int16 = 0,
        requestApiVersion: Int16 = 0,
        correlationId: Int32 = 0,
        clientId: String? = ""
    ) {
        self.requestApiKey = requestApiKey
        self.requestApiVersion = requestApiVersion
        self.correlationId = correlationId
        self.clientId = clientId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        requestApiKey = try reader.int16()
        requestApiVersion = try reader.int16()
        correlationId = try reader.int32()
        if version >= 1 { clientId = try reader.nullableString(compact: false) }
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "RequestHeader", field: "version", version: version) }
        writer.int16(requestApiKey)
        writer.int16(requestApiVersion)
        writer.int32(correlationId)
        if version >= 1 {
            try writer.nullableString(clientId, compact: false)
        }
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
