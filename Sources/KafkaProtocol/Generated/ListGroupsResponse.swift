// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ListGroups (API 16), versions 0 to 5, flexible from 3 on.
package struct ListGroupsResponse: ResponseMessage {
    package static var apiKey: APIKey { .listGroups }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var groups: [ListedGroup] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        groups: [ListedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        if version >= 1 { throttleTimeMs = try reader.int32() }
        errorCode = ErrorCode(rawValue: try reader.int16())
        groups = try reader.array(version, compact: flexible)
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "ListGroupsResponse", field: "version", version: version) }
        let flexible = version >= 3
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        writer.int16(errorCode.rawValue)
        try writer.array(groups, version, compact: flexible)
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct ListedGroup: WireElement {
        package static var minimumSize: Int { 3 }

        package var groupId: String = ""
        package var protocolType: String = ""
        package var groupState: String = ""
        package var groupType: String = ""

        package init() {}

        package init(
            groupId: String = "",
            protocolType: String = "",
            groupState: String = "",
            groupType: String = ""
        ) {
            self.groupId = groupId
            self.protocolType = protocolType
            self.groupState = groupState
            self.groupType = groupType
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            groupId = try reader.string(compact: flexible)
            protocolType = try reader.string(compact: flexible)
            if version >= 4 { groupState = try reader.string(compact: true) }
            if version == 5 { groupType = try reader.string(compact: true) }
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            try writer.string(groupId, compact: flexible)
            try writer.string(protocolType, compact: flexible)
            if version >= 4 {
                try writer.string(groupState, compact: true)
            }
            if version == 5 {
                try writer.string(groupType, compact: true)
            }
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }
}
