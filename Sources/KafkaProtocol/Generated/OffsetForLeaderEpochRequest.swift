// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of OffsetForLeaderEpoch (API 23), versions 0 to 4, flexible from 4 on.
package struct OffsetForLeaderEpochRequest: RequestMessage {
    package typealias Response = OffsetForLeaderEpochResponse
    package static var apiKey: APIKey { .offsetForLeaderEpoch }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var replicaId: BrokerID = -2
    package var topics: [OffsetForLeaderTopic] = []

    package init() {}

    package init(
        replicaId: BrokerID = -2,
        topics: [OffsetForLeaderTopic] = []
    ) {
        self.replicaId = replicaId
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version >= 3 { replicaId = BrokerID(rawValue: try reader.int32()) }
        topics = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "OffsetForLeaderEpochRequest", field: "version", version: version) }
        let flexible = version >= 4
        if version >= 3 {
            writer.int32(replicaId.rawValue)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct OffsetForLeaderTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitions: [OffsetForLeaderPartition] = []

        package init() {}

        package init(
            topic: String = "",
            partitions: [OffsetForLeaderPartition] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            topic = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(topic, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }

    package struct OffsetForLeaderPartition: WireElement {
        package static var minimumSize: Int { 8 }

        package var partition: Int32 = 0
        package var currentLeaderEpoch: LeaderEpoch = -1
        package var leaderEpoch: LeaderEpoch = 0

        package init() {}

        package init(
            partition: Int32 = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            leaderEpoch: LeaderEpoch = 0
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partition = try reader.int32()
            if version >= 2 { currentLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partition)
            if version >= 2 {
                writer.int32(currentLeaderEpoch.rawValue)
            }
            writer.int32(leaderEpoch.rawValue)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
