// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ListTransactions (API 66), versions 0 to 1, flexible from 0 on.
package struct ListTransactionsRequest: RequestMessage {
    package typealias Response = ListTransactionsResponse
    package static var apiKey: APIKey { .listTransactions }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var stateFilters: [String] = []
    package var producerIdFilters: [ProducerID] = []
    package var durationFilter: Int64 = -1

    package init() {}

    package init(
        stateFilters: [String] = [],
        producerIdFilters: [ProducerID] = [],
        durationFilter: Int64 = -1
    ) {
        self.stateFilters = stateFilters
        self.producerIdFilters = producerIdFilters
        self.durationFilter = durationFilter
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        stateFilters = try reader.strings(compact: true)
        producerIdFilters = try reader.array(version, compact: true)
        if version == 1 { durationFilter = try reader.int64() }
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "ListTransactionsRequest", field: "version", version: version) }
        try writer.strings(stateFilters, compact: true)
        try writer.array(producerIdFilters, version, compact: true)
        if version == 1 {
            writer.int64(durationFilter)
        } else if durationFilter != -1 {
            throw EncodeError(message: "ListTransactionsRequest", field: "durationFilter", version: version)
        }
        writer.unsignedVarint(0)
    }
}
