// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of WriteTxnMarkers (API 27), versions 0 to 1, flexible from 1 on.
package struct WriteTxnMarkersResponse: ResponseMessage {
    package static var apiKey: APIKey { .writeTxnMarkers }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var markers: [WritableTxnMarkerResult] = []

    package init() {}

    package init(
        markers: [WritableTxnMarkerResult] = []
    ) {
        self.markers = markers
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        let flexible = version >= 1
        markers = try reader.array(version, compact: flexible)
        if version >= 1 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "WriteTxnMarkersResponse", field: "version", version: version) }
        let flexible = version >= 1
        try writer.array(markers, version, compact: flexible)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct WritableTxnMarkerResult: WireElement {
        package static var minimumSize: Int { 10 }

        package var producerId: ProducerID = 0
        package var topics: [WritableTxnMarkerTopicResult] = []

        package init() {}

        package init(
            producerId: ProducerID = 0,
            topics: [WritableTxnMarkerTopicResult] = []
        ) {
            self.producerId = producerId
            self.topics = topics
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            producerId = ProducerID(rawValue: try reader.int64())
            topics = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            writer.int64(producerId.rawValue)
            try writer.array(topics, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct WritableTxnMarkerTopicResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [WritableTxnMarkerPartitionResult] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [WritableTxnMarkerPartitionResult] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct WritableTxnMarkerPartitionResult: WireElement {
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
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
