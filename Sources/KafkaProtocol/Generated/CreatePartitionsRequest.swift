// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of CreatePartitions (API 37), versions 0 to 3, flexible from 2 on.
package struct CreatePartitionsRequest: RequestMessage {
    package typealias Response = CreatePartitionsResponse
    package static var apiKey: APIKey { .createPartitions }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var topics: [CreatePartitionsTopic] = []
    package var timeoutMs: Int32 = 0
    package var validateOnly: Bool = false

    package init() {}

    package init(
        topics: [CreatePartitionsTopic] = [],
        timeoutMs: Int32 = 0,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        topics = try reader.array(version, compact: flexible)
        timeoutMs = try reader.int32()
        validateOnly = try reader.bool()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreatePartitionsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.array(topics, version, compact: flexible)
        writer.int32(timeoutMs)
        writer.bool(validateOnly)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct CreatePartitionsTopic: WireElement {
        package static var minimumSize: Int { 7 }

        package var name: String = ""
        package var count: Int32 = 0
        package var assignments: [CreatePartitionsAssignment]? = []

        package init() {}

        package init(
            name: String = "",
            count: Int32 = 0,
            assignments: [CreatePartitionsAssignment]? = []
        ) {
            self.name = name
            self.count = count
            self.assignments = assignments
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            name = try reader.string(compact: flexible)
            count = try reader.int32()
            assignments = try reader.nullableArray(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(name, compact: flexible)
            writer.int32(count)
            try writer.nullableArray(assignments, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct CreatePartitionsAssignment: WireElement {
        package static var minimumSize: Int { 2 }

        package var brokerIds: [BrokerID] = []

        package init() {}

        package init(
            brokerIds: [BrokerID] = []
        ) {
            self.brokerIds = brokerIds
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            brokerIds = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.array(brokerIds, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
