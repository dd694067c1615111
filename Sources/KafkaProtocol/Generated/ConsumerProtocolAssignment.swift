// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure ConsumerProtocolAssignment, versions 0 to 3.
package struct ConsumerProtocolAssignment: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var assignedPartitions: [TopicPartition] = []
    package var userData: [UInt8]? = nil

    package init() {}

    package init(
        assignedPartitions: [TopicPartition] = [],
        userData: [UInt8]? = nil
    ) {
        self.assignedPartitions = assignedPartitions
        self.userData = userData
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        assignedPartitions = try reader.array(version, compact: false)
        userData = try reader.nullableByteArray(compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "ConsumerProtocolAssignment", field: "version", version: version) }
        try writer.array(assignedPartitions, version, compact: false)
        writer.nullableByteArray(userData, compact: false)
    }

    package struct TopicPartition: WireElement {
        package static var minimumSize: Int { 6 }

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
            topic = try reader.string(compact: false)
            partitions = try reader.array(version, compact: false)
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(topic, compact: false)
            try writer.array(partitions, version, compact: false)
        }
    }
}
