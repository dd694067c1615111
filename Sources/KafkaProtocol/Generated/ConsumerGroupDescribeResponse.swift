// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ConsumerGroupDescribe (API 69), version 0, flexible from 0 on.
package struct ConsumerGroupDescribeResponse: ResponseMessage {
    package static var apiKey: APIKey { .consumerGroupDescribe }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var groups: [DescribedGroup] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        groups = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ConsumerGroupDescribeResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        try writer.array(groups, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct DescribedGroup: WireElement {
        package static var minimumSize: Int { 20 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = nil
        package var groupId: String = ""
        package var groupState: String = ""
        package var groupEpoch: Int32 = 0
        package var assignmentEpoch: Int32 = 0
        package var assignorName: String = ""
        package var members: [Member] = []
        package var authorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            groupEpoch: Int32 = 0,
            assignmentEpoch: Int32 = 0,
            assignorName: String = "",
            members: [Member] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.groupEpoch = groupEpoch
            self.assignmentEpoch = assignmentEpoch
            self.assignorName = assignorName
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: true)
            groupId = try reader.string(compact: true)
            groupState = try reader.string(compact: true)
            groupEpoch = try reader.int32()
            assignmentEpoch = try reader.int32()
            assignorName = try reader.string(compact: true)
            members = try reader.array(version, compact: true)
            authorizedOperations = try reader.int32()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: true)
            try writer.string(groupId, compact: true)
            try writer.string(groupState, compact: true)
            writer.int32(groupEpoch)
            writer.int32(assignmentEpoch)
            try writer.string(assignorName, compact: true)
            try writer.array(members, version, compact: true)
            writer.int32(authorizedOperations)
            writer.unsignedVarint(0)
        }
    }

    package struct Member: WireElement {
        package static var minimumSize: Int { 16 }

        package var memberId: String = ""
        package var instanceId: String? = nil
        package var rackId: String? = nil
        package var memberEpoch: Int32 = 0
        package var clientId: String = ""
        package var clientHost: String = ""
        package var subscribedTopicNames: [String] = []
        package var subscribedTopicRegex: String? = nil
        package var assignment: Assignment = Assignment()
        package var targetAssignment: Assignment = Assignment()

        package init() {}

        package init(
            memberId: String = "",
            instanceId: String? = nil,
            rackId: String? = nil,
            memberEpoch: Int32 = 0,
            clientId: String = "",
            clientHost: String = "",
            subscribedTopicNames: [String] = [],
            subscribedTopicRegex: String? = nil,
            assignment: Assignment = Assignment(),
            targetAssignment: Assignment = Assignment()
        ) {
            self.memberId = memberId
            self.instanceId = instanceId
            self.rackId = rackId
            self.memberEpoch = memberEpoch
            self.clientId = clientId
            self.clientHost = clientHost
            self.subscribedTopicNames = subscribedTopicNames
            self.subscribedTopicRegex = subscribedTopicRegex
            self.assignment = assignment
            self.targetAssignment = targetAssignment
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            memberId = try reader.string(compact: true)
            instanceId = try reader.nullableString(compact: true)
            rackId = try reader.nullableString(compact: true)
            memberEpoch = try reader.int32()
            clientId = try reader.string(compact: true)
            clientHost = try reader.string(compact: true)
            subscribedTopicNames = try reader.strings(compact: true)
            subscribedTopicRegex = try reader.nullableString(compact: true)
            assignment = try Assignment(from: &reader, version: version)
            targetAssignment = try Assignment(from: &reader, version: version)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(memberId, compact: true)
            try writer.nullableString(instanceId, compact: true)
            try writer.nullableString(rackId, compact: true)
            writer.int32(memberEpoch)
            try writer.string(clientId, compact: true)
            try writer.string(clientHost, compact: true)
            try writer.strings(subscribedTopicNames, compact: true)
            try writer.nullableString(subscribedTopicRegex, compact: true)
            try assignment.encode(to: &writer, version: version)
            try targetAssignment.encode(to: &writer, version: version)
            writer.unsignedVarint(0)
        }
    }

    package struct TopicPartitions: WireElement {
        package static var minimumSize: Int { 19 }

        package var topicId: UUID = UUID.zero
        package var topicName: String = ""
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topicId: UUID = UUID.zero,
            topicName: String = "",
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicId = try reader.uuid()
            topicName = try reader.string(compact: true)
            partitions = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.uuid(topicId)
            try writer.string(topicName, compact: true)
            try writer.array(partitions, version, compact: true)
            writer.unsignedVarint(0)
        }
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
}
