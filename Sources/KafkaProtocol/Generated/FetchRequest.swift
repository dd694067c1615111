// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of Fetch (API 1), versions 0 to 17, flexible from 12 on.
package struct FetchRequest: RequestMessage {
    package typealias Response = FetchResponse
    package static var apiKey: APIKey { .fetch }
    package static var validVersions: ClosedRange<Int16> { 0...17 }
    package static var firstFlexibleVersion: Int16? { 12 }

    package var clusterId: String? = nil
    package var replicaId: BrokerID = -1
    package var replicaState: ReplicaState = ReplicaState()
    package var maxWaitMs: Int32 = 0
    package var minBytes: Int32 = 0
    package var maxBytes: Int32 = 2147483647
    package var isolationLevel: Int8 = 0
    package var sessionId: Int32 = 0
    package var sessionEpoch: Int32 = -1
    package var topics: [FetchTopic] = []
    package var forgottenTopicsData: [ForgottenTopic] = []
    package var rackId: String = ""

    package init() {}

    package init(
        clusterId: String? = nil,
        replicaId: BrokerID = -1,
        replicaState: ReplicaState = ReplicaState(),
        maxWaitMs: Int32 = 0,
        minBytes: Int32 = 0,
        maxBytes: Int32 = 2147483647,
        isolationLevel: Int8 = 0,
        sessionId: Int32 = 0,
        sessionEpoch: Int32 = -1,
        topics: [FetchTopic] = [],
        forgottenTopicsData: [ForgottenTopic] = [],
        rackId: String = ""
    ) {
        self.clusterId = clusterId
        self.replicaId = replicaId
        self.replicaState = replicaState
        self.maxWaitMs = maxWaitMs
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.isolationLevel = isolationLevel
        self.sessionId = sessionId
        self.sessionEpoch = sessionEpoch
        self.topics = topics
        self.forgottenTopicsData = forgottenTopicsData
        self.rackId = rackId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 17 else { throw .unsupportedVersion(version) }
        let flexible = version >= 12
        if version <= 14 { replicaId = BrokerID(rawValue: try reader.int32()) }
        maxWaitMs = try reader.int32()
        minBytes = try reader.int32()
        if version >= 3 { maxBytes = try reader.int32() }
        if version >= 4 { isolationLevel = try reader.int8() }
        if version >= 7 { sessionId = try reader.int32() }
        if version >= 7 { sessionEpoch = try reader.int32() }
        topics = try reader.array(version, compact: flexible)
        if version >= 7 { forgottenTopicsData = try reader.array(version, compact: flexible) }
        if version >= 11 { rackId = try reader.string(compact: flexible) }
        if version >= 12 {
            var tags = try TaggedFields(from: &reader)
            while var tag = try tags.next(from: &reader) {
                switch tag.number {
                case 0:
                    clusterId = try tag.value.nullableString(compact: true)
                    try tag.end()
                case 1 where version >= 15:
                    replicaState = try ReplicaState(from: &tag.value, version: version)
                    try tag.end()
                default: break
                }
            }
        }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 17 else { throw EncodeError(message: "FetchRequest", field: "version", version: version) }
        let flexible = version >= 12
        if version <= 14 {
            writer.int32(replicaId.rawValue)
        } else if replicaId != -1 {
            throw EncodeError(message: "FetchRequest", field: "replicaId", version: version)
        }
        writer.int32(maxWaitMs)
        writer.int32(minBytes)
        if version >= 3 {
            writer.int32(maxBytes)
        }
        if version >= 4 {
            writer.int8(isolationLevel)
        }
        if version >= 7 {
            writer.int32(sessionId)
        }
        if version >= 7 {
            writer.int32(sessionEpoch)
        }
        try writer.array(topics, version, compact: flexible)
        if version >= 7 {
            try writer.array(forgottenTopicsData, version, compact: flexible)
        } else if !forgottenTopicsData.isEmpty {
            throw EncodeError(message: "FetchRequest", field: "forgottenTopicsData", version: version)
        }
        if version >= 11 {
            try writer.string(rackId, compact: flexible)
        }
        if version < 15 && replicaState != ReplicaState() { throw EncodeError(message: "FetchRequest", field: "replicaState", version: version) }
        if version >= 12 {
            var tagCount: UInt32 = 0
            let has0 = clusterId != nil
            if has0 { tagCount += 1 }
            let has1 = version >= 15 && replicaState != ReplicaState()
            if has1 { tagCount += 1 }
            writer.unsignedVarint(tagCount)
            if has0 {
                var tag = ByteWriter(capacity: 64)
                try tag.nullableString(clusterId, compact: true)
                writer.taggedField(0, tag.finish())
            }
            if has1 {
                var tag = ByteWriter(capacity: 64)
                try replicaState.encode(to: &tag, version: version)
                writer.taggedField(1, tag.finish())
            }
        }
    }

    package struct ReplicaState: WireElement {
        package static var minimumSize: Int { 13 }

        package var replicaId: BrokerID = -1
        package var replicaEpoch: Int64 = -1

        package init() {}

        package init(
            replicaId: BrokerID = -1,
            replicaEpoch: Int64 = -1
        ) {
            self.replicaId = replicaId
            self.replicaEpoch = replicaEpoch
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            replicaId = BrokerID(rawValue: try reader.int32())
            replicaEpoch = try reader.int64()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(replicaId.rawValue)
            writer.int64(replicaEpoch)
            writer.unsignedVarint(0)
        }
    }

    package struct FetchTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var topicId: UUID = UUID.zero
        package var partitions: [FetchPartition] = []

        package init() {}

        package init(
            topic: String = "",
            topicId: UUID = UUID.zero,
            partitions: [FetchPartition] = []
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

    package struct FetchPartition: WireElement {
        package static var minimumSize: Int { 16 }

        package var partition: Int32 = 0
        package var currentLeaderEpoch: LeaderEpoch = -1
        package var fetchOffset: Offset = 0
        package var lastFetchedEpoch: LeaderEpoch = -1
        package var logStartOffset: Offset = -1
        package var partitionMaxBytes: Int32 = 0
        package var replicaDirectoryId: UUID = UUID.zero

        package init() {}

        package init(
            partition: Int32 = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            fetchOffset: Offset = 0,
            lastFetchedEpoch: LeaderEpoch = -1,
            logStartOffset: Offset = -1,
            partitionMaxBytes: Int32 = 0,
            replicaDirectoryId: UUID = UUID.zero
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.fetchOffset = fetchOffset
            self.lastFetchedEpoch = lastFetchedEpoch
            self.logStartOffset = logStartOffset
            self.partitionMaxBytes = partitionMaxBytes
            self.replicaDirectoryId = replicaDirectoryId
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partition = try reader.int32()
            if version >= 9 { currentLeaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            fetchOffset = Offset(rawValue: try reader.int64())
            if version >= 12 { lastFetchedEpoch = LeaderEpoch(rawValue: try reader.int32()) }
            if version >= 5 { logStartOffset = Offset(rawValue: try reader.int64()) }
            partitionMaxBytes = try reader.int32()
            if version >= 12 {
                var tags = try TaggedFields(from: &reader)
                while var tag = try tags.next(from: &reader) {
                    switch tag.number {
                    case 0 where version == 17:
                        replicaDirectoryId = try tag.value.uuid()
                        try tag.end()
                    default: break
                    }
                }
            }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partition)
            if version >= 9 {
                writer.int32(currentLeaderEpoch.rawValue)
            }
            writer.int64(fetchOffset.rawValue)
            if version >= 12 {
                writer.int32(lastFetchedEpoch.rawValue)
            } else if lastFetchedEpoch != -1 {
                throw EncodeError(message: "FetchRequest", field: "lastFetchedEpoch", version: version)
            }
            if version >= 5 {
                writer.int64(logStartOffset.rawValue)
            }
            writer.int32(partitionMaxBytes)
            if version >= 12 {
                var tagCount: UInt32 = 0
                let has0 = version == 17 && replicaDirectoryId != UUID.zero
                if has0 { tagCount += 1 }
                writer.unsignedVarint(tagCount)
                if has0 {
                    var tag = ByteWriter(capacity: 64)
                    tag.uuid(replicaDirectoryId)
                    writer.taggedField(0, tag.finish())
                }
            }
        }
    }

    package struct ForgottenTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var topicId: UUID = UUID.zero
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topic: String = "",
            topicId: UUID = UUID.zero,
            partitions: [Int32] = []
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
}
