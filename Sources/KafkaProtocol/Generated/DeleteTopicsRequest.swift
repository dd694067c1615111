// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DeleteTopics (API 20), versions 0 to 6, flexible from 4 on.
package struct DeleteTopicsRequest: RequestMessage {
    package typealias Response = DeleteTopicsResponse
    package static var apiKey: APIKey { .deleteTopics }
    package static var validVersions: ClosedRange<Int16> { 0...6 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var topics: [DeleteTopicState] = []
    package var topicNames: [String] = []
    package var timeoutMs: Int32 = 0

    package init() {}

    package init(
        topics: [DeleteTopicState] = [],
        topicNames: [String] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.topicNames = topicNames
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 6 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version == 6 { topics = try reader.array(version, compact: true) }
        if version <= 5 { topicNames = try reader.strings(compact: flexible) }
        timeoutMs = try reader.int32()
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 6 else { throw EncodeError(message: "DeleteTopicsRequest", field: "version", version: version) }
        let flexible = version >= 4
        if version == 6 {
            try writer.array(topics, version, compact: true)
        } else if !topics.isEmpty {
            throw EncodeError(message: "DeleteTopicsRequest", field: "topics", version: version)
        }
        if version <= 5 {
            try writer.strings(topicNames, compact: flexible)
        }
        writer.int32(timeoutMs)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct DeleteTopicState: WireElement {
        package static var minimumSize: Int { 18 }

        package var name: String? = nil
        package var topicId: UUID = UUID.zero

        package init() {}

        package init(
            name: String? = nil,
            topicId: UUID = UUID.zero
        ) {
            self.name = name
            self.topicId = topicId
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.nullableString(compact: true)
            topicId = try reader.uuid()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.nullableString(name, compact: true)
            writer.uuid(topicId)
            writer.unsignedVarint(0)
        }
    }
}
