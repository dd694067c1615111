// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeLogDirs (API 35), versions 0 to 4, flexible from 2 on.
package struct DescribeLogDirsResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeLogDirs }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var results: [DescribeLogDirsResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        results: [DescribeLogDirsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        if version >= 3 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        results = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "DescribeLogDirsResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        if version >= 3 {
            writer.int16(errorCode.rawValue)
        }
        try writer.array(results, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DescribeLogDirsResult: WireElement {
        package static var minimumSize: Int { 5 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var logDir: String = ""
        package var topics: [DescribeLogDirsTopic] = []
        package var totalBytes: Int64 = -1
        package var usableBytes: Int64 = -1

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            logDir: String = "",
            topics: [DescribeLogDirsTopic] = [],
            totalBytes: Int64 = -1,
            usableBytes: Int64 = -1
        ) {
            self.errorCode = errorCode
            self.logDir = logDir
            self.topics = topics
            self.totalBytes = totalBytes
            self.usableBytes = usableBytes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            errorCode = ErrorCode(rawValue: try reader.int16())
            logDir = try reader.string(compact: flexible)
            topics = try reader.array(version, compact: flexible)
            if version == 4 { totalBytes = try reader.int64() }
            if version == 4 { usableBytes = try reader.int64() }
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            writer.int16(errorCode.rawValue)
            try writer.string(logDir, compact: flexible)
            try writer.array(topics, version, compact: flexible)
            if version == 4 {
                writer.int64(totalBytes)
            }
            if version == 4 {
                writer.int64(usableBytes)
            }
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribeLogDirsTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [DescribeLogDirsPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [DescribeLogDirsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribeLogDirsPartition: WireElement {
        package static var minimumSize: Int { 21 }

        package var partitionIndex: Int32 = 0
        package var partitionSize: Int64 = 0
        package var offsetLag: Int64 = 0
        package var isFutureKey: Bool = false

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            partitionSize: Int64 = 0,
            offsetLag: Int64 = 0,
            isFutureKey: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.partitionSize = partitionSize
            self.offsetLag = offsetLag
            self.isFutureKey = isFutureKey
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            partitionSize = try reader.int64()
            offsetLag = try reader.int64()
            isFutureKey = try reader.bool()
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int64(partitionSize)
            writer.int64(offsetLag)
            writer.bool(isFutureKey)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
