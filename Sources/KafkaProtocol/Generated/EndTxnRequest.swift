// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of EndTxn (API 26), versions 0 to 4, flexible from 3 on.
package struct EndTxnRequest: RequestMessage {
    package typealias Response = EndTxnResponse
    package static var apiKey: APIKey { .endTxn }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var transactionalId: String = ""
    package var producerId: ProducerID = 0
    package var producerEpoch: Int16 = 0
    package var committed: Bool = false

    package init() {}

    package init(
        transactionalId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: Int16 = 0,
        committed: Bool = false
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.committed = committed
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        transactionalId = try reader.string(compact: flexible)
        producerId = ProducerID(rawValue: try reader.int64())
        producerEpoch = try reader.int16()
        committed = try reader.bool()
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "EndTxnRequest", field: "version", version: version) }
        let flexible = version >= 3
        try writer.string(transactionalId, compact: flexible)
        writer.int64(producerId.rawValue)
        writer.int16(producerEpoch)
        writer.bool(committed)
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
