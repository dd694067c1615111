// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeGroups (API 15), versions 0 to 5, flexible from 5 on.
package struct DescribeGroupsResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeGroups }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 5 }

    package var throttleTimeMs: Int32 = 0
    package var groups: [DescribedGroup] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 5
        if version >= 1 { throttleTimeMs = try reader.int32() }
        groups = try reader.array(version, compact: flexible)
        if version >= 5 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "DescribeGroupsResponse", field: "version", version: version) }
        let flexible = version >= 5
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        try writer.array(groups, version, compact: flexible)
        if version >= 5 { writer.unsignedVarint(0) }
    }

    package struct DescribedGroup: WireElement {
        package static var minimumSize: Int { 12 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var groupId: String = ""
        package var groupState: String = ""
        package var protocolType: String = ""
        package var protocolData: String = ""
        package var members: [DescribedGroupMember] = []
        package var authorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            groupId: String = "",
            groupState: String = "",
            protocolType: String = "",
            protocolData: String = "",
            members: [DescribedGroupMember] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.groupId = groupId
            self.groupState = groupState
            self.protocolType = protocolType
            self.protocolData = protocolData
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            errorCode = ErrorCode(rawValue: try reader.int16())
            groupId = try reader.string(compact: flexible)
            groupState = try reader.string(compact: flexible)
            protocolType = try reader.string(compact: flexible)
            protocolData = try reader.string(compact: flexible)
            members = try reader.array(version, compact: flexible)
            if version >= 3 { authorizedOperations = try reader.int32() }
            if version >= 5 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            writer.int16(errorCode.rawValue)
            try writer.string(groupId, compact: flexible)
            try writer.string(groupState, compact: flexible)
            try writer.string(protocolType, compact: flexible)
            try writer.string(protocolData, compact: flexible)
            try writer.array(members, version, compact: flexible)
            if version >= 3 {
                writer.int32(authorizedOperations)
            } else if authorizedOperations != -2147483648 {
                throw EncodeError(message: "DescribeGroupsResponse", field: "authorizedOperations", version: version)
            }
            if version >= 5 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribedGroupMember: WireElement {
        package static var minimumSize: Int { 7 }

        package var memberId: String = ""
        package var groupInstanceId: String? = nil
        package var clientId: String = ""
        package var clientHost: String = ""
        package var memberMetadata: [UInt8] = []
        package var memberAssignment: [UInt8] = []

        package init() {}

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            memberMetadata: [UInt8] = [],
            memberAssignment: [UInt8] = []
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.clientId = clientId
            self.clientHost = clientHost
            self.memberMetadata = memberMetadata
            self.memberAssignment = memberAssignment
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 5
            memberId = try reader.string(compact: flexible)
            if version >= 4 { groupInstanceId = try reader.nullableString(compact: flexible) }
            clientId = try reader.string(compact: flexible)
            clientHost = try reader.string(compact: flexible)
            memberMetadata = try reader.byteArray(compact: flexible)
            memberAssignment = try reader.byteArray(compact: flexible)
            if version >= 5 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 5
            try writer.string(memberId, compact: flexible)
            if version >= 4 {
                try writer.nullableString(groupInstanceId, compact: flexible)
            }
            try writer.string(clientId, compact: flexible)
            try writer.string(clientHost, compact: flexible)
            writer.byteArray(memberMetadata, compact: flexible)
            writer.byteArray(memberAssignment, compact: flexible)
            if version >= 5 { writer.unsignedVarint(0) }
        }
    }
}
