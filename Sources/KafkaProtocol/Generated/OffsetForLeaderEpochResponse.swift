// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of OffsetForLeaderEpoch (API 23), versions 0 to 4, flexible from 4 on.
package struct OffsetForLeaderEpochResponse: ResponseMessage {
    package static var apiKey: APIKey { .offsetForLeaderEpoch }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [OffsetForLeaderTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetForLeaderTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version >= 2 { throttleTimeMs = try reader.int32() }
        topics = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "OffsetForLeaderEpochResponse", field: "version", version: version) }
        let flexible = version >= 4
        if version >= 2 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct OffsetForLeaderTopicResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitions: [EpochEndOffset] = []

        package init() {}

        package init(
            topic: String = "",
            partitions: [EpochEndOffset] = []
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

    package struct EpochEndOffset: WireElement {
        package static var minimumSize: Int { 14 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var partition: Int32 = 0
        package var leaderEpoch: LeaderEpoch = -1
        package var endOffset: Offset = -1

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            partition: Int32 = 0,
            leaderEpoch: LeaderEpoch = -1,
            endOffset: Offset = -1
        ) {
            self.errorCode = errorCode
            self.partition = partition
            self.leaderEpoch = leaderEpoch
            self.endOffset = endOffset
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            errorCode = ErrorCode(rawValue: try reader.int16())
            partition = try reader.int32()
            if version >= 1 { leaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            endOffset = Offset(rawValue: try reader.int64())
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int16(errorCode.rawValue)
            writer.int32(partition)
            if version >= 1 {
                writer.int32(leaderEpoch.rawValue)
            }
            writer.int64(endOffset.rawValue)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
