// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ConsumerGroupHeartbeat (API 68), version 0, flexible from 0 on.
package struct ConsumerGroupHeartbeatResponse: ResponseMessage {
    package static var apiKey: APIKey { .consumerGroupHeartbeat }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = nil
    package var memberId: String? = nil
    package var memberEpoch: Int32 = 0
    package var heartbeatIntervalMs: Int32 = 0
    package var assignment: Assignment? = nil

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        memberId: String? = nil,
        memberEpoch: Int32 = 0,
        heartbeatIntervalMs: Int32 = 0,
        assignment: Assignment? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.heartbeatIntervalMs = heartbeatIntervalMs
        self.assignment = assignment
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: true)
        memberId = try reader.nullableString(compact: true)
        memberEpoch = try reader.int32()
        heartbeatIntervalMs = try reader.int32()
        assignment = try reader.nullableStructure(version, tagged: false)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ConsumerGroupHeartbeatResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: true)
        try writer.nullableString(memberId, compact: true)
        writer.int32(memberEpoch)
        writer.int32(heartbeatIntervalMs)
        try writer.nullableStructure(assignment, version, tagged: false)
        writer.unsignedVarint(0)
    }

    package struct Assignment: WireElement {
        package static var minimumSize: Int { 2 }

        package var topicPartitions: [TopicPartitions] = []

        package init() {}

        package init(
            topicPartitions: [TopicPartitions] = []
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicPartitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.array(topicPartitions, version, compact: true)
            writer.unsignedVarint(0)
        }
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
