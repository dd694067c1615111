// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DeleteGroups (API 42), versions 0 to 2, flexible from 2 on.
package struct DeleteGroupsRequest: RequestMessage {
    package typealias Response = DeleteGroupsResponse
    package static var apiKey: APIKey { .deleteGroups }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var groupsNames: [String] = []

    package init() {}

    package init(
        groupsNames: [String] = []
    ) {
        self.groupsNames = groupsNames
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        groupsNames = try reader.strings(compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "DeleteGroupsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.strings(groupsNames, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
