// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DeleteRecords (API 21), versions 0 to 2, flexible from 2 on.
package struct DeleteRecordsRequest: RequestMessage {
    package typealias Response = DeleteRecordsResponse
    package static var apiKey: APIKey { .deleteRecords }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var topics: [DeleteRecordsTopic] = []
    package var timeoutMs: Int32 = 0

    package init() {}

    package init(
        topics: [DeleteRecordsTopic] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        topics = try reader.array(version, compact: flexible)
        timeoutMs = try reader.int32()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "DeleteRecordsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.array(topics, version, compact: flexible)
        writer.int32(timeoutMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DeleteRecordsTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [DeleteRecordsPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [DeleteRecordsPartition] = []
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

    package struct DeleteRecordsPartition: WireElement {
        package static var minimumSize: Int { 12 }

        package var partitionIndex: Int32 = 0
        package var offset: Offset = 0

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            offset: Offset = 0
        ) {
            self.partitionIndex = partitionIndex
            self.offset = offset
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            offset = Offset(rawValue: try reader.int64())
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int64(offset.rawValue)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
