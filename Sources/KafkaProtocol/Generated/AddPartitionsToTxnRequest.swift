// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AddPartitionsToTxn (API 24), versions 0 to 5, flexible from 3 on.
package struct AddPartitionsToTxnRequest: RequestMessage {
    package typealias Response = AddPartitionsToTxnResponse
    package static var apiKey: APIKey { .addPartitionsToTxn }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var transactions: [AddPartitionsToTxnTransaction] = []
    package var v3AndBelowTransactionalId: String = ""
    package var v3AndBelowProducerId: ProducerID = 0
    package var v3AndBelowProducerEpoch: Int16 = 0
    package var v3AndBelowTopics: [AddPartitionsToTxnTopic] = []

    package init() {}

    package init(
        transactions: [AddPartitionsToTxnTransaction] = [],
        v3AndBelowTransactionalId: String = "",
        v3AndBelowProducerId: ProducerID = 0,
        v3AndBelowProducerEpoch: Int16 = 0,
        v3AndBelowTopics: [AddPartitionsToTxnTopic] = []
    ) {
        self.transactions = transactions
        self.v3AndBelowTransactionalId = v3AndBelowTransactionalId
        self.v3AndBelowProducerId = v3AndBelowProducerId
        self.v3AndBelowProducerEpoch = v3AndBelowProducerEpoch
        self.v3AndBelowTopics = v3AndBelowTopics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        if version >= 4 { transactions = try reader.array(version, compact: true) }
        if version <= 3 { v3AndBelowTransactionalId = try reader.string(compact: flexible) }
        if version <= 3 { v3AndBelowProducerId = ProducerID(rawValue: try reader.int64()) }
        if version <= 3 { v3AndBelowProducerEpoch = try reader.int16() }
        if version <= 3 { v3AndBelowTopics = try reader.array(version, compact: flexible) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "AddPartitionsToTxnRequest", field: "version", version: version) }
        let flexible = version >= 3
        if version >= 4 {
            try writer.array(transactions, version, compact: true)
        } else if !transactions.isEmpty {
            throw EncodeError(message: "AddPartitionsToTxnRequest", field: "transactions", version: version)
        }
        if version <= 3 {
            try writer.string(v3AndBelowTransactionalId, compact: flexible)
        } else if !v3AndBelowTransactionalId.isEmpty {
            throw EncodeError(message: "AddPartitionsToTxnRequest", field: "v3AndBelowTransactionalId", version: version)
        }
        if version <= 3 {
            writer.int64(v3AndBelowProducerId.rawValue)
        } else if v3AndBelowProducerId != 0 {
            throw EncodeError(message: "AddPartitionsToTxnRequest", field: "v3AndBelowProducerId", version: version)
        }
        if version <= 3 {
            writer.int16(v3AndBelowProducerEpoch)
        } else if v3AndBelowProducerEpoch != 0 {
            throw EncodeError(message: "AddPartitionsToTxnRequest", field: "v3AndBelowProducerEpoch", version: version)
        }
        if version <= 3 {
            try writer.array(v3AndBelowTopics, version, compact: flexible)
        } else if !v3AndBelowTopics.isEmpty {
            throw EncodeError(message: "AddPartitionsToTxnRequest", field: "v3AndBelowTopics", version: version)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct AddPartitionsToTxnTransaction: WireElement {
        package static var minimumSize: Int { 14 }

        package var transactionalId: String = ""
        package var producerId: ProducerID = 0
        package var producerEpoch: Int16 = 0
        package var verifyOnly: Bool = false
        package var topics: [AddPartitionsToTxnTopic] = []

        package init() {}

        package init(
            transactionalId: String = "",
            producerId: ProducerID = 0,
            producerEpoch: Int16 = 0,
            verifyOnly: Bool = false,
            topics: [AddPartitionsToTxnTopic] = []
        ) {
            self.transactionalId = transactionalId
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.verifyOnly = verifyOnly
            self.topics = topics
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            transactionalId = try reader.string(compact: true)
            producerId = ProducerID(rawValue: try reader.int64())
            producerEpoch = try reader.int16()
            verifyOnly = try reader.bool()
            topics = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(transactionalId, compact: true)
            writer.int64(producerId.rawValue)
            writer.int16(producerEpoch)
            writer.bool(verifyOnly)
            try writer.array(topics, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [Int32] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }
}
