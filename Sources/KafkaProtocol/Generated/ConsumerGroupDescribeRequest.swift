// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ConsumerGroupDescribe (API 69), version 0, flexible from 0 on.
package struct ConsumerGroupDescribeRequest: RequestMessage {
    package typealias Response = ConsumerGroupDescribeResponse
    package static var apiKey: APIKey { .consumerGroupDescribe }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var groupIds: [String] = []
    package var includeAuthorizedOperations: Bool = false

    package init() {}

    package init(
        groupIds: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groupIds = groupIds
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        groupIds = try reader.strings(compact: true)
        includeAuthorizedOperations = try reader.bool()
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "ConsumerGroupDescribeRequest", field: "version", version: version) }
        try writer.strings(groupIds, compact: true)
        writer.bool(includeAuthorizedOperations)
        writer.unsignedVarint(0)
    }
}
