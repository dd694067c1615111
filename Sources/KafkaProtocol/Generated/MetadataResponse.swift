// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of Metadata (API 3), versions 0 to 12, flexible from 9 on.
package struct MetadataResponse: ResponseMessage {
    package static var apiKey: APIKey { .metadata }
    package static var validVersions: ClosedRange<Int16> { 0...12 }
    package static var firstFlexibleVersion: Int16? { 9 }

    package var throttleTimeMs: Int32 = 0
    package var brokers: [MetadataResponseBroker] = []
    package var clusterId: String? = nil
    package var controllerId: BrokerID = -1
    package var topics: [MetadataResponseTopic] = []
    package var clusterAuthorizedOperations: Int32 = -2147483648

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        brokers: [MetadataResponseBroker] = [],
        clusterId: String? = nil,
        controllerId: BrokerID = -1,
        topics: [MetadataResponseTopic] = [],
        clusterAuthorizedOperations: Int32 = -2147483648
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.brokers = brokers
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.topics = topics
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 12 else { throw .unsupportedVersion(version) }
        let flexible = version >= 9
        if version >= 3 { throttleTimeMs = try reader.int32() }
        brokers = try reader.array(version, compact: flexible)
        if version >= 2 { clusterId = try reader.nullableString(compact: flexible) }
        if version >= 1 { controllerId = BrokerID(rawValue: try reader.int32()) }
        topics = try reader.array(version, compact: flexible)
        if version >= 8 && version <= 10 { clusterAuthorizedOperations = try reader.int32() }
        if version >= 9 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 12 else { throw EncodeError(message: "MetadataResponse", field: "version", version: version) }
        let flexible = version >= 9
        if version >= 3 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(brokers, version, compact: flexible)
        if version >= 2 {
            try writer.nullableString(clusterId, compact: flexible)
        }
        if version >= 1 {
            writer.int32(controllerId.rawValue)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 8 && version <= 10 {
            writer.int32(clusterAuthorizedOperations)
        } else if clusterAuthorizedOperations != -2147483648 {
            throw EncodeError(message: "MetadataResponse", field: "clusterAuthorizedOperations", version: version)
        }
        if version >= 9 { writer.unsignedVarint(0) }
    }

    package struct MetadataResponseBroker: WireElement {
        package static var minimumSize: Int { 10 }

        package var nodeId: BrokerID = 0
        package var host: String = ""
        package var port: Int32 = 0
        package var rack: String? = nil

        package init() {}

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            nodeId = BrokerID(rawValue: try reader.int32())
            host = try reader.string(compact: flexible)
            port = try reader.int32()
            if version >= 1 { rack = try reader.nullableString(compact: flexible) }
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int32(nodeId.rawValue)
            try writer.string(host, compact: flexible)
            writer.int32(port)
            if version >= 1 {
                try writer.nullableString(rack, compact: flexible)
            }
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }

    package struct MetadataResponseTopic: WireElement {
        package static var minimumSize: Int { 8 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var name: String? = ""
        package var topicId: UUID = UUID.zero
        package var isInternal: Bool = false
        package var partitions: [MetadataResponsePartition] = []
        package var topicAuthorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            name: String? = "",
            topicId: UUID = UUID.zero,
            isInternal: Bool = false,
            partitions: [MetadataResponsePartition] = [],
            topicAuthorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicId = topicId
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            errorCode = ErrorCode(rawValue: try reader.int16())
            name = try reader.nullableString(compact: flexible, allowed: version == 12)
            if version >= 10 { topicId = try reader.uuid() }
            if version >= 1 { isInternal = try reader.bool() }
            partitions = try reader.array(version, compact: flexible)
            if version >= 8 { topicAuthorizedOperations = try reader.int32() }
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int16(errorCode.rawValue)
            if !(version == 12) && name == nil { throw EncodeError(message: "MetadataResponse", field: "name", version: version) }
            try writer.nullableString(name, compact: flexible)
            if version >= 10 {
                writer.uuid(topicId)
            }
            if version >= 1 {
                writer.bool(isInternal)
            }
            try writer.array(partitions, version, compact: flexible)
            if version >= 8 {
                writer.int32(topicAuthorizedOperations)
            } else if topicAuthorizedOperations != -2147483648 {
                throw EncodeError(message: "MetadataResponse", field: "topicAuthorizedOperations", version: version)
            }
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }

    package struct MetadataResponsePartition: WireElement {
        package static var minimumSize: Int { 18 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var partitionIndex: Int32 = 0
        package var leaderId: BrokerID = 0
        package var leaderEpoch: LeaderEpoch = -1
        package var replicaNodes: [BrokerID] = []
        package var isrNodes: [BrokerID] = []
        package var offlineReplicas: [BrokerID] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            partitionIndex: Int32 = 0,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = -1,
            replicaNodes: [BrokerID] = [],
            isrNodes: [BrokerID] = [],
            offlineReplicas: [BrokerID] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            errorCode = ErrorCode(rawValue: try reader.int16())
            partitionIndex = try reader.int32()
            leaderId = BrokerID(rawValue: try reader.int32())
            if version >= 7 { leaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            replicaNodes = try reader.array(version, compact: flexible)
            isrNodes = try reader.array(version, compact: flexible)
            if version >= 5 { offlineReplicas = try reader.array(version, compact: flexible) }
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int16(errorCode.rawValue)
            writer.int32(partitionIndex)
            writer.int32(leaderId.rawValue)
            if version >= 7 {
                writer.int32(leaderEpoch.rawValue)
            }
            try writer.array(replicaNodes, version, compact: flexible)
            try writer.array(isrNodes, version, compact: flexible)
            if version >= 5 {
                try writer.array(offlineReplicas, version, compact: flexible)
            }
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }
}
