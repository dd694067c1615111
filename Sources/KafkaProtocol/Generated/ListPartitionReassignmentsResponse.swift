// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ListPartitionReassignments (API 46), version 0, flexible from 0 on.
package struct ListPartitionReassignmentsResponse: ResponseMessage {
    package static var apiKey: APIKey { .listPartitionReassignments }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = ""
    package var topics: [OngoingTopicReassignment] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = "",
        topics: [OngoingTopicReassignment] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: true)
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ListPartitionReassignmentsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: true)
        try writer.array(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct OngoingTopicReassignment: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [OngoingPartitionReassignment] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OngoingPartitionReassignment] = []
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

    package struct OngoingPartitionReassignment: WireElement {
        package static var minimumSize: Int { 8 }

        package var partitionIndex: Int32 = 0
        package var replicas: [BrokerID] = []
        package var addingReplicas: [BrokerID] = []
        package var removingReplicas: [BrokerID] = []

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            replicas: [BrokerID] = [],
            addingReplicas: [BrokerID] = [],
            removingReplicas: [BrokerID] = []
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
            self.addingReplicas = addingReplicas
            self.removingReplicas = removingReplicas
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            replicas = try reader.array(version, compact: true)
            addingReplicas = try reader.array(version, compact: true)
            removingReplicas = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            try writer.array(replicas, version, compact: true)
            try writer.array(addingReplicas, version, compact: true)
            try writer.array(removingReplicas, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
