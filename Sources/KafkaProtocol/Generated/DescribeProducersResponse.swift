// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeProducers (API 61), version 0, flexible from 0 on.
package struct DescribeProducersResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeProducers }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [TopicResponse] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [TopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeProducersResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        try writer.array(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TopicResponse: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [PartitionResponse] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [PartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct PartitionResponse: WireElement {
        package static var minimumSize: Int { 9 }

        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = nil
        package var activeProducers: [ProducerState] = []

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            activeProducers: [ProducerState] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.activeProducers = activeProducers
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: true)
            activeProducers = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: true)
            try writer.array(activeProducers, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct ProducerState: WireElement {
        package static var minimumSize: Int { 37 }

        package var producerId: ProducerID = 0
        package var producerEpoch: Int32 = 0
        package var lastSequence: Int32 = -1
        package var lastTimestamp: Int64 = -1
        package var coordinatorEpoch: Int32 = 0
        package var currentTxnStartOffset: Offset = -1

        package init() {}

        package init(
            producerId: ProducerID = 0,
            producerEpoch: Int32 = 0,
            lastSequence: Int32 = -1,
            lastTimestamp: Int64 = -1,
            coordinatorEpoch: Int32 = 0,
            currentTxnStartOffset: Offset = -1
        ) {
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.lastSequence = lastSequence
            self.lastTimestamp = lastTimestamp
            self.coordinatorEpoch = coordinatorEpoch
            self.currentTxnStartOffset = currentTxnStartOffset
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            producerId = ProducerID(rawValue: try reader.int64())
            producerEpoch = try reader.int32()
            lastSequence = try reader.int32()
            lastTimestamp = try reader.int64()
            coordinatorEpoch = try reader.int32()
            currentTxnStartOffset = Offset(rawValue: try reader.int64())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int64(producerId.rawValue)
            writer.int32(producerEpoch)
            writer.int32(lastSequence)
            writer.int64(lastTimestamp)
            writer.int32(coordinatorEpoch)
            writer.int64(currentTxnStartOffset.rawValue)
            writer.unsignedVarint(0)
        }
    }
}
