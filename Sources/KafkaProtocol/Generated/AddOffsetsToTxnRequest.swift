// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AddOffsetsToTxn (API 25), versions 0 to 4, flexible from 3 on.
package struct AddOffsetsToTxnRequest: RequestMessage {
    package typealias Response = AddOffsetsToTxnResponse
    package static var apiKey: APIKey { .addOffsetsToTxn }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var transactionalId: String = ""
    package var producerId: ProducerID = 0
    package var producerEpoch: Int16 = 0
    package var groupId: String = ""

    package init() {}

    package init(
        transactionalId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: Int16 = 0,
        groupId: String = ""
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.groupId = groupId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        transactionalId = try reader.string(compact: flexible)
        producerId = ProducerID(rawValue: try reader.int64())
        producerEpoch = try reader.int16()
        groupId = try reader.string(compact: flexible)
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "AddOffsetsToTxnRequest", field: "version", version: version) }
        let flexible = version >= 3
        try writer.string(transactionalId, compact: flexible)
        writer.int64(producerId.rawValue)
        writer.int16(producerEpoch)
        try writer.string(groupId, compact: flexible)
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
