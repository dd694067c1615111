// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AlterPartition (API 56), versions 0 to 3, flexible from 0 on.
package struct AlterPartitionRequest: RequestMessage {
    package typealias Response = AlterPartitionResponse
    package static var apiKey: APIKey { .alterPartition }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var brokerId: BrokerID = 0
    package var brokerEpoch: BrokerEpoch = -1
    package var topics: [TopicData] = []

    package init() {}

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        topics: [TopicData] = []
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        brokerId = BrokerID(rawValue: try reader.int32())
        brokerEpoch = BrokerEpoch(rawValue: try reader.int64())
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "AlterPartitionRequest", field: "version", version: version) }
        writer.int32(brokerId.rawValue)
        writer.int64(brokerEpoch.rawValue)
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
        package static var minimumSize: Int { 14 }

        package var partitionIndex: Int32 = 0
        package var leaderEpoch: LeaderEpoch = 0
        package var newIsr: [BrokerID] = []
        package var newIsrWithEpochs: [BrokerState] = []
        package var leaderRecoveryState: Int8 = 0
        package var partitionEpoch: PartitionEpoch = 0

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            leaderEpoch: LeaderEpoch = 0,
            newIsr: [BrokerID] = [],
            newIsrWithEpochs: [BrokerState] = [],
            leaderRecoveryState: Int8 = 0,
            partitionEpoch: PartitionEpoch = 0
        ) {
            self.partitionIndex = partitionIndex
            self.leaderEpoch = leaderEpoch
            self.newIsr = newIsr
            self.newIsrWithEpochs = newIsrWithEpochs
            self.leaderRecoveryState = leaderRecoveryState
            self.partitionEpoch = partitionEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            if version <= 2 { newIsr = try reader.array(version, compact: true) }
            if version == 3 { newIsrWithEpochs = try reader.array(version, compact: true) }
            if version >= 1 { leaderRecoveryState = try reader.int8() }
            partitionEpoch = PartitionEpoch(rawValue: try reader.int32())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int32(leaderEpoch.rawValue)
            if version <= 2 {
                try writer.array(newIsr, version, compact: true)
            } else if !newIsr.isEmpty {
                throw EncodeError(message: "AlterPartitionRequest", field: "newIsr", version: version)
            }
            if version == 3 {
                try writer.array(newIsrWithEpochs, version, compact: true)
            } else if !newIsrWithEpochs.isEmpty {
                throw EncodeError(message: "AlterPartitionRequest", field: "newIsrWithEpochs", version: version)
            }
            if version >= 1 {
                writer.int8(leaderRecoveryState)
            } else if leaderRecoveryState != 0 {
                throw EncodeError(message: "AlterPartitionRequest", field: "leaderRecoveryState", version: version)
            }
            writer.int32(partitionEpoch.rawValue)
            writer.unsignedVarint(0)
        }
    }

    package struct BrokerState: WireElement {
        package static var minimumSize: Int { 13 }

        package var brokerId: BrokerID = 0
        package var brokerEpoch: BrokerEpoch = -1

        package init() {}

        package init(
            brokerId: BrokerID = 0,
            brokerEpoch: BrokerEpoch = -1
        ) {
            self.brokerId = brokerId
            self.brokerEpoch = brokerEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            brokerId = BrokerID(rawValue: try reader.int32())
            brokerEpoch = BrokerEpoch(rawValue: try reader.int64())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(brokerId.rawValue)
            writer.int64(brokerEpoch.rawValue)
            writer.unsignedVarint(0)
        }
    }
}
