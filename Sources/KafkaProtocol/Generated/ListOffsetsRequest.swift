// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ListOffsets (API 2), versions 0 to 9, flexible from 6 on.
package struct ListOffsetsRequest: RequestMessage {
    package typealias Response = ListOffsetsResponse
    package static var apiKey: APIKey { .listOffsets }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var replicaId: BrokerID = 0
    package var isolationLevel: Int8 = 0
    package var topics: [ListOffsetsTopic] = []

    package init() {}

    package init(
        replicaId: BrokerID = 0,
        isolationLevel: Int8 = 0,
        topics: [ListOffsetsTopic] = []
    ) {
        self.replicaId = replicaId
        self.isolationLevel = isolationLevel
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        replicaId = BrokerID(rawValue: try reader.int32())
        if version >= 2 { isolationLevel = try reader.int8() }
        topics = try reader.array(version, compact: flexible)
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "ListOffsetsRequest", field: "version", version: version) }
        let flexible = version >= 6
        writer.int32(replicaId.rawValue)
        if version >= 2 {
            writer.int8(isolationLevel)
        } else if isolationLevel != 0 {
            throw EncodeError(message: "ListOffsetsRequest", field: "isolationLevel", version: version)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct ListOffsetsTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [ListOffsetsPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [ListOffsetsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct ListOffsetsPartition: WireElement {
        package static var minimumSize: Int { 12 }

        package var partitionIndex: Int32 = 0
        package var currentLeaderEpoch: LeaderEpoch = -1
        package var timestamp: Int64 = 0
        package var maxNumOffsets: Int32 = 1

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            timestamp: Int64 = 0,
            maxNumOffsets: Int32 = 1
        ) {
            self.partitionIndex = partitionIndex
            self.currentLeaderEpoch = currentLeaderEpoch
            self.timestamp = timestamp
            self.maxNumOffsets = maxNumOffsets
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            if version >= 4 { currentLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            timestamp = try reader.int64()
            if version == 0 { maxNumOffsets = try reader.int32() }
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            if version >= 4 {
                writer.int32(currentLeaderEpoch.rawValue)
            }
            writer.int64(timestamp)
            if version == 0 {
                writer.int32(maxNumOffsets)
            } else if maxNumOffsets != 1 {
                throw EncodeError(message: "ListOffsetsRequest", field: "maxNumOffsets", version: version)
            }
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }
}
