// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of Produce (API 0), versions 0 to 11, flexible from 9 on.
package struct ProduceResponse: ResponseMessage {
    package static var apiKey: APIKey { .produce }
    package static var validVersions: ClosedRange<Int16> { 0...11 }
    package static var firstFlexibleVersion: Int16? { 9 }

    package var responses: [TopicProduceResponse] = []
    package var throttleTimeMs: Int32 = 0
    package var nodeEndpoints: [NodeEndpoint] = []

    package init() {}

    package init(
        responses: [TopicProduceResponse] = [],
        throttleTimeMs: Int32 = 0,
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.responses = responses
        self.throttleTimeMs = throttleTimeMs
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 11 else { throw .unsupportedVersion(version) }
        let flexible = version >= 9
        responses = try reader.array(version, compact: flexible)
        if version >= 1 { throttleTimeMs = try reader.int32() }
        if version >= 9 {
            var tags = try TaggedFields(from: &reader)
            while var tag = try tags.next(from: &reader) {
                switch tag.number {
                case 0 where version >= 10:
                    nodeEndpoints = try tag.value.array(version, compact: true)
                    try tag.end()
                default: break
                }
            }
        }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 11 else { throw EncodeError(message: "ProduceResponse", field: "version", version: version) }
        let flexible = version >= 9
        try writer.array(responses, version, compact: flexible)
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        if version < 10 && !nodeEndpoints.isEmpty { throw EncodeError(message: "ProduceResponse", field: "nodeEndpoints", version: version) }
        if version >= 9 {
            var tagCount: UInt32 = 0
            let has0 = version >= 10 && !nodeEndpoints.isEmpty
            if has0 { tagCount += 1 }
            writer.unsignedVarint(tagCount)
            if has0 {
                var tag = ByteWriter(capacity: 64)
                try tag.array(nodeEndpoints, version, compact: true)
                writer.taggedField(0, tag.finish())
            }
        }
    }

    package struct TopicProduceResponse: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionResponses: [PartitionProduceResponse] = []

        package init() {}

        package init(
            name: String = "",
            partitionResponses: [PartitionProduceResponse] = []
        ) {
            self.name = name
            self.partitionResponses = partitionResponses
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            name = try reader.string(compact: flexible)
            partitionResponses = try reader.array(version, compact: flexible)
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            try writer.string(name, compact: flexible)
            try writer.array(partitionResponses, version, compact: flexible)
            if version >= 9 { writer.unsignedVarint(0) }
        }
    }

    package struct PartitionProduceResponse: WireElement {
        package static var minimumSize: Int { 14 }

        package var index: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var baseOffset: Offset = 0
        package var logAppendTimeMs: Int64 = -1
        package var logStartOffset: Offset = -1
        package var recordErrors: [BatchIndexAndErrorMessage] = []
        package var errorMessage: String? = nil
        package var currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            baseOffset: Offset = 0,
            logAppendTimeMs: Int64 = -1,
            logStartOffset: Offset = -1,
            recordErrors: [BatchIndexAndErrorMessage] = [],
            errorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()
        ) {
            self.index = index
            self.errorCode = errorCode
            self.baseOffset = baseOffset
            self.logAppendTimeMs = logAppendTimeMs
            self.logStartOffset = logStartOffset
            self.recordErrors = recordErrors
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            index = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            baseOffset = Offset(rawValue: try reader.int64())
            if version >= 2 { logAppendTimeMs = try reader.int64() }
            if version >= 5 { logStartOffset = Offset(rawValue: try reader.int64()) }
            if version >= 8 { recordErrors = try reader.array(version, compact: flexible) }
            if version >= 8 { errorMessage = try reader.nullableString(compact: flexible) }
            if version >= 9 {
                var tags = try TaggedFields(from: &reader)
                while var tag = try tags.next(from: &reader) {
                    switch tag.number {
                    case 0 where version >= 10:
                        currentLeader = try LeaderIdAndEpoch(from: &tag.value, version: version)
                        try tag.end()
                    default: break
                    }
                }
            }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int32(index)
            writer.int16(errorCode.rawValue)
            writer.int64(baseOffset.rawValue)
            if version >= 2 {
                writer.int64(logAppendTimeMs)
            }
            if version >= 5 {
                writer.int64(logStartOffset.rawValue)
            }
            if version >= 8 {
                try writer.array(recordErrors, version, compact: flexible)
            }
            if version >= 8 {
                try writer.nullableString(errorMessage, compact: flexible)
            }
            if version < 10 && currentLeader != LeaderIdAndEpoch() { throw EncodeError(message: "ProduceResponse", field: "currentLeader", version: version) }
            if version >= 9 {
                var tagCount: UInt32 = 0
                let has0 = version >= 10 && currentLeader != LeaderIdAndEpoch()
                if has0 { tagCount += 1 }
                writer.unsignedVarint(tagCount)
                if has0 {
                    var tag = ByteWriter(capacity: 64)
                    try currentLeader.encode(to: &tag, version: version)
                    writer.taggedField(0, tag.finish())
                }
            }
        }
    }

    package struct BatchIndexAndErrorMessage: WireElement {
        package static var minimumSize: Int { 6 }

        package var batchIndex: Int32 = 0
        package var batchIndexErrorMessage: String? = nil

        package init() {}

        package init(
            batchIndex: Int32 = 0,
            batchIndexErrorMessage: String? = nil
        ) {
            self.batchIndex = batchIndex
            self.batchIndexErrorMessage = batchIndexErrorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 9
            batchIndex = try reader.int32()
            batchIndexErrorMessage = try reader.nullableString(compact: flexible)
            if version >= 9 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 9
            writer.int32(batchIndex)
            try writer.nullableString(batchIndexErrorMessage, compact: flexible)
            if version >= 9 { writer.unsignedVarint(0) }
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
