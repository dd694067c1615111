// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of UpdateMetadata (API 6), versions 0 to 8, flexible from 6 on.
package struct UpdateMetadataRequest: RequestMessage {
    package typealias Response = UpdateMetadataResponse
    package static var apiKey: APIKey { .updateMetadata }
    package static var validVersions: ClosedRange<Int16> { 0...8 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var controllerId: BrokerID = 0
    package var isKRaftController: Bool = false
    package var type: Int8 = 0
    package var controllerEpoch: ControllerEpoch = 0
    package var brokerEpoch: BrokerEpoch = -1
    package var ungroupedPartitionStates: [UpdateMetadataPartitionState] = []
    package var topicStates: [UpdateMetadataTopicState] = []
    package var liveBrokers: [UpdateMetadataBroker] = []

    package init() {}

    package init(
        controllerId: BrokerID = 0,
        isKRaftController: Bool = false,
        type: Int8 = 0,
        controllerEpoch: ControllerEpoch = 0,
        brokerEpoch: BrokerEpoch = -1,
        ungroupedPartitionStates: [UpdateMetadataPartitionState] = [],
        topicStates: [UpdateMetadataTopicState] = [],
        liveBrokers: [UpdateMetadataBroker] = []
    ) {
        self.controllerId = controllerId
        self.isKRaftController = isKRaftController
        self.type = type
        self.controllerEpoch = controllerEpoch
        self.brokerEpoch = brokerEpoch
        self.ungroupedPartitionStates = ungroupedPartitionStates
        self.topicStates = topicStates
        self.liveBrokers = liveBrokers
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 8 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        controllerId = BrokerID(rawValue: try reader.int32())
        if version == 8 { isKRaftController = try reader.bool() }
        controllerEpoch = ControllerEpoch(rawValue: try reader.int32())
        if version >= 5 { brokerEpoch = BrokerEpoch(rawValue: try reader.int64()) }
        if version <= 4 { ungroupedPartitionStates = try reader.array(version, compact: false) }
        if version >= 5 { topicStates = try reader.array(version, compact: flexible) }
        liveBrokers = try reader.array(version, compact: flexible)
        if version >= 6 {
            var tags = try TaggedFields(from: &reader)
            while var tag = try tags.next(from: &reader) {
                switch tag.number {
                case 0 where version == 8:
                    type = try tag.value.int8()
                    try tag.end()
                default: break
                }
            }
        }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 8 else { throw EncodeError(message: "UpdateMetadataRequest", field: "version", version: version) }
        let flexible = version >= 6
        writer.int32(controllerId.rawValue)
        if version == 8 {
            writer.bool(isKRaftController)
        } else if isKRaftController {
            throw EncodeError(message: "UpdateMetadataRequest", field: "isKRaftController", version: version)
        }
        writer.int32(controllerEpoch.rawValue)
        if version >= 5 {
            writer.int64(brokerEpoch.rawValue)
        }
        if version <= 4 {
            try writer.array(ungroupedPartitionStates, version, compact: false)
        } else if !ungroupedPartitionStates.isEmpty {
            throw EncodeError(message: "UpdateMetadataRequest", field: "ungroupedPartitionStates", version: version)
        }
        if version >= 5 {
            try writer.array(topicStates, version, compact: flexible)
        } else if !topicStates.isEmpty {
            throw EncodeError(message: "UpdateMetadataRequest", field: "topicStates", version: version)
        }
        try writer.array(liveBrokers, version, compact: flexible)
        if version < 8 && type != 0 { throw EncodeError(message: "UpdateMetadataRequest", field: "type", version: version) }
        if version >= 6 {
            var tagCount: UInt32 = 0
            let has0 = version == 8 && type != 0
            if has0 { tagCount += 1 }
            writer.unsignedVarint(tagCount)
            if has0 {
                var tag = ByteWriter(capacity: 64)
                tag.int8(type)
                writer.taggedField(0, tag.finish())
            }
        }
    }

    package struct UpdateMetadataTopicState: WireElement {
        package static var minimumSize: Int { 3 }

        package var topicName: String = ""
        package var topicId: UUID = UUID.zero
        package var partitionStates: [UpdateMetadataPartitionState] = []

        package init() {}

        package init(
            topicName: String = "",
            topicId: UUID = UUID.zero,
            partitionStates: [UpdateMetadataPartitionState] = []
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.partitionStates = partitionStates
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            topicName = try reader.string(compact: flexible)
            if version >= 7 { topicId = try reader.uuid() }
            partitionStates = try reader.array(version, compact: flexible)
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            try writer.string(topicName, compact: flexible)
            if version >= 7 {
                writer.uuid(topicId)
            }
            try writer.array(partitionStates, version, compact: flexible)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct UpdateMetadataBroker: WireElement {
        package static var minimumSize: Int { 7 }

        package var id: BrokerID = 0
        package var v0Host: String = ""
        package var v0Port: Int32 = 0
        package var endpoints: [UpdateMetadataEndpoint] = []
        package var rack: String? = ""

        package init() {}

        package init(
            id: BrokerID = 0,
            v0Host: String = "",
            v0Port: Int32 = 0,
            endpoints: [UpdateMetadataEndpoint] = [],
            rack: String? = ""
        ) {
            self.id = id
            self.v0Host = v0Host
            self.v0Port = v0Port
            self.endpoints = endpoints
            self.rack = rack
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            id = BrokerID(rawValue: try reader.int32())
            if version == 0 { v0Host = try reader.string(compact: false) }
            if version == 0 { v0Port = try reader.int32() }
            if version >= 1 { endpoints = try reader.array(version, compact: flexible) }
            if version >= 2 { rack = try reader.nullableString(compact: flexible) }
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            writer.int32(id.rawValue)
            if version == 0 {
                try writer.string(v0Host, compact: false)
            }
            if version == 0 {
                writer.int32(v0Port)
            }
            if version >= 1 {
                try writer.array(endpoints, version, compact: flexible)
            }
            if version >= 2 {
                try writer.nullableString(rack, compact: flexible)
            }
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct UpdateMetadataEndpoint: WireElement {
        package static var minimumSize: Int { 8 }

        package var port: Int32 = 0
        package var host: String = ""
        package var listener: String = ""
        package var securityProtocol: Int16 = 0

        package init() {}

        package init(
            port: Int32 = 0,
            host: String = "",
            listener: String = "",
            securityProtocol: Int16 = 0
        ) {
            self.port = port
            self.host = host
            self.listener = listener
            self.securityProtocol = securityProtocol
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            port = try reader.int32()
            host = try reader.string(compact: flexible)
            if version >= 3 { listener = try reader.string(compact: flexible) }
            securityProtocol = try reader.int16()
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            writer.int32(port)
            try writer.string(host, compact: flexible)
            if version >= 3 {
                try writer.string(listener, compact: flexible)
            }
            writer.int16(securityProtocol)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct UpdateMetadataPartitionState: WireElement {
        package static var minimumSize: Int { 24 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0
        package var controllerEpoch: ControllerEpoch = 0
        package var leader: BrokerID = 0
        package var leaderEpoch: LeaderEpoch = 0
        package var isr: [BrokerID] = []
        package var zkVersion: PartitionEpoch = 0
        package var replicas: [BrokerID] = []
        package var offlineReplicas: [BrokerID] = []

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0,
            controllerEpoch: ControllerEpoch = 0,
            leader: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            isr: [BrokerID] = [],
            zkVersion: PartitionEpoch = 0,
            replicas: [BrokerID] = [],
            offlineReplicas: [BrokerID] = []
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
            self.controllerEpoch = controllerEpoch
            self.leader = leader
            self.leaderEpoch = leaderEpoch
            self.isr = isr
            self.zkVersion = zkVersion
            self.replicas = replicas
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            if version <= 4 { topicName = try reader.string(compact: false) }
            partitionIndex = try reader.int32()
            controllerEpoch = ControllerEpoch(rawValue: try reader.int32())
            leader = BrokerID(rawValue: try reader.int32())
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            isr = try reader.array(version, compact: flexible)
            zkVersion = PartitionEpoch(rawValue: try reader.int32())
            replicas = try reader.array(version, compact: flexible)
            if version >= 4 { offlineReplicas = try reader.array(version, compact: flexible) }
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            if version <= 4 {
                try writer.string(topicName, compact: false)
            }
            writer.int32(partitionIndex)
            writer.int32(controllerEpoch.rawValue)
            writer.int32(leader.rawValue)
            writer.int32(leaderEpoch.rawValue)
            try writer.array(isr, version, compact: flexible)
            writer.int32(zkVersion.rawValue)
            try writer.array(replicas, version, compact: flexible)
            if version >= 4 {
                try writer.array(offlineReplicas, version, compact: flexible)
            }
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }
}
