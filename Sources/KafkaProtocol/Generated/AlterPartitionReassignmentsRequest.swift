// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AlterPartitionReassignments (API 45), version 0, flexible from 0 on.
package struct AlterPartitionReassignmentsRequest: RequestMessage {
    package typealias Response = AlterPartitionReassignmentsResponse
    package static var apiKey: APIKey { .alterPartitionReassignments }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var timeoutMs: Int32 = 60000
    package var topics: [ReassignableTopic] = []

    package init() {}

    package init(
        timeoutMs: Int32 = 60000,
        topics: [ReassignableTopic] = []
    ) {
        self.timeoutMs = timeoutMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        timeoutMs = try reader.int32()
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "AlterPartitionReassignmentsRequest", field: "version", version: version) }
        writer.int32(timeoutMs)
        try writer.array(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct ReassignableTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [ReassignablePartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [ReassignablePartition] = []
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

    package struct ReassignablePartition: WireElement {
        package static var minimumSize: Int { 6 }

        package var partitionIndex: Int32 = 0
        package var replicas: [BrokerID]? = nil

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            replicas: [BrokerID]? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            replicas = try reader.nullableArray(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            try writer.nullableArray(replicas, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
