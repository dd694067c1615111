// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ListPartitionReassignments (API 46), version 0, flexible from 0 on.
package struct ListPartitionReassignmentsRequest: RequestMessage {
    package typealias Response = ListPartitionReassignmentsResponse
    package static var apiKey: APIKey { .listPartitionReassignments }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var timeoutMs: Int32 = 60000
    package var topics: [ListPartitionReassignmentsTopics]? = nil

    package init() {}

    package init(
        timeoutMs: Int32 = 60000,
        topics: [ListPartitionReassignmentsTopics]? = nil
    ) {
        self.timeoutMs = timeoutMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        timeoutMs = try reader.int32()
        topics = try reader.nullableArray(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ListPartitionReassignmentsRequest", field: "version", version: version) }
        writer.int32(timeoutMs)
        try writer.nullableArray(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct ListPartitionReassignmentsTopics: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionIndexes: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            partitionIndexes = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            try writer.array(partitionIndexes, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
