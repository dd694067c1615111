// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of CreateTopics (API 19), versions 0 to 7, flexible from 5 on.
package struct CreateTopicsResponse: ResponseMessage {
    package static var apiKey: APIKey { .createTopics }
    package static var validVersions: ClosedRange<Int16> { 0...7 }
    package static var firstFlexibleVersion: Int16? { 5 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [CreatableTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [CreatableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 7 else { throw .unsupportedVersion(version) }
        let flexible = version >= 5
        if version >= 2 { throttleTimeMs = try reader.int32() }
        topics = try reader.array(version, compact: flexible)
        if version >= 5 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 7 else { throw EncodeError(message: "CreateTopicsResponse", field: "version", version: version) }
        let flexible = version >= 5
        if version >= 2 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 5 { writer.unsignedVarint(0) }
    }

    package struct CreatableTopicResult: WireElement {
        package static var minimumSize: Int { 4 }

        package var name: String = ""
        package var topicId: UUID = UUID.zero
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""
        package var topicConfigErrorCode: Int16 = 0
        package var numPartitions: Int32 = -1
        package var replicationFactor: Int16 = -1
        package var configs: [CreatableTopicConfigs]? = []

        package init() {}

        package init(
            name: String = "",
            topicId: UUID = UUID.zero,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = "",
            topicConfigErrorCode: Int16 = 0,
            numPartitions: Int32 = -1,
            replicationFactor: Int16 = -1,
            configs: [CreatableTopicConfigs]? = []
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.topicConfigErrorCode = topicConfigErrorCode
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.configs = configs
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            name = try reader.string(compact: flexible)
            if version == 7 { topicId = try reader.uuid() }
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 1 { errorMessage = try reader.nullableString(compact: flexible) }
            if version >= 5 { numPartitions = try reader.int32() }
            if version >= 5 { replicationFactor = try reader.int16() }
            if version >= 5 { configs = try reader.nullableArray(version, compact: true) }
            if version >= 5 {
                var tags = try TaggedFields(from: &reader)
                while var tag = try tags.next(from: &reader) {
                    switch tag.number {
                    case 0:
                        topicConfigErrorCode = try tag.value.int16()
                        try tag.end()
                    default: break
                    }
                }
            }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            try writer.string(name, compact: flexible)
            if version == 7 {
                writer.uuid(topicId)
            }
            writer.int16(errorCode.rawValue)
            if version >= 1 {
                try writer.nullableString(errorMessage, compact: flexible)
            }
            if version >= 5 {
                writer.int32(numPartitions)
            }
            if version >= 5 {
                writer.int16(replicationFactor)
            }
            if version >= 5 {
                try writer.nullableArray(configs, version, compact: true)
            }
            if version >= 5 {
                var tagCount: UInt32 = 0
                let has0 = topicConfigErrorCode != 0
                if has0 { tagCount += 1 }
                writer.unsignedVarint(tagCount)
                if has0 {
                    var tag = ByteWriter(capacity: 64)
                    tag.int16(topicConfigErrorCode)
                    writer.taggedField(0, tag.finish())
                }
            }
        }
    }

    package struct CreatableTopicConfigs: WireElement {
        package static var minimumSize: Int { 6 }

        package var name: String = ""
        package var value: String? = ""
        package var readOnly: Bool = false
        package var configSource: Int8 = -1
        package var isSensitive: Bool = false

        package init() {}

        package init(
            name: String = "",
            value: String? = "",
            readOnly: Bool = false,
            configSource: Int8 = -1,
            isSensitive: Bool = false
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isSensitive = isSensitive
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            value = try reader.nullableString(compact: true)
            readOnly = try reader.bool()
            configSource = try reader.int8()
            isSensitive = try reader.bool()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            try writer.nullableString(value, compact: true)
            writer.bool(readOnly)
            writer.int8(configSource)
            writer.bool(isSensitive)
            writer.unsignedVarint(0)
        }
    }
}
