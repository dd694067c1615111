// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of OffsetDelete (API 47), version 0.
package struct OffsetDeleteRequest: RequestMessage {
    package typealias Response = OffsetDeleteResponse
    package static var apiKey: APIKey { .offsetDelete }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var groupId: String = ""
    package var topics: [OffsetDeleteRequestTopic] = []

    package init() {}

    package init(
        groupId: String = "",
        topics: [OffsetDeleteRequestTopic] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        groupId = try reader.string(compact: false)
        topics = try reader.array(version, compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "OffsetDeleteRequest", field: "version", version: version) }
        try writer.string(groupId, compact: false)
        try writer.array(topics, version, compact: false)
    }

    package struct OffsetDeleteRequestTopic: WireElement {
        package static var minimumSize: Int { 6 }

        package var name: String = ""
        package var partitions: [OffsetDeleteRequestPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetDeleteRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: false)
            partitions = try reader.array(version, compact: false)
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: false)
            try writer.array(partitions, version, compact: false)
        }
    }

    package struct OffsetDeleteRequestPartition: WireElement {
        package static var minimumSize: Int { 4 }

        package var partitionIndex: Int32 = 0

        package init() {}

        package init(
            partitionIndex: Int32 = 0
        ) {
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
        }
    }
}
