// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeProducers (API 61), version 0, flexible from 0 on.
package struct DescribeProducersRequest: RequestMessage {
    package typealias Response = DescribeProducersResponse
    package static var apiKey: APIKey { .describeProducers }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var topics: [TopicRequest] = []

    package init() {}

    package init(
        topics: [TopicRequest] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        topics = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeProducersRequest", field: "version", version: version) }
        try writer.array(topics, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TopicRequest: WireElement {
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
