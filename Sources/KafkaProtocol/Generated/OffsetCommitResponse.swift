// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of OffsetCommit (API 8), versions 0 to 9, flexible from 8 on.
package struct OffsetCommitResponse: ResponseMessage {
    package static var apiKey: APIKey { .offsetCommit }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 8 }

    package var throttleTimeMs: Int32 = 0
    package var topics: [OffsetCommitResponseTopic] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetCommitResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 8
        if version >= 3 { throttleTimeMs = try reader.int32() }
        topics = try reader.array(version, compact: flexible)
        if version >= 8 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "OffsetCommitResponse", field: "version", version: version) }
        let flexible = version >= 8
        if version >= 3 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 8 { writer.unsignedVarint(0) }
    }

    package struct OffsetCommitResponseTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [OffsetCommitResponsePartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetCommitResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 8
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 8 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 8
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 8 { writer.unsignedVarint(0) }
        }
    }

    package struct OffsetCommitResponsePartition: WireElement {
        package static var minimumSize: Int { 6 }

        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 8 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version >= 8 { writer.unsignedVarint(0) }
        }
    }
}
