// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of InitProducerId (API 22), versions 0 to 5, flexible from 2 on.
package struct InitProducerIdRequest: RequestMessage {
    package typealias Response = InitProducerIdResponse
    package static var apiKey: APIKey { .initProducerId }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var transactionalId: String? = ""
    package var transactionTimeoutMs: Int32 = 0
    package var producerId: ProducerID = -1
    package var producerEpoch: Int16 = -1

    package init() {}

    package init(
        transactionalId: String? = "",
        transactionTimeoutMs: Int32 = 0,
        producerId: ProducerID = -1,
        producerEpoch: Int16 = -1
    ) {
        self.transactionalId = transactionalId
        self.transactionTimeoutMs = transactionTimeoutMs
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        transactionalId = try reader.nullableString(compact: flexible)
        transactionTimeoutMs = try reader.int32()
        if version >= 3 { producerId = ProducerID(rawValue: try reader.int64()) }
        if version >= 3 { producerEpoch = try reader.int16() }
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "InitProducerIdRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.nullableString(transactionalId, compact: flexible)
        writer.int32(transactionTimeoutMs)
        if version >= 3 {
            writer.int64(producerId.rawValue)
        } else if producerId != -1 {
            throw EncodeError(message: "InitProducerIdRequest", field: "producerId", version: version)
        }
        if version >= 3 {
            writer.int16(producerEpoch)
        } else if producerEpoch != -1 {
            throw EncodeError(message: "InitProducerIdRequest", field: "producerEpoch", version: version)
        }
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
