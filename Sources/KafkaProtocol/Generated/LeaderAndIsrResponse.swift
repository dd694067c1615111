// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of LeaderAndIsr (API 4), versions 0 to 7, flexible from 4 on.
package struct LeaderAndIsrResponse: ResponseMessage {
    package static var apiKey: APIKey { .leaderAndIsr }
    package static var validVersions: ClosedRange<Int16> { 0...7 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var partitionErrors: [LeaderAndIsrPartitionError] = []
    package var topics: [LeaderAndIsrTopicError] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        partitionErrors: [LeaderAndIsrPartitionError] = [],
        topics: [LeaderAndIsrTopicError] = []
    ) {
        self.errorCode = errorCode
        self.partitionErrors = partitionErrors
        self.topics = topics
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 7 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        errorCode = ErrorCode(rawValue: try reader.int16())
        if version <= 4 { partitionErrors = try reader.array(version, compact: flexible) }
        if version >= 5 { topics = try reader.array(version, compact: true) }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 7 else { throw EncodeError(message: "LeaderAndIsrResponse", field: "version", version: version) }
        let flexible = version >= 4
        writer.int16(errorCode.rawValue)
        if version <= 4 {
            try writer.array(partitionErrors, version, compact: flexible)
        } else if !partitionErrors.isEmpty {
            throw EncodeError(message: "LeaderAndIsrResponse", field: "partitionErrors", version: version)
        }
        if version >= 5 {
            try writer.array(topics, version, compact: true)
        } else if !topics.isEmpty {
            throw EncodeError(message: "LeaderAndIsrResponse", field: "topics", version: version)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct LeaderAndIsrTopicError: WireElement {
        package static var minimumSize: Int { 18 }

        package var topicId: UUID = UUID.zero
        package var partitionErrors: [LeaderAndIsrPartitionError] = []

        package init() {}

        package init(
            topicId: UUID = UUID.zero,
            partitionErrors: [LeaderAndIsrPartitionError] = []
        ) {
            self.topicId = topicId
            self.partitionErrors = partitionErrors
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            topicId = try reader.uuid()
            partitionErrors = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.uuid(topicId)
            try writer.array(partitionErrors, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct LeaderAndIsrPartitionError: WireElement {
        package static var minimumSize: Int { 7 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            if version <= 4 { topicName = try reader.string(compact: flexible) }
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            if version <= 4 {
                try writer.string(topicName, compact: flexible)
            }
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
