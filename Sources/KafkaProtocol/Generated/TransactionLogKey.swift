// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure TransactionLogKey, version 0.
package struct TransactionLogKey: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var transactionalId: String = ""

    package init() {}

    package init(
        transactionalId: String = ""
    ) {
        self.transactionalId = transactionalId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        transactionalId = try reader.string(compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "TransactionLogKey", field: "version", version: version) }
        try writer.string(transactionalId, compact: false)
    }
}
