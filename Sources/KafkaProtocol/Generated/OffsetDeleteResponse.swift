// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of OffsetDelete (API 47), version 0.
package struct OffsetDeleteResponse: ResponseMessage {
    package static var apiKey: APIKey { .offsetDelete }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var errorCode: ErrorCode = ErrorCode.none
    package var throttleTimeMs: Int32 = 0
    package var topics: [OffsetDeleteResponseTopic] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        throttleTimeMs: Int32 = 0,
        topics: [OffsetDeleteResponseTopic] = []
    ) {
        self.errorCode = errorCode
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        errorCode = ErrorCode(rawValue: try reader.int16())
        throttleTimeMs = try reader.int32()
        topics = try reader.array(version, compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "OffsetDeleteResponse", field: "version", version: version) }
        writer.int16(errorCode.rawValue)
        writer.int32(throttleTimeMs)
        try writer.array(topics, version, compact: false)
    }

    package struct OffsetDeleteResponseTopic: WireElement {
        package static var minimumSize: Int { 6 }

        package var name: String = ""
        package var partitions: [OffsetDeleteResponsePartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [OffsetDeleteResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: false)
            partitions = try reader.array(version, compact: false)
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: false)
            try writer.array(partitions, version, compact: false)
        }
    }

    package struct OffsetDeleteResponsePartition: WireElement {
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
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
        }
    }
}
