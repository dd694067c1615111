// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AlterReplicaLogDirs (API 34), versions 0 to 2, flexible from 2 on.
package struct AlterReplicaLogDirsResponse: ResponseMessage {
    package static var apiKey: APIKey { .alterReplicaLogDirs }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var results: [AlterReplicaLogDirTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AlterReplicaLogDirTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "AlterReplicaLogDirsResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct AlterReplicaLogDirTopicResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var topicName: String = ""
        package var partitions: [AlterReplicaLogDirPartitionResult] = []

        package init() {}

        package init(
            topicName: String = "",
            partitions: [AlterReplicaLogDirPartitionResult] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            topicName = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(topicName, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct AlterReplicaLogDirPartitionResult: WireElement {
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
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
