// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of OffsetCommit (API 8), versions 0 to 9, flexible from 8 on.
package struct OffsetCommitRequest: RequestMessage {
    package typealias Response = OffsetCommitResponse
    package static var apiKey: APIKey { .offsetCommit }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 8 }

    package var groupId: String = ""
    package var generationIdOrMemberEpoch: Int32 = -1
    package var memberId: String = ""
    package var groupInstanceId: String? = nil
    package var retentionTimeMs: Int64 = -1
    package var topics: [OffsetCommitRequestTopic] = []

    package init() {}

    package init(
        groupId: String = "",
        generationIdOrMemberEpoch: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        retentionTimeMs: Int64 = -1,
        topics: [OffsetCommitRequestTopic] = []
    ) {
        self.groupId = groupId
        self.generationIdOrMemberEpoch = generationIdOrMemberEpoch
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.retentionTimeMs = retentionTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 8
        groupId = try reader.string(compact: flexible)
        if version >= 1 { generationIdOrMemberEpoch = try reader.int32() }
        if version >= 1 { memberId = try reader.string(compact: flexible) }
        if version >= 7 { groupInstanceId = try reader.nullableString(compact: flexible) }
        if version >= 2 && version <= 4 { retentionTimeMs = try reader.int64() }
        topics = try reader.array(version, compact: flexible)
        if version >= 8 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "OffsetCommitRequest", field: "version", version: version) }
        let flexible = version >= 8
        try writer.string(groupId, compact: flexible)
        if version >= 1 {
            writer.int32(generationIdOrMemberEpoch)
        }
        if version >= 1 {
            try writer.string(memberId, compact: flexible)
        }
        if version >= 7 {
            try writer.nullableString(groupInstanceId, compact: flexible)
        } else if groupInstanceId != nil {
            throw EncodeError(message: "OffsetCommitRequest", field: "groupInstanceId", version: version)
        }
        if version >= 2 && version <= 4 {
            writer.int64(retentionTimeMs)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 8 { writer.unsignedVarint(0) }
    }

    package struct OffsetCommitRequestTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [OffsetCommitRequestPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 8
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 8 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 8
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 8 { writer.unsignedVarint(0) }
        }
    }

    package struct OffsetCommitRequestPartition: WireElement {
        package static var minimumSize: Int { 14 }

        package var partitionIndex: Int32 = 0
        package var committedOffset: Offset = 0
        package var committedLeaderEpoch: LeaderEpoch = -1
        package var commitTimestamp: Int64 = -1
        package var committedMetadata: String? = ""

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            commitTimestamp: Int64 = -1,
            committedMetadata: String? = ""
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.commitTimestamp = commitTimestamp
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 8
            partitionIndex = try reader.int32()
            committedOffset = Offset(rawValue: try reader.int64())
            if version >= 6 { committedLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            if version == 1 { commitTimestamp = try reader.int64() }
            committedMetadata = try reader.nullableString(compact: flexible)
            if version >= 8 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 8
            writer.int32(partitionIndex)
            writer.int64(committedOffset.rawValue)
            if version >= 6 {
                writer.int32(committedLeaderEpoch.rawValue)
            }
            if version == 1 {
                writer.int64(commitTimestamp)
            } else if commitTimestamp != -1 {
                throw EncodeError(message: "OffsetCommitRequest", field: "commitTimestamp", version: version)
            }
            try writer.nullableString(committedMetadata, compact: flexible)
            if version >= 8 { writer.unsignedVarint(0) }
        }
    }
}
