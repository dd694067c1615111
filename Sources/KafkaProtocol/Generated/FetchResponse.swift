// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of Fetch (API 1), versions 0 to 17, flexible from 12 on.
package struct FetchResponse: ResponseMessage {
    package static var apiKey: APIKey { .fetch }
    package static var validVersions: ClosedRange<Int16> { 0...17 }
    package static var firstFlexibleVersion: Int16? { 12 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var sessionId: Int32 = 0
    package var responses: [FetchableTopicResponse] = []
    package var nodeEndpoints: [NodeEndpoint] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        sessionId: Int32 = 0,
        responses: [FetchableTopicResponse] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.sessionId = sessionId
        self.responses = responses
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 17 else { throw .unsupportedVersion(version) }
        let flexible = version >= 12
        if version >= 1 { throttleTimeMs = try reader.int32() }
        if version >= 7 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        if version >= 7 { sessionId = try reader.int32() }
        responses = try reader.array(version, compact: flexible)
        if version >= 12 {
            var tags = try TaggedFields(from: &reader)
            while var tag = try tags.next(from: &reader) {
                switch tag.number {
                case 0 where version >= 16:
                    nodeEndpoints = try tag.value.array(version, compact: true)
                    try tag.end()
                default: break
                }
            }
        }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 17 else { throw EncodeError(message: "FetchResponse", field: "version", version: version) }
        let flexible = version >= 12
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        if version >= 7 {
            writer.int16(errorCode.rawValue)
        }
        if version >= 7 {
            writer.int32(sessionId)
        } else if sessionId != 0 {
            throw EncodeError(message: "FetchResponse", field: "sessionId", version: version)
        }
        try writer.array(responses, version, compact: flexible)
        if version < 16 && !nodeEndpoints.isEmpty { throw EncodeError(message: "FetchResponse", field: "nodeEndpoints", version: version) }
        if version >= 12 {
            var tagCount: UInt32 = 0
            let has0 = version >= 16 && !nodeEndpoints.isEmpty
            if has0 { tagCount += 1 }
            writer.unsignedVarint(tagCount)
            if has0 {
                var tag = ByteWriter(capacity: 64)
                try tag.array(nodeEndpoints, version, compact: true)
                writer.taggedField(0, tag.finish())
            }
        }
    }

    package struct FetchableTopicResponse: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var topicId: UUID = UUID.zero
        package var partitions: [PartitionData] = []

        package init() {}

        package init(
            topic: String = "",
            topicId: UUID = UUID.zero,
            partitions: [PartitionData] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 12
            if version <= 12 { topic = try reader.string(compact: flexible) }
            if version >= 13 { topicId = try reader.uuid() }
            partitions = try reader.array(version, compact: flexible)
            if version >= 12 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 12
            if version <= 12 {
                try writer.string(topic, compact: flexible)
            }
            if version >= 13 {
                writer.uuid(topicId)
            }
            try writer.array(partitions, version, compact: flexible)
            if version >= 12 { writer.unsignedVarint(0) }
        }
    }

    package struct PartitionData: WireElement {
        package static var minimumSize: Int { 18 }

        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var highWatermark: Offset = 0
        package var lastStableOffset: Offset = -1
        package var logStartOffset: Offset = -1
        package var divergingEpoch: EpochEndOffset = EpochEndOffset()
        package var currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()
        package var snapshotId: SnapshotId = SnapshotId()
        package var abortedTransactions: [AbortedTransaction]? = []
        package var preferredReadReplica: BrokerID = -1
        package var records: Payload? = Payload.empty

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            highWatermark: Offset = 0,
            lastStableOffset: Offset = -1,
            logStartOffset: Offset = -1,
            divergingEpoch: EpochEndOffset = EpochEndOffset(),
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            snapshotId: SnapshotId = SnapshotId(),
            abortedTransactions: [AbortedTransaction]? = [],
            preferredReadReplica: BrokerID = -1,
            records: Payload? = Payload.empty
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.highWatermark = highWatermark
            self.lastStableOffset = lastStableOffset
            self.logStartOffset = logStartOffset
            self.divergingEpoch = divergingEpoch
            self.currentLeader = currentLeader
            self.snapshotId = snapshotId
            self.abortedTransactions = abortedTransactions
            self.preferredReadReplica = preferredReadReplica
            self.records = records
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 12
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            highWatermark = Offset(rawValue: try reader.int64())
            if version >= 4 { lastStableOffset = Offset(rawValue: try reader.int64()) }
            if version >= 5 { logStartOffset = Offset(rawValue: try reader.int64()) }
            if version >= 4 { abortedTransactions = try reader.nullableArray(version, compact: flexible) }
            if version >= 11 { preferredReadReplica = BrokerID(rawValue: try reader.int32()) }
            records = try reader.nullableRecords(compact: flexible)
            if version >= 12 {
                var tags = try TaggedFields(from: &reader)
                while var tag = try tags.next(from: &reader) {
                    switch tag.number {
                    case 0:
                        divergingEpoch = try EpochEndOffset(from: &tag.value, version: version)
                        try tag.end()
                    case 1:
                        currentLeader = try LeaderIdAndEpoch(from: &tag.value, version: version)
                        try tag.end()
                    case 2:
                        snapshotId = try SnapshotId(from: &tag.value, version: version)
                        try tag.end()
                    default: break
                    }
                }
            }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 12
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            writer.int64(highWatermark.rawValue)
            if version >= 4 {
                writer.int64(lastStableOffset.rawValue)
            }
            if version >= 5 {
                writer.int64(logStartOffset.rawValue)
            }
            if version >= 4 {
                try writer.nullableArray(abortedTransactions, version, compact: flexible)
            }
            if version >= 11 {
                writer.int32(preferredReadReplica.rawValue)
            } else if preferredReadReplica != -1 {
                throw EncodeError(message: "FetchResponse", field: "preferredReadReplica", version: version)
            }
            writer.nullableRecords(records, compact: flexible)
            if version < 12 && divergingEpoch != EpochEndOffset() { throw EncodeError(message: "FetchResponse", field: "divergingEpoch", version: version) }
            if version < 12 && currentLeader != LeaderIdAndEpoch() { throw EncodeError(message: "FetchResponse", field: "currentLeader", version: version) }
            if version < 12 && snapshotId != SnapshotId() { throw EncodeError(message: "FetchResponse", field: "snapshotId", version: version) }
            if version >= 12 {
                var tagCount: UInt32 = 0
                let has0 = divergingEpoch != EpochEndOffset()
                if has0 { tagCount += 1 }
                let has1 = currentLeader != LeaderIdAndEpoch()
                if has1 { tagCount += 1 }
                let has2 = snapshotId != SnapshotId()
                if has2 { tagCount += 1 }
                writer.unsignedVarint(tagCount)
                if has0 {
                    var tag = ByteWriter(capacity: 64)
                    try divergingEpoch.encode(to: &tag, version: version)
                    writer.taggedField(0, tag.finish())
                }
                if has1 {
                    var tag = ByteWriter(capacity: 64)
                    try currentLeader.encode(to: &tag, version: version)
                    writer.taggedField(1, tag.finish())
                }
                if has2 {
                    var tag = ByteWriter(capacity: 64)
                    try snapshotId.encode(to: &tag, version: version)
                    writer.taggedField(2, tag.finish())
                }
            }
        }
    }

    package struct EpochEndOffset: WireElement {
        package static var minimumSize: Int { 13 }

        package var epoch: Int32 = -1
        package var endOffset: Offset = -1

        package init() {}

        package init(
            epoch: Int32 = -1,
            endOffset: Offset = -1
        ) {
            self.epoch = epoch
            self.endOffset = endOffset
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            epoch = try reader.int32()
            endOffset = Offset(rawValue: try reader.int64())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(epoch)
            writer.int64(endOffset.rawValue)
            writer.unsignedVarint(0)
        }
    }

    package struct LeaderIdAndEpoch: WireElement {
        package static var minimumSize: Int { 9 }

        package var leaderId: BrokerID = -1
        package var leaderEpoch: LeaderEpoch = -1

        package init() {}

        package init(
            leaderId: BrokerID = -1,
            leaderEpoch: LeaderEpoch = -1
        ) {
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            leaderId = BrokerID(rawValue: try reader.int32())
            leaderEpoch = LeaderEpoch(rawValue: try reader.int32())
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(leaderId.rawValue)
            writer.int32(leaderEpoch.rawValue)
            writer.unsignedVarint(0)
        }
    }

    package struct SnapshotId: WireElement {
        package static var minimumSize: Int { 13 }

        package var endOffset: Offset = -1
        package var epoch: Int32 = -1

        package init() {}

        package init(
            endOffset: Offset = -1,
            epoch: Int32 = -1
        ) {
            self.endOffset = endOffset
            self.epoch = epoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            endOffset = Offset(rawValue: try reader.int64())
            epoch = try reader.int32()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int64(endOffset.rawValue)
            writer.int32(epoch)
            writer.unsignedVarint(0)
        }
    }

    package struct AbortedTransaction: WireElement {
        package static var minimumSize: Int { 16 }

        package var producerId: ProducerID = 0
        package var firstOffset: Offset = 0

        package init() {}

        package init(
            producerId: ProducerID = 0,
            firstOffset: Offset = 0
        ) {
            self.producerId = producerId
            self.firstOffset = firstOffset
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            producerId = ProducerID(rawValue: try reader.int64())
            firstOffset = Offset(rawValue: try reader.int64())
            if version >= 12 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int64(producerId.rawValue)
            writer.int64(firstOffset.rawValue)
            if version >= 12 { writer.unsignedVarint(0) }
        }
    }

    package struct NodeEndpoint: WireElement {
        package static var minimumSize: Int { 11 }

        package var nodeId: BrokerID = 0
        package var host: String = ""
        package var port: Int32 = 0
        package var rack: String? = nil

        package init() {}

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            nodeId = BrokerID(rawValue: try reader.int32())
            host = try reader.string(compact: true)
            port = try reader.int32()
            rack = try reader.nullableString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(nodeId.rawValue)
            try writer.string(host, compact: true)
            writer.int32(port)
            try writer.nullableString(rack, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
