// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure TransactionLogValue, versions 0 to 1, flexible from 1 on.
package struct TransactionLogValue: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var producerId: ProducerID = 0
    package var producerEpoch: Int16 = 0
    package var transactionTimeoutMs: Int32 = 0
    package var transactionStatus: Int8 = 0
    package var transactionPartitions: [PartitionsSchema]? = []
    package var transactionLastUpdateTimestampMs: Int64 = 0
    package var transactionStartTimestampMs: Int64 = 0

    package init() {}

    package init(
        producerId: ProducerID = 0,
        producerEpoch: Int16 = 0,
        transactionTimeoutMs: Int32 = 0,
        transactionStatus: Int8 = 0,
        transactionPartitions: [PartitionsSchema]? = [],
        transactionLastUpdateTimestampMs: Int64 = 0,
        transactionStartTimestampMs: Int64 = 0
    ) {
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.transactionTimeoutMs = transactionTimeoutMs
        self.transactionStatus = transactionStatus
        self.transactionPartitions = transactionPartitions
        self.transactionLastUpdateTimestampMs = transactionLastUpdateTimestampMs
        self.transactionStartTimestampMs = transactionStartTimestampMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        producerId = ProducerID(rawValue: try reader.int64())
        producerEpoch = try reader.int16()
        transactionTimeoutMs = try reader.int32()
        transactionStatus = try reader.int8()
        transactionPartitions = try reader.nullableArray(version, compact: flexible)
        transactionLastUpdateTimestampMs = try reader.int64()
        transactionStartTimestampMs = try reader.int64()
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "TransactionLogValue", field: "version", version: version) }
        let flexible = version >= 1
        writer.int64(producerId.rawValue)
        writer.int16(producerEpoch)
        writer.int32(transactionTimeoutMs)
        writer.int8(transactionStatus)
        try writer.nullableArray(transactionPartitions, version, compact: flexible)
        writer.int64(transactionLastUpdateTimestampMs)
        writer.int64(transactionStartTimestampMs)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct PartitionsSchema: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitionIds: [Int32] = []

        package init() {}

        package init(
            topic: String = "",
            partitionIds: [Int32] = []
        ) {
            self.topic = topic
            self.partitionIds = partitionIds
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            topic = try reader.string(compact: flexible)
            partitionIds = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(topic, compact: flexible)
            try writer.array(partitionIds, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
