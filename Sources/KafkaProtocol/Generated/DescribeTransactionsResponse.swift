// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeTransactions (API 65), version 0, flexible from 0 on.
package struct DescribeTransactionsResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeTransactions }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var transactionStates: [TransactionState] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.transactionStates = transactionStates
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        transactionStates = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeTransactionsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        try writer.array(transactionStates, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TransactionState: WireElement {
        package static var minimumSize: Int { 28 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var transactionalId: String = ""
        package var transactionState: String = ""
        package var transactionTimeoutMs: Int32 = 0
        package var transactionStartTimeMs: Int64 = 0
        package var producerId: ProducerID = 0
        package var producerEpoch: Int16 = 0
        package var topics: [TopicData] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            transactionalId: String = "",
            transactionState: String = "",
            transactionTimeoutMs: Int32 = 0,
            transactionStartTimeMs: Int64 = 0,
            producerId: ProducerID = 0,
            producerEpoch: Int16 = 0,
            topics: [TopicData] = []
        ) {
            self.errorCode = errorCode
            self.transactionalId = transactionalId
            self.transactionState = transactionState
            self.transactionTimeoutMs = transactionTimeoutMs
            self.transactionStartTimeMs = transactionStartTimeMs
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.topics = topics
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            errorCode = ErrorCode(rawValue: try reader.int16())
            transactionalId = try reader.string(compact: true)
            transactionState = try reader.string(compact: true)
            transactionTimeoutMs = try reader.int32()
            transactionStartTimeMs = try reader.int64()
            producerId = ProducerID(rawValue: try reader.int64())
            producerEpoch = try reader.int16()
            topics = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int16(errorCode.rawValue)
            try writer.string(transactionalId, compact: true)
            try writer.string(transactionState, compact: true)
            writer.int32(transactionTimeoutMs)
            writer.int64(transactionStartTimeMs)
            writer.int64(producerId.rawValue)
            writer.int16(producerEpoch)
            try writer.array(topics, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct TopicData: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topic: String = "",
            partitions: [Int32] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topic = try reader.string(compact: true)
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(topic, compact: true)
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
