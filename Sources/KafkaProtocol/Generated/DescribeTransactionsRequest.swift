// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeTransactions (API 65), version 0, flexible from 0 on.
package struct DescribeTransactionsRequest: RequestMessage {
    package typealias Response = DescribeTransactionsResponse
    package static var apiKey: APIKey { .describeTransactions }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var transactionalIds: [String] = []

    package init() {}

    package init(
        transactionalIds: [String] = []
    ) {
        self.transactionalIds = transactionalIds
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        transactionalIds = try reader.strings(compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeTransactionsRequest", field: "version", version: version) }
        try writer.strings(transactionalIds, compact: true)
        writer.unsignedVarint(0)
    }
}
