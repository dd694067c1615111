// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure ResponseHeader, versions 0 to 1, flexible from 1 on.
package struct ResponseHeader: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var correlationId: Int32 = 0

    package init() {}

    package init(
        correlationId: Int32 = 0
    ) {
        self.correlationId = correlationId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        correlationId = try reader.int32()
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "ResponseHeader", field: "version", version: version) }
        writer.int32(correlationId)
        if version >= 1 { writer.unsignedVarint(0) }
    }
}
