// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of LeaderAndIsr (API 4), versions 0 to 7, flexible from 4 on.
package struct LeaderAndIsrRequest: RequestMessage {
    package typealias Response = LeaderAndIsrResponse
    package static var apiKey: APIKey { .leaderAndIsr }
    package static var validVersions: ClosedRange<Int16> { 0...7 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var controllerId: BrokerID = 0
    package var isKRaftController: Bool = false
    package var controllerEpoch: ControllerEpoch = 0
    package var brokerEpoch: BrokerEpoch = -1
    package var type: Int8 = 0
    package var ungroupedPartitionStates: [LeaderAndIsrPartitionState] = []
    package var topicStates: [LeaderAndIsrTopicState] = []
    package var liveLeaders: [LeaderAndIsrLiveLeader] = []

    package init() {}

    package init(
        controllerId: BrokerID = 0,
        isKRaftController: Bool = false,
        controllerEpoch: ControllerEpoch = 0,
        brokerEpoch: BrokerEpoch = -1,
        type: Int8 = 0,
        ungroupedPartitionStates: [LeaderAndIsrPartitionState] = [],
        topicStates: [LeaderAndIsrTopicState] = [],
        liveLeaders: [LeaderAndIsrLiveLeader] = []
    ) {
        self.controllerId = controllerId
        self.isKRaftController = isKRaftController
        self.controllerEpoch = controllerEpoch
        self.brokerEpoch = brokerEpoch
        self.type = type
        self.ungroupedPartitionStates = ungroupedPartitionStates
        self.topicStates = topicStates
        self.liveLeaders = liveLeaders
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 7 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        controllerId = BrokerID(rawValue: try reader.int32())
        if version == 7 { isKRaftController = try reader.bool() }
        controllerEpoch = ControllerEpoch(rawValue: try reader.int32())
        if version >= 2 { brokerEpoch = BrokerEpoch(rawValue: try reader.int64()) }
        if version >= 5 { type = try reader.int8() }
        if version <= 1 { ungroupedPartitionStates = try reader.array(version, compact: false) }
        if version >= 2 { topicStates = try reader.array(version, compact: flexible) }
        liveLeaders = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 7 else { throw EncodeError(message: "LeaderAndIsrRequest", field: "version", version: version) }
        let flexible = version >= 4
        writer.int32(controllerId.rawValue)
        if version == 7 {
            writer.bool(isKRaftController)
        } else if isKRaftController {
            throw EncodeError(message: "LeaderAndIsrRequest", field: "isKRaftController", version: version)
        }
        writer.int32(controllerEpoch.rawValue)
        if version >= 2 {
            writer.int64(brokerEpoch.rawValue)
        }
        if version >= 5 {
            writer.int8(type)
        } else if type != 0 {
            throw EncodeError(message: "LeaderAndIsrRequest", field: "type", version: version)
        }
        if version <= 1 {
            try writer.array(ungroupedPartitionStates, version, compact: false)
        } else if !ungroupedPartitionStates.isEmpty {
            throw EncodeError(message: "LeaderAndIsrRequest", field: "ungroupedPartitionStates", version: version)
        }
        if version >= 2 {
            try writer.array(topicStates, version, compact: flexible)
        } else if !topicStates.isEmpty {
            throw EncodeError(message: "LeaderAndIsrRequest", field: "topicStates", version: version)
        }
        try writer.array(liveLeaders, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct LeaderAndIsrTopicState: WireElement {
        package static var minimumSize: Int { 3 }

        package var topicName: String = ""
        package var topicId: UUID = UUID.zero
        package var partitionStates: [LeaderAndIsrPartitionState] = []

        package init() {}

        package init(
            topicName: String = "",
            topicId: UUID = UUID.zero,
            partitionStates: [LeaderAndIsrPartitionState] = []
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.partitionStates = partitionStates
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            topicName = try reader.string(compact: flexible)
            if version >= 5 { topicId = try reader.uuid() }
            partitionStates = try reader.array(version, compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(topicName, compact: flexible)
            if version >= 5 {
                writer.uuid(topicId)
            }
            try writer.array(partitionStates, version, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }

    package struct LeaderAndIsrLiveLeader: WireElement {
        package static var minimumSize: Int { 10 }

        package var brokerId: BrokerID = 0
        package var hostName: String = ""
        package var port: Int32 = 0

        package init() {}

        package init(
            brokerId: BrokerID = 0,
            hostName: String = "",
            port: Int32 = 0
        ) {
            self.brokerId = brokerId
            self.hostName = hostName
            self.port = port
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            brokerId = BrokerID(rawValue: try reader.int32())
            hostName = try reader.string(compact: flexible)
            port = try reader.int32()
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            writer.int32(brokerId.rawValue)
            try writer.string(hostName, compact: flexible)
            writer.int32(port)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }

    package struct LeaderAndIsrPartitionState: WireElement {
        package static var minimumSize: Int { 26 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0
        package var controllerEpoch: ControllerEpoch = 0
        package var leader: BrokerID = 0
        package var leaderEpoch: LeaderEpoch = 0
        package var isr: [BrokerID] = []
        package var partitionEpoch: PartitionEpoch = 0
        package var replicas: [BrokerID] = []
        package var addingReplicas: [BrokerID] = []
        package var removingReplicas: [BrokerID] = []
        package var isNew: Bool = false
        package var leaderRecoveryState: Int8 = 0

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0,
            controllerEpoch: ControllerEpoch = 0,
            leader: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            isr: [BrokerID] = [],
            partitionEpoch: PartitionEpoch = 0,
            replicas: [BrokerID] = [],
            addingReplicas: [BrokerID] = [],
            removingReplicas: [BrokerID] = [],
            isNew: Bool = false,
            leaderRecoveryState: Int8 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
            self.controllerEpoch = controllerEpoch
            self.leader = leader
            self.leaderEpoch = leaderEpoch
            self.isr = isr
            self.partitionEpoch = partitionEpoch
            self.replicas = replicas
            self.addingReplicas = addingReplicas
            self.removingReplicas = removingReplicas
            self.isNew = isNew
            self.leaderRecoveryState = leaderRecoveryState
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            if version <= 1 { topicName = try reader.string(compact: false) }
            partitionIndex = try reader.int32()
            controllerEpoch = ControllerEpoch(rawValue: try reader.int32())
            leader = BrokerID(rawValue: try reader.int32())
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            isr = try reader.array(version, compact: flexible)
            partitionEpoch = PartitionEpoch(rawValue: try reader.int32())
            replicas = try reader.array(version, compact: flexible)
            if version >= 3 { addingReplicas = try reader.array(version, compact: flexible) }
            if version >= 3 { removingReplicas = try reader.array(version, compact: flexible) }
            if version >= 1 { isNew = try reader.bool() }
            if version >= 6 { leaderRecoveryState = try reader.int8() }
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            if version <= 1 {
                try writer.string(topicName, compact: false)
            }
            writer.int32(partitionIndex)
            writer.int32(controllerEpoch.rawValue)
            writer.int32(leader.rawValue)
            writer.int32(leaderEpoch.rawValue)
            try writer.array(isr, version, compact: flexible)
            writer.int32(partitionEpoch.rawValue)
            try writer.array(replicas, version, compact: flexible)
            if version >= 3 {
                try writer.array(addingReplicas, version, compact: flexible)
            }
            if version >= 3 {
                try writer.array(removingReplicas, version, compact: flexible)
            }
            if version >= 1 {
                writer.bool(isNew)
            }
            if version >= 6 {
                writer.int8(leaderRecoveryState)
            } else if leaderRecoveryState != 0 {
                throw EncodeError(message: "LeaderAndIsrRequest", field: "leaderRecoveryState", version: version)
            }
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
