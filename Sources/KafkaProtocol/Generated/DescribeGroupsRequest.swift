// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeGroups (API 15), versions 0 to 5, flexible from 5 on.
package struct DescribeGroupsRequest: RequestMessage {
    package typealias Response = DescribeGroupsResponse
    package static var apiKey: APIKey { .describeGroups }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 5 }

    package var groups: [String] = []
    package var includeAuthorizedOperations: Bool = false

    package init() {}

    package init(
        groups: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groups = groups
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 5
        groups = try reader.strings(compact: flexible)
        if version >= 3 { includeAuthorizedOperations = try reader.bool() }
        if version >= 5 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "DescribeGroupsRequest", field: "version", version: version) }
        let flexible = version >= 5
        try writer.strings(groups, compact: flexible)
        if version >= 3 {
            writer.bool(includeAuthorizedOperations)
        } else if includeAuthorizedOperations {
            throw EncodeError(message: "DescribeGroupsRequest", field: "includeAuthorizedOperations", version: version)
        }
        if version >= 5 { writer.unsignedVarint(0) }
    }
}
