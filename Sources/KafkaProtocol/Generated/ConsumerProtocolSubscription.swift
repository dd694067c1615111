// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure ConsumerProtocolSubscription, versions 0 to 3.
package struct ConsumerProtocolSubscription: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var topics: [String] = []
    package var userData: [UInt8]? = nil
    package var ownedPartitions: [TopicPartition] = []
    package var generationId: Int32 = -1
    package var rackId: String? = nil

    package init() {}

    package init(
        topics: [String] = [],
        userData: [UInt8]? = nil,
        ownedPartitions: [TopicPartition] = [],
        generationId: Int32 = -1,
        rackId: String? = nil
    ) {
        self.topics = topics
        self.userData = userData
        self.ownedPartitions = ownedPartitions
        self.generationId = generationId
        self.rackId = rackId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        topics = try reader.strings(compact: false)
        userData = try reader.nullableByteArray(compact: false)
        if version >= 1 { ownedPartitions = try reader.array(version, compact: false) }
        if version >= 2 { generationId = try reader.int32() }
        if version == 3 { rackId = try reader.nullableString(compact: false) }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "ConsumerProtocolSubscription", field: "version", version: version) }
        try writer.strings(topics, compact: false)
        writer.nullableByteArray(userData, compact: false)
        if version >= 1 {
            try writer.array(ownedPartitions, version, compact: false)
        }
        if version >= 2 {
            writer.int32(generationId)
        }
        if version == 3 {
            try writer.nullableString(rackId, compact: false)
        }
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
