// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AlterPartition (API 56), versions 0 to 3, flexible from 0 on.
package struct AlterPartitionResponse: ResponseMessage {
    package static var apiKey: APIKey { .alterPartition }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var topics: [TopicData] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        topics: [TopicData] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "AlterPartitionResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.array(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TopicData: WireElement {
        package static var minimumSize: Int { 3 }

        package var topicName: String = ""
        package var topicId: UUID = UUID.zero
        package var partitions: [PartitionData] = []

        package init() {}

        package init(
            topicName: String = "",
            topicId: UUID = UUID.zero,
            partitions: [PartitionData] = []
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            if version <= 1 { topicName = try reader.string(compact: true) }
            if version >= 2 { topicId = try reader.uuid() }
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            if version <= 1 {
                try writer.string(topicName, compact: true)
            }
            if version >= 2 {
                writer.uuid(topicId)
            }
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct PartitionData: WireElement {
        package static var minimumSize: Int { 20 }

        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var leaderId: BrokerID = 0
        package var leaderEpoch: LeaderEpoch = 0
        package var isr: [BrokerID] = []
        package var leaderRecoveryState: Int8 = 0
        package var partitionEpoch: PartitionEpoch = 0

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            isr: [BrokerID] = [],
            leaderRecoveryState: Int8 = 0,
            partitionEpoch: PartitionEpoch = 0
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.isr = isr
            self.leaderRecoveryState = leaderRecoveryState
            self.partitionEpoch = partitionEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            leaderId = BrokerID(rawValue: try reader.int32())
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            isr = try reader.array(version, compact: true)
            if version >= 1 { leaderRecoveryState = try reader.int8() }
            partitionEpoch = PartitionEpoch(rawValue: try reader.int32())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            writer.int32(leaderId.rawValue)
            writer.int32(leaderEpoch.rawValue)
            try writer.array(isr, version, compact: true)
            if version >= 1 {
                writer.int8(leaderRecoveryState)
            }
            writer.int32(partitionEpoch.rawValue)
            writer.unsignedVarint(0)
        }
    }
}
