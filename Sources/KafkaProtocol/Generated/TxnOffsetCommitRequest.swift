// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of TxnOffsetCommit (API 28), versions 0 to 4, flexible from 3 on.
package struct TxnOffsetCommitRequest: RequestMessage {
    package typealias Response = TxnOffsetCommitResponse
    package static var apiKey: APIKey { .txnOffsetCommit }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var transactionalId: String = ""
    package var groupId: String = ""
    package var producerId: ProducerID = 0
    package var producerEpoch: Int16 = 0
    package var generationId: Int32 = -1
    package var memberId: String = ""
    package var groupInstanceId: String? = nil
    package var topics: [TxnOffsetCommitRequestTopic] = []

    package init() {}

    package init(
        transactionalId: String = "",
        groupId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: Int16 = 0,
        generationId: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        topics: [TxnOffsetCommitRequestTopic] = []
    ) {
        self.transactionalId = transactionalId
        self.groupId = groupId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        transactionalId = try reader.string(compact: flexible)
        groupId = try reader.string(compact: flexible)
        producerId = ProducerID(rawValue: try reader.int64())
        producerEpoch = try reader.int16()
        if version >= 3 { generationId = try reader.int32() }
        if version >= 3 { memberId = try reader.string(compact: true) }
        if version >= 3 { groupInstanceId = try reader.nullableString(compact: true) }
        topics = try reader.array(version, compact: flexible)
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "TxnOffsetCommitRequest", field: "version", version: version) }
        let flexible = version >= 3
        try writer.string(transactionalId, compact: flexible)
        try writer.string(groupId, compact: flexible)
        writer.int64(producerId.rawValue)
        writer.int16(producerEpoch)
        if version >= 3 {
            writer.int32(generationId)
        } else if generationId != -1 {
            throw EncodeError(message: "TxnOffsetCommitRequest", field: "generationId", version: version)
        }
        if version >= 3 {
            try writer.string(memberId, compact: true)
        } else if !memberId.isEmpty {
            throw EncodeError(message: "TxnOffsetCommitRequest", field: "memberId", version: version)
        }
        if version >= 3 {
            try writer.nullableString(groupInstanceId, compact: true)
        } else if groupInstanceId != nil {
            throw EncodeError(message: "TxnOffsetCommitRequest", field: "groupInstanceId", version: version)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct TxnOffsetCommitRequestTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [TxnOffsetCommitRequestPartition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [TxnOffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }

    package struct TxnOffsetCommitRequestPartition: WireElement {
        package static var minimumSize: Int { 14 }

        package var partitionIndex: Int32 = 0
        package var committedOffset: Offset = 0
        package var committedLeaderEpoch: LeaderEpoch = -1
        package var committedMetadata: String? = ""

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            committedMetadata: String? = ""
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            partitionIndex = try reader.int32()
            committedOffset = Offset(rawValue: try reader.int64())
            if version >= 2 { committedLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            committedMetadata = try reader.nullableString(compact: flexible)
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            writer.int32(partitionIndex)
            writer.int64(committedOffset.rawValue)
            if version >= 2 {
                writer.int32(committedLeaderEpoch.rawValue)
            }
            try writer.nullableString(committedMetadata, compact: flexible)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }
}
