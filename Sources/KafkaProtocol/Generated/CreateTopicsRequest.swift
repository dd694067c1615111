// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of CreateTopics (API 19), versions 0 to 7, flexible from 5 on.
package struct CreateTopicsRequest: RequestMessage {
    package typealias Response = CreateTopicsResponse
    package static var apiKey: APIKey { .createTopics }
    package static var validVersions: ClosedRange<Int16> { 0...7 }
    package static var firstFlexibleVersion: Int16? { 5 }

    package var topics: [CreatableTopic] = []
    package var timeoutMs: Int32 = 60000
    package var validateOnly: Bool = false

    package init() {}

    package init(
        topics: [CreatableTopic] = [],
        timeoutMs: Int32 = 60000,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 7 else { throw .unsupportedVersion(version) }
        let flexible = version >= 5
        topics = try reader.array(version, compact: flexible)
        timeoutMs = try reader.int32()
        if version >= 1 { validateOnly = try reader.bool() }
        if version >= 5 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 7 else { throw EncodeError(message: "CreateTopicsRequest", field: "version", version: version) }
        let flexible = version >= 5
        try writer.array(topics, version, compact: flexible)
        writer.int32(timeoutMs)
        if version >= 1 {
            writer.bool(validateOnly)
        } else if validateOnly {
            throw EncodeError(message: "CreateTopicsRequest", field: "validateOnly", version: version)
        }
        if version >= 5 { writer.unsignedVarint(0) }
    }

    package struct CreatableTopic: WireElement {
        package static var minimumSize: Int { 10 }

        package var name: String = ""
        package var numPartitions: Int32 = 0
        package var replicationFactor: Int16 = 0
        package var assignments: [CreatableReplicaAssignment] = []
        package var configs: [CreatableTopicConfig] = []

        package init() {}

        package init(
            name: String = "",
            numPartitions: Int32 = 0,
            replicationFactor: Int16 = 0,
            assignments: [CreatableReplicaAssignment] = [],
            configs: [CreatableTopicConfig] = []
        ) {
            self.name = name
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.assignments = assignments
            self.configs = configs
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            name = try reader.string(compact: flexible)
            numPartitions = try reader.int32()
            replicationFactor = try reader.int16()
            assignments = try reader.array(version, compact: flexible)
            configs = try reader.array(version, compact: flexible)
            if version >= 5 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            try writer.string(name, compact: flexible)
            writer.int32(numPartitions)
            writer.int16(replicationFactor)
            try writer.array(assignments, version, compact: flexible)
            try writer.array(configs, version, compact: flexible)
            if version >= 5 { writer.unsignedVarint(0) }
        }
    }

    package struct CreatableReplicaAssignment: WireElement {
        package static var minimumSize: Int { 6 }

        package var partitionIndex: Int32 = 0
        package var brokerIds: [BrokerID] = []

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            brokerIds: [BrokerID] = []
        ) {
            self.partitionIndex = partitionIndex
            self.brokerIds = brokerIds
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            partitionIndex = try reader.int32()
            brokerIds = try reader.array(version, compact: flexible)
            if version >= 5 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            writer.int32(partitionIndex)
            try writer.array(brokerIds, version, compact: flexible)
            if version >= 5 { writer.unsignedVarint(0) }
        }
    }

    package struct CreatableTopicConfig: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var value: String? = ""

        package init() {}

        package init(
            name: String = "",
            value: String? = ""
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            name = try reader.string(compact: flexible)
            value = try reader.nullableString(compact: flexible)
            if version >= 5 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            try writer.string(name, compact: flexible)
            try writer.nullableString(value, compact: flexible)
            if version >= 5 { writer.unsignedVarint(0) }
        }
    }
}
