// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeLogDirs (API 35), versions 0 to 4, flexible from 2 on.
package struct DescribeLogDirsRequest: RequestMessage {
    package typealias Response = DescribeLogDirsResponse
    package static var apiKey: APIKey { .describeLogDirs }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var topics: [DescribableLogDirTopic]? = []

    package init() {}

    package init(
        topics: [DescribableLogDirTopic]? = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        topics = try reader.nullableArray(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "DescribeLogDirsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.nullableArray(topics, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DescribableLogDirTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topic: String = "",
            partitions: [Int32] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            topic = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(topic, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
