// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of Metadata (API 3), versions 0 to 12, flexible from 9 on.
package struct MetadataRequest: RequestMessage {
    package typealias Response = MetadataResponse
    package static var apiKey: APIKey { .metadata }
    package static var validVersions: ClosedRange<Int16> { 0...12 }
    package static var firstFlexibleVersion: Int16? { 9 }

    package var topics: [MetadataRequestTopic]? = []
    package var allowAutoTopicCreation: Bool = true
    package var includeClusterAuthorizedOperations: Bool = false
    package var includeTopicAuthorizedOperations: Bool = false

    package init() {}

    package init(
        topics: [MetadataRequestTopic]? = [],
        allowAutoTopicCreation: Bool = true,
        includeClusterAuthorizedOperations: Bool = false,
        includeTopicAuthorizedOperations: Bool = false
    ) {
        self.topics = topics
        self.allowAutoTopicCreation = allowAutoTopicCreation
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 12 else { throw .unsupportedVersion(version) }
        let flexible = version >= 9
        topics = try reader.nullableArray(version, compact: flexible, allowed: version >= 1)
        if version >= 4 { allowAutoTopicCreation = try reader.bool() }
        if version >= 8 && version <= 10 { includeClusterAuthorizedOperations = try reader.bool() }
        if version >= 8 { includeTopicAuthorizedOperations = try reader.bool() }
        if version >= 9 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 12 else { throw EncodeError(message: "MetadataRequest", field: "version", version: version) }
        let flexible = version >= 9
        if !(version >= 1) && topics == nil { throw EncodeError(message: "MetadataRequest", field: "topics", version: version) }
        try writer.nullableArray(topics, version, compact: flexible)
        if version >= 4 {
            writer.bool(allowAutoTopicCreation)
        } else if !allowAutoTopicCreation {
            throw EncodeError(message: "MetadataRequest", field: "allowAutoTopicCreation", version: version)
        }
        if version >= 8 && version <= 10 {
            writer.bool(includeClusterAuthorizedOperations)
        } else if includeClusterAuthorizedOperations {
            throw EncodeError(message: "MetadataRequest", field: "includeClusterAuthorizedOperations", version: version)
        }
        if version >= 8 {
            writer.bool(includeTopicAuthorizedOperations)
        } else if includeTopicAuthorizedOperations {
            throw EncodeError(message: "MetadataRequest", field: "includeTopicAuthorizedOperations", version: version)
        }
        if version >= 9 { writer.unsignedVarint(0) }
    }

    package struct MetadataRequestTopic: WireElement {
        package static var minimumSize: Int { 2 }

        package var topicId: UUID = UUID.zero
        package var name: String? = ""

        package init() {}

        package init(
            topicId: UUID = UUID.zero,
            name: String? = ""
        ) {
            self.topicId = topicId
            self.name = name
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            if version >= 10 { topicId = try reader.uuid() }
            name = try reader.nullableString(compact: flexible, allowed: version >= 10)
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            if version >= 10 {
                writer.uuid(topicId)
            }
            if !(version >= 10) && name == nil { throw EncodeError(message: "MetadataRequest", field: "name", version: version) }
            try writer.nullableString(name, compact: flexible)
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }
}
