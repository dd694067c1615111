// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ConsumerGroupHeartbeat (API 68), version 0, flexible from 0 on.
package struct ConsumerGroupHeartbeatRequest: RequestMessage {
    package typealias Response = ConsumerGroupHeartbeatResponse
    package static var apiKey: APIKey { .consumerGroupHeartbeat }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var groupId: String = ""
    package var memberId: String = ""
    package var memberEpoch: Int32 = 0
    package var instanceId: String? = nil
    package var rackId: String? = nil
    package var rebalanceTimeoutMs: Int32 = -1
    package var subscribedTopicNames: [String]? = nil
    package var serverAssignor: String? = nil
    package var topicPartitions: [TopicPartitions]? = nil

    package init() {}

    package init(
        groupId: String = "",
        memberId: String = "",
        memberEpoch: Int32 = 0,
        instanceId: String? = nil,
        rackId: String? = nil,
        rebalanceTimeoutMs: Int32 = -1,
        subscribedTopicNames: [String]? = nil,
        serverAssignor: String? = nil,
        topicPartitions: [TopicPartitions]? = nil
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.instanceId = instanceId
        self.rackId = rackId
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.subscribedTopicNames = subscribedTopicNames
        self.serverAssignor = serverAssignor
        self.topicPartitions = topicPartitions
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        groupId = try reader.string(compact: true)
        memberId = try reader.string(compact: true)
        memberEpoch = try reader.int32()
        instanceId = try reader.nullableString(compact: true)
        rackId = try reader.nullableString(compact: true)
        rebalanceTimeoutMs = try reader.int32()
        subscribedTopicNames = try reader.nullableStrings(compact: true)
        serverAssignor = try reader.nullableString(compact: true)
        topicPartitions = try reader.nullableArray(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ConsumerGroupHeartbeatRequest", field: "version", version: version) }
        try writer.string(groupId, compact: true)
        try writer.string(memberId, compact: true)
        writer.int32(memberEpoch)
        try writer.nullableString(instanceId, compact: true)
        try writer.nullableString(rackId, compact: true)
        writer.int32(rebalanceTimeoutMs)
        try writer.nullableStrings(subscribedTopicNames, compact: true)
        try writer.nullableString(serverAssignor, compact: true)
        try writer.nullableArray(topicPartitions, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TopicPartitions: WireElement {
        package static var minimumSize: Int { 18 }

        package var topicId: UUID = UUID.zero
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topicId: UUID = UUID.zero,
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicId = try reader.uuid()
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.uuid(topicId)
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
