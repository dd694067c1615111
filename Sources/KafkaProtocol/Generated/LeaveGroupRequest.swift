// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of LeaveGroup (API 13), versions 0 to 5, flexible from 4 on.
package struct LeaveGroupRequest: RequestMessage {
    package typealias Response = LeaveGroupResponse
    package static var apiKey: APIKey { .leaveGroup }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var groupId: String = ""
    package var memberId: String = ""
    package var members: [MemberIdentity] = []

    package init() {}

    package init(
        groupId: String = "",
        memberId: String = "",
        members: [MemberIdentity] = []
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        groupId = try reader.string(compact: flexible)
        if version <= 2 { memberId = try reader.string(compact: false) }
        if version >= 3 { members = try reader.array(version, compact: flexible) }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "LeaveGroupRequest", field: "version", version: version) }
        let flexible = version >= 4
        try writer.string(groupId, compact: flexible)
        if version <= 2 {
            try writer.string(memberId, compact: false)
        } else if !memberId.isEmpty {
            throw EncodeError(message: "LeaveGroupRequest", field: "memberId", version: version)
        }
        if version >= 3 {
            try writer.array(members, version, compact: flexible)
        } else if !members.isEmpty {
            throw EncodeError(message: "LeaveGroupRequest", field: "members", version: version)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct MemberIdentity: WireElement {
        package static var minimumSize: Int { 3 }

        package var memberId: String = ""
        package var groupInstanceId: String? = nil
        package var reason: String? = nil

        package init() {}

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            reason: String? = nil
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.reason = reason
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            memberId = try reader.string(compact: flexible)
            groupInstanceId = try reader.nullableString(compact: flexible)
            if version == 5 { reason = try reader.nullableString(compact: true) }
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(memberId, compact: flexible)
            try writer.nullableString(groupInstanceId, compact: flexible)
            if version == 5 {
                try writer.nullableString(reason, compact: true)
            }
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
