// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AddPartitionsToTxn (API 24), versions 0 to 5, flexible from 3 on.
package struct AddPartitionsToTxnResponse: ResponseMessage {
    package static var apiKey: APIKey { .addPartitionsToTxn }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var resultsByTransaction: [AddPartitionsToTxnResult] = []
    package var resultsByTopicV3AndBelow: [AddPartitionsToTxnTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        resultsByTransaction: [AddPartitionsToTxnResult] = [],
        resultsByTopicV3AndBelow: [AddPartitionsToTxnTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.resultsByTransaction = resultsByTransaction
        self.resultsByTopicV3AndBelow = resultsByTopicV3AndBelow
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        throttleTimeMs = try reader.int32()
        if version >= 4 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        if version >= 4 { resultsByTransaction = try reader.array(version, compact: true) }
        if version <= 3 { resultsByTopicV3AndBelow = try reader.array(version, compact: flexible) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "AddPartitionsToTxnResponse", field: "version", version: version) }
        let flexible = version >= 3
        writer.int32(throttleTimeMs)
        if version >= 4 {
            writer.int16(errorCode.rawValue)
        }
        if version >= 4 {
            try writer.array(resultsByTransaction, version, compact: true)
        } else if !resultsByTransaction.isEmpty {
            throw EncodeError(message: "AddPartitionsToTxnResponse", field: "resultsByTransaction", version: version)
        }
        if version <= 3 {
            try writer.array(resultsByTopicV3AndBelow, version, compact: flexible)
        } else if !resultsByTopicV3AndBelow.isEmpty {
            throw EncodeError(message: "AddPartitionsToTxnResponse", field: "resultsByTopicV3AndBelow", version: version)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct AddPartitionsToTxnResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var transactionalId: String = ""
        package var topicResults: [AddPartitionsToTxnTopicResult] = []

        package init() {}

        package init(
            transactionalId: String = "",
            topicResults: [AddPartitionsToTxnTopicResult] = []
        ) {
            self.transactionalId = transactionalId
            self.topicResults = topicResults
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            transactionalId = try reader.string(compact: true)
            topicResults = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(transactionalId, compact: true)
            try writer.array(topicResults, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnTopicResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var resultsByPartition: [AddPartitionsToTxnPartitionResult] = []

        package init() {}

        package init(
            name: String = "",
            resultsByPartition: [AddPartitionsToTxnPartitionResult] = []
        ) {
            self.name = name
            self.resultsByPartition = resultsByPartition
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            name = try reader.string(compact: flexible)
            resultsByPartition = try reader.array(version, compact: flexible)
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            try writer.string(name, compact: flexible)
            try writer.array(resultsByPartition, version, compact: flexible)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }

    package struct AddPartitionsToTxnPartitionResult: WireElement {
        package static var minimumSize: Int { 6 }

        package var partitionIndex: Int32 = 0
        package var partitionErrorCode: Int16 = 0

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            partitionErrorCode: Int16 = 0
        ) {
            self.partitionIndex = partitionIndex
            self.partitionErrorCode = partitionErrorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            partitionIndex = try reader.int32()
            partitionErrorCode = try reader.int16()
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(partitionIndex)
            writer.int16(partitionErrorCode)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }
}
