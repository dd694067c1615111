// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of OffsetFetch (API 9), versions 0 to 9, flexible from 6 on.
package struct OffsetFetchResponse: ResponseMessage {
    package static var apiKey: APIKey { .offsetFetch }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [OffsetFetchResponseTopic] = []
    package var errorCode: ErrorCode = ErrorCode.none
    package var groups: [OffsetFetchResponseGroup] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetFetchResponseTopic] = [],
        errorCode: ErrorCode = ErrorCode.none,
        groups: [OffsetFetchResponseGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        if version >= 3 { throttleTimeMs = try reader.int32() }
        if version <= 7 { topics = try reader.array(version, compact: flexible) }
        if version >= 2 && version <= 7 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        if version >= 8 { groups = try reader.array(version, compact: true) }
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "OffsetFetchResponse", field: "version", version: version) }
        let flexible = version >= 6
        if version >= 3 {
            writer.int32(throttleTimeMs)
        }
        if version <= 7 {
            try writer.array(topics, version, compact: flexible)
        } else if !topics.isEmpty {
            throw EncodeError(message: "OffsetFetchResponse", field: "topics", version: version)
        }
        if version >= 2 && version <= 7 {
            writer.int16(errorCode.rawValue)
        }
        if version >= 8 {
            try writer.array(groups, version, compact: true)
        } else if !groups.isEmpty {
            throw EncodeError(message: "OffsetFetchResponse", field: "groups", version: version)
        }
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct OffsetFetchResponseTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [OffsetFetchResponsePartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetFetchResponsePartition] = []
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

    package struct OffsetFetchResponsePartition: WireElement {
        package static var minimumSize: Int { 16 }

        package var partitionIndex: Int32 = 0
        package var committedOffset: Offset = 0
        package var committedLeaderEpoch: LeaderEpoch = -1
        package var metadata: String? = ""
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            metadata: String? = "",
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            partitionIndex = try reader.int32()
            committedOffset = Offset(rawValue: try reader.int64())
            if version >= 5 { committedLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            metadata = try reader.nullableString(compact: flexible)
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            writer.int32(partitionIndex)
            writer.int64(committedOffset.rawValue)
            if version >= 5 {
                writer.int32(committedLeaderEpoch.rawValue)
            }
            try writer.nullableString(metadata, compact: flexible)
            writer.int16(errorCode.rawValue)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct OffsetFetchResponseGroup: WireElement {
        package static var minimumSize: Int { 5 }

        package var groupId: String = ""
        package var topics: [OffsetFetchResponseTopics] = []
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            groupId: String = "",
            topics: [OffsetFetchResponseTopics] = [],
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.groupId = groupId
            self.topics = topics
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            groupId = try reader.string(compact: true)
            topics = try reader.array(version, compact: true)
            errorCode = ErrorCode(rawValue: try reader.int16())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(groupId, compact: true)
            try writer.array(topics, version, compact: true)
            writer.int16(errorCode.rawValue)
            writer.unsignedVarint(0)
        }
    }

    package struct OffsetFetchResponseTopics: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [OffsetFetchResponsePartitions] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetFetchResponsePartitions] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct OffsetFetchResponsePartitions: WireElement {
        package static var minimumSize: Int { 20 }

        package var partitionIndex: Int32 = 0
        package var committedOffset: Offset = 0
        package var committedLeaderEpoch: LeaderEpoch = -1
        package var metadata: String? = ""
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            metadata: String? = "",
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            committedOffset = Offset(rawValue: try reader.int64())
            committedLeaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            metadata = try reader.nullableString(compact: true)
            errorCode = ErrorCode(rawValue: try reader.int16())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int64(committedOffset.rawValue)
            writer.int32(committedLeaderEpoch.rawValue)
            try writer.nullableString(metadata, compact: true)
            writer.int16(errorCode.rawValue)
            writer.unsignedVarint(0)
        }
    }
}
