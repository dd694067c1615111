// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ListTransactions (API 66), versions 0 to 1, flexible from 0 on.
package struct ListTransactionsResponse: ResponseMessage {
    package static var apiKey: APIKey { .listTransactions }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var unknownStateFilters: [String] = []
    package var transactionStates: [TransactionState] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        unknownStateFilters: [String] = [],
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.unknownStateFilters = unknownStateFilters
        self.transactionStates = transactionStates
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        unknownStateFilters = try reader.strings(compact: true)
        transactionStates = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "ListTransactionsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.strings(unknownStateFilters, compact: true)
        try writer.array(transactionStates, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct TransactionState: WireElement {
        package static var minimumSize: Int { 11 }

        package var transactionalId: String = ""
        package var producerId: ProducerID = 0
        package var transactionState: String = ""

        package init() {}

        package init(
            transactionalId: String = "",
            producerId: ProducerID = 0,
            transactionState: String = ""
        ) {
            self.transactionalId = transactionalId
            self.producerId = producerId
            self.transactionState = transactionState
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            transactionalId = try reader.string(compact: true)
            producerId = ProducerID(rawValue: try reader.int64())
            transactionState = try reader.string(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(transactionalId, compact: true)
            writer.int64(producerId.rawValue)
            try writer.string(transactionState, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
