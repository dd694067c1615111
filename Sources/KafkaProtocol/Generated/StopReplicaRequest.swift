// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of StopReplica (API 5), versions 0 to 4, flexible from 2 on.
package struct StopReplicaRequest: RequestMessage {
    package typealias Response = StopReplicaResponse
    package static var apiKey: APIKey { .stopReplica }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var controllerId: BrokerID = 0
    package var isKRaftController: Bool = false
    package var controllerEpoch: ControllerEpoch = 0
    package var brokerEpoch: BrokerEpoch = -1
    package var deletePartitions: Bool = false
    package var ungroupedPartitions: [StopReplicaPartitionV0] = []
    package var topics: [StopReplicaTopicV1] = []
    package var topicStates: [StopReplicaTopicState] = []

    package init() {}

    package init(
        controllerId: BrokerID = 0,
        isKRaftController: Bool = false,
        controllerEpoch: ControllerEpoch = 0,
        brokerEpoch: BrokerEpoch = -1,
        deletePartitions: Bool = false,
        ungroupedPartitions: [StopReplicaPartitionV0] = [],
        topics: [StopReplicaTopicV1] = [],
        topicStates: [StopReplicaTopicState] = []
    ) {
        self.controllerId = controllerId
        self.isKRaftController = isKRaftController
        self.controllerEpoch = controllerEpoch
        self.brokerEpoch = brokerEpoch
        self.deletePartitions = deletePartitions
        self.ungroupedPartitions = ungroupedPartitions
        self.topics = topics
        self.topicStates = topicStates
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        controllerId = BrokerID(rawValue: try reader.int32())
        if version == 4 { isKRaftController = try reader.bool() }
        controllerEpoch = ControllerEpoch(rawValue: try reader.int32())
        if version >= 1 { brokerEpoch = BrokerEpoch(rawValue: try reader.int64()) }
        if version <= 2 { deletePartitions = try reader.bool() }
        if version == 0 { ungroupedPartitions = try reader.array(version, compact: false) }
        if version >= 1 && version <= 2 { topics = try reader.array(version, compact: flexible) }
        if version >= 3 { topicStates = try reader.array(version, compact: true) }
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "StopReplicaRequest", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(controllerId.rawValue)
        if version == 4 {
            writer.bool(isKRaftController)
        } else if isKRaftController {
            throw EncodeError(message: "StopReplicaRequest", field: "isKRaftController", version: version)
        }
        writer.int32(controllerEpoch.rawValue)
        if version >= 1 {
            writer.int64(brokerEpoch.rawValue)
        }
        if version <= 2 {
            writer.bool(deletePartitions)
        } else if deletePartitions {
            throw EncodeError(message: "StopReplicaRequest", field: "deletePartitions", version: version)
        }
        if version == 0 {
            try writer.array(ungroupedPartitions, version, compact: false)
        } else if !ungroupedPartitions.isEmpty {
            throw EncodeError(message: "StopReplicaRequest", field: "ungroupedPartitions", version: version)
        }
        if version >= 1 && version <= 2 {
            try writer.array(topics, version, compact: flexible)
        } else if !topics.isEmpty {
            throw EncodeError(message: "StopReplicaRequest", field: "topics", version: version)
        }
        if version >= 3 {
            try writer.array(topicStates, version, compact: true)
        } else if !topicStates.isEmpty {
            throw EncodeError(message: "StopReplicaRequest", field: "topicStates", version: version)
        }
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct StopReplicaPartitionV0: WireElement {
        package static var minimumSize: Int { 6 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicName = try reader.string(compact: false)
            partitionIndex = try reader.int32()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(topicName, compact: false)
            writer.int32(partitionIndex)
        }
    }

    package struct StopReplicaTopicV1: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionIndexes: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            name = try reader.string(compact: flexible)
            partitionIndexes = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(name, compact: flexible)
            try writer.array(partitionIndexes, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct StopReplicaTopicState: WireElement {
        package static var minimumSize: Int { 3 }

        package var topicName: String = ""
        package var partitionStates: [StopReplicaPartitionState] = []

        package init() {}

        package init(
            topicName: String = "",
            partitionStates: [StopReplicaPartitionState] = []
        ) {
            self.topicName = topicName
            self.partitionStates = partitionStates
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicName = try reader.string(compact: true)
            partitionStates = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(topicName, compact: true)
            try writer.array(partitionStates, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct StopReplicaPartitionState: WireElement {
        package static var minimumSize: Int { 10 }

        package var partitionIndex: Int32 = 0
        package var leaderEpoch: LeaderEpoch = -1
        package var deletePartition: Bool = false

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            leaderEpoch: LeaderEpoch = -1,
            deletePartition: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.leaderEpoch = leaderEpoch
            self.deletePartition = deletePartition
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            deletePartition = try reader.bool()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int32(leaderEpoch.rawValue)
            writer.bool(deletePartition)
            writer.unsignedVarint(0)
        }
    }
}
