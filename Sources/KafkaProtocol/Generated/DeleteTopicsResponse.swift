// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DeleteTopics (API 20), versions 0 to 6, flexible from 4 on.
package struct DeleteTopicsResponse: ResponseMessage {
    package static var apiKey: APIKey { .deleteTopics }
    package static var validVersions: ClosedRange<Int16> { 0...6 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var throttleTimeMs: Int32 = 0
    package var responses: [DeletableTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        responses: [DeletableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.responses = responses
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 6 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version >= 1 { throttleTimeMs = try reader.int32() }
        responses = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 6 else { throw EncodeError(message: "DeleteTopicsResponse", field: "version", version: version) }
        let flexible = version >= 4
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(responses, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct DeletableTopicResult: WireElement {
        package static var minimumSize: Int { 4 }

        package var name: String? = ""
        package var topicId: UUID = UUID.zero
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = nil

        package init() {}

        package init(
            name: String? = "",
            topicId: UUID = UUID.zero,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            name = try reader.nullableString(compact: flexible, allowed: version == 6)
            if version == 6 { topicId = try reader.uuid() }
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 5 { errorMessage = try reader.nullableString(compact: true) }
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            if !(version == 6) && name == nil { throw EncodeError(message: "DeleteTopicsResponse", field: "name", version: version) }
            try writer.nullableString(name, compact: flexible)
            if version == 6 {
                writer.uuid(topicId)
            }
            writer.int16(errorCode.rawValue)
            if version >= 5 {
                try writer.nullableString(errorMessage, compact: true)
            }
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
