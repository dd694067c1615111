// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ElectLeaders (API 43), versions 0 to 2, flexible from 2 on.
package struct ElectLeadersRequest: RequestMessage {
    package typealias Response = ElectLeadersResponse
    package static var apiKey: APIKey { .electLeaders }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var electionType: Int8 = 0
    package var topicPartitions: [TopicPartitions]? = []
    package var timeoutMs: Int32 = 60000

    package init() {}

    package init(
        electionType: Int8 = 0,
        topicPartitions: [TopicPartitions]? = [],
        timeoutMs: Int32 = 60000
    ) {
        self.electionType = electionType
        self.topicPartitions = topicPartitions
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        if version >= 1 { electionType = try reader.int8() }
        topicPartitions = try reader.nullableArray(version, compact: flexible)
        timeoutMs = try reader.int32()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "ElectLeadersRequest", field: "version", version: version) }
        let flexible = version >= 2
        if version >= 1 {
            writer.int8(electionType)
        } else if electionType != 0 {
            throw EncodeError(message: "ElectLeadersRequest", field: "electionType", version: version)
        }
        try writer.nullableArray(topicPartitions, version, compact: flexible)
        writer.int32(timeoutMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct TopicPartitions: WireElement {
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
