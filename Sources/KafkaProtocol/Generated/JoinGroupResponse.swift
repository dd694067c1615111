// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of JoinGroup (API 11), versions 0 to 9, flexible from 6 on.
package struct JoinGroupResponse: ResponseMessage {
    package static var apiKey: APIKey { .joinGroup }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var generationId: Int32 = -1
    package var protocolType: String? = nil
    package var protocolName: String? = ""
    package var leader: String = ""
    package var skipAssignment: Bool = false
    package var memberId: String = ""
    package var members: [JoinGroupResponseMember] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        generationId: Int32 = -1,
        protocolType: String? = nil,
        protocolName: String? = "",
        leader: String = "",
        skipAssignment: Bool = false,
        memberId: String = "",
        members: [JoinGroupResponseMember] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.generationId = generationId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.leader = leader
        self.skipAssignment = skipAssignment
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        if version >= 2 { throttleTimeMs = try reader.int32() }
        errorCode = ErrorCode(rawValue: try reader.int16())
        generationId = try reader.int32()
        if version >= 7 { protocolType = try reader.nullableString(compact: true) }
        protocolName = try reader.nullableString(compact: flexible, allowed: version >= 7)
        leader = try reader.string(compact: flexible)
        if version == 9 { skipAssignment = try reader.bool() }
        memberId = try reader.string(compact: flexible)
        members = try reader.array(version, compact: flexible)
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "JoinGroupResponse", field: "version", version: version) }
        let flexible = version >= 6
        if version >= 2 {
            writer.int32(throttleTimeMs)
        }
        writer.int16(errorCode.rawValue)
        writer.int32(generationId)
        if version >= 7 {
            try writer.nullableString(protocolType, compact: true)
        }
        if !(version >= 7) && protocolName == nil { throw EncodeError(message: "JoinGroupResponse", field: "protocolName", version: version) }
        try writer.nullableString(protocolName, compact: flexible)
        try writer.string(leader, compact: flexible)
        if version == 9 {
            writer.bool(skipAssignment)
        } else if skipAssignment {
            throw EncodeError(message: "JoinGroupResponse", field: "skipAssignment", version: version)
        }
        try writer.string(memberId, compact: flexible)
        try writer.array(members, version, compact: flexible)
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct JoinGroupResponseMember: WireElement {
        package static var minimumSize: Int { 4 }

        package var memberId: String = ""
        package var groupInstanceId: String? = nil
        package var metadata: [UInt8] = []

        package init() {}

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            metadata: [UInt8] = []
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.metadata = metadata
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            memberId = try reader.string(compact: flexible)
            if version >= 5 { groupInstanceId = try reader.nullableString(compact: flexible) }
            metadata = try reader.byteArray(compact: flexible)
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            try writer.string(memberId, compact: flexible)
            if version >= 5 {
                try writer.nullableString(groupInstanceId, compact: flexible)
            }
            writer.byteArray(metadata, compact: flexible)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }
}
