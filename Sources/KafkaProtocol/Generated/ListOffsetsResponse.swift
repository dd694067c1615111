// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ListOffsets (API 2), versions 0 to 9, flexible from 6 on.
package struct ListOffsetsResponse: ResponseMessage {
    package static var apiKey: APIKey { .listOffsets }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [ListOffsetsTopicResponse] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [ListOffsetsTopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        if version >= 2 { throttleTimeMs = try reader.int32() }
        topics = try reader.array(version, compact: flexible)
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "ListOffsetsResponse", field: "version", version: version) }
        let flexible = version >= 6
        if version >= 2 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct ListOffsetsTopicResponse: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [ListOffsetsPartitionResponse] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [ListOffsetsPartitionResponse] = []
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

    package struct ListOffsetsPartitionResponse: WireElement {
        package static var minimumSize: Int { 10 }

        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var oldStyleOffsets: [Int64] = []
        package var timestamp: Int64 = -1
        package var offset: Offset = -1
        package var leaderEpoch: LeaderEpoch = -1

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            oldStyleOffsets: [Int64] = [],
            timestamp: Int64 = -1,
            offset: Offset = -1,
            leaderEpoch: LeaderEpoch = -1
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.oldStyleOffsets = oldStyleOffsets
            self.timestamp = timestamp
            self.offset = offset
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version == 0 { oldStyleOffsets = try reader.array(version, compact: false) }
            if version >= 1 { timestamp = try reader.int64() }
            if version >= 1 { offset = Offset(rawValue: try reader.int64()) }
            if version >= 4 { leaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version == 0 {
                try writer.array(oldStyleOffsets, version, compact: false)
            } else if !oldStyleOffsets.isEmpty {
                throw EncodeError(message: "ListOffsetsResponse", field: "oldStyleOffsets", version: version)
            }
            if version >= 1 {
                writer.int64(timestamp)
            } else if timestamp != -1 {
                throw EncodeError(message: "ListOffsetsResponse", field: "timestamp", version: version)
            }
            if version >= 1 {
                writer.int64(offset.rawValue)
            } else if offset != -1 {
                throw EncodeError(message: "ListOffsetsResponse", field: "offset", version: version)
            }
            if version >= 4 {
                writer.int32(leaderEpoch.rawValue)
            } else if leaderEpoch != -1 {
                throw EncodeError(message: "ListOffsetsResponse", field: "leaderEpoch", version: version)
            }
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }
}
