// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of Produce (API 0), versions 0 to 11, flexible from 9 on.
package struct ProduceRequest: RequestMessage {
    package typealias Response = ProduceResponse
    package static var apiKey: APIKey { .produce }
    package static var validVersions: ClosedRange<Int16> { 0...11 }
    package static var firstFlexibleVersion: Int16? { 9 }

    package var transactionalId: String? = nil
    package var acks: Int16 = 0
    package var timeoutMs: Int32 = 0
    package var topicData: [TopicProduceData] = []

    package init() {}

    package init(
        transactionalId: String? = nil,
        acks: Int16 = 0,
        timeoutMs: Int32 = 0,
        topicData: [TopicProduceData] = []
    ) {
        self.transactionalId = transactionalId
        self.acks = acks
        self.timeoutMs = timeoutMs
        self.topicData = topicData
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 11 else { throw .unsupportedVersion(version) }
        let flexible = version >= 9
        if version >= 3 { transactionalId = try reader.nullableString(compact: flexible) }
        acks = try reader.int16()
        timeoutMs = try reader.int32()
        topicData = try reader.array(version, compact: flexible)
        if version >= 9 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 11 else { throw EncodeError(message: "ProduceRequest", field: "version", version: version) }
        let flexible = version >= 9
        if version >= 3 {
            try writer.nullableString(transactionalId, compact: flexible)
        } else if transactionalId != nil {
            throw EncodeError(message: "ProduceRequest", field: "transactionalId", version: version)
        }
        writer.int16(acks)
        writer.int32(timeoutMs)
        try writer.array(topicData, version, compact: flexible)
        if version >= 9 { writer.unsignedVarint(0) }
    }

    package struct TopicProduceData: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionData: [PartitionProduceData] = []

        package init() {}

        package init(
            name: String = "",
            partitionData: [PartitionProduceData] = []
        ) {
            self.name = name
            self.partitionData = partitionData
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            name = try reader.string(compact: flexible)
            partitionData = try reader.array(version, compact: flexible)
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            try writer.string(name, compact: flexible)
            try writer.array(partitionData, version, compact: flexible)
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }

    package struct PartitionProduceData: WireElement {
        package static var minimumSize: Int { 6 }

        package var index: Int32 = 0
        package var records: Payload? = Payload.empty

        package init() {}

        package init(
            index: Int32 = 0,
            records: Payload? = Payload.empty
        ) {
            self.index = index
            self.records = records
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            index = try reader.int32()
            records = try reader.nullableRecords(compact: flexible)
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int32(index)
            writer.nullableRecords(records, compact: flexible)
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }
}
