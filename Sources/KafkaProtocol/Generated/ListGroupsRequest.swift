// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ListGroups (API 16), versions 0 to 5, flexible from 3 on.
package struct ListGroupsRequest: RequestMessage {
    package typealias Response = ListGroupsResponse
    package static var apiKey: APIKey { .listGroups }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var statesFilter: [String] = []
    package var typesFilter: [String] = []

    package init() {}

    package init(
        statesFilter: [String] = [],
        typesFilter: [String] = []
    ) {
        self.statesFilter = statesFilter
        self.typesFilter = typesFilter
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        if version >= 4 { statesFilter = try reader.strings(compact: true) }
        if version == 5 { typesFilter = try reader.strings(compact: true) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "ListGroupsRequest", field: "version", version: version) }
        if version >= 4 {
            try writer.strings(statesFilter, compact: true)
        } else if !statesFilter.isEmpty {
            throw EncodeError(message: "ListGroupsRequest", field: "statesFilter", version: version)
        }
        if version == 5 {
            try writer.strings(typesFilter, compact: true)
        } else if !typesFilter.isEmpty {
            throw EncodeError(message: "ListGroupsRequest", field: "typesFilter", version: version)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
