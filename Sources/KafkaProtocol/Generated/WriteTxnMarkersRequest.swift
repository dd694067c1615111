// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of WriteTxnMarkers (API 27), versions 0 to 1, flexible from 1 on.
package struct WriteTxnMarkersRequest: RequestMessage {
    package typealias Response = WriteTxnMarkersResponse
    package static var apiKey: APIKey { .writeTxnMarkers }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 1 }

    package var markers: [WritableTxnMarker] = []

    package init() {}

    package init(
        markers: [WritableTxnMarker] = []
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
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "WriteTxnMarkersRequest", field: "version", version: version) }
        let flexible = version >= 1
        try writer.array(markers, version, compact: flexible)
        if version >= 1 { writer.unsignedVarint(0) }
    }

    package struct WritableTxnMarker: WireElement {
        package static var minimumSize: Int { 17 }

        package var producerId: ProducerID = 0
        package var producerEpoch: Int16 = 0
        package var transactionResult: Bool = false
        package var topics: [WritableTxnMarkerTopic] = []
        package var coordinatorEpoch: Int32 = 0

        package init() {}

        package init(
            producerId: ProducerID = 0,
            producerEpoch: Int16 = 0,
            transactionResult: Bool = false,
            topics: [WritableTxnMarkerTopic] = [],
            coordinatorEpoch: Int32 = 0
        ) {
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.transactionResult = transactionResult
            self.topics = topics
            self.coordinatorEpoch = coordinatorEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            producerId = ProducerID(rawValue: try reader.int64())
            producerEpoch = try reader.int16()
            transactionResult = try reader.bool()
            topics = try reader.array(version, compact: flexible)
            coordinatorEpoch = try reader.int32()
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            writer.int64(producerId.rawValue)
            writer.int16(producerEpoch)
            writer.bool(transactionResult)
            try writer.array(topics, version, compact: flexible)
            writer.int32(coordinatorEpoch)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }

    package struct WritableTxnMarkerTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionIndexes: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 1
            name = try reader.string(compact: flexible)
            partitionIndexes = try reader.array(version, compact: flexible)
            if version >= 1 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 1
            try writer.string(name, compact: flexible)
            try writer.array(partitionIndexes, version, compact: flexible)
            if version >= 1 { writer.unsignedVarint(0) }
        }
    }
}
