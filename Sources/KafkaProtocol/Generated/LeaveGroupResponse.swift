// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of LeaveGroup (API 13), versions 0 to 5, flexible from 4 on.
package struct LeaveGroupResponse: ResponseMessage {
    package static var apiKey: APIKey { .leaveGroup }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var members: [MemberResponse] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        members: [MemberResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.members = members
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version >= 1 { throttleTimeMs = try reader.int32() }
        errorCode = ErrorCode(rawValue: try reader.int16())
        if version >= 3 { members = try reader.array(version, compact: flexible) }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "LeaveGroupResponse", field: "version", version: version) }
        let flexible = version >= 4
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        writer.int16(errorCode.rawValue)
        if version >= 3 {
            try writer.array(members, version, compact: flexible)
        } else if !members.isEmpty {
            throw EncodeError(message: "LeaveGroupResponse", field: "members", version: version)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct MemberResponse: WireElement {
        package static var minimumSize: Int { 5 }

        package var memberId: String = ""
        package var groupInstanceId: String? = ""
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            memberId: String = "",
            groupInstanceId: String? = "",
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            memberId = try reader.string(compact: flexible)
            groupInstanceId = try reader.nullableString(compact: flexible)
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(memberId, compact: flexible)
            try writer.nullableString(groupInstanceId, compact: flexible)
            writer.int16(errorCode.rawValue)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
