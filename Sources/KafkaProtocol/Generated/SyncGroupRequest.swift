// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of SyncGroup (API 14), versions 0 to 5, flexible from 4 on.
package struct SyncGroupRequest: RequestMessage {
    package typealias Response = SyncGroupResponse
    package static var apiKey: APIKey { .syncGroup }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var groupId: String = ""
    package var generationId: Int32 = 0
    package var memberId: String = ""
    package var groupInstanceId: String? = nil
    package var protocolType: String? = nil
    package var protocolName: String? = nil
    package var assignments: [SyncGroupRequestAssignment] = []

    package init() {}

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignments: [SyncGroupRequestAssignment] = []
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignments = assignments
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        groupId = try reader.string(compact: flexible)
        generationId = try reader.int32()
        memberId = try reader.string(compact: flexible)
        if version >= 3 { groupInstanceId = try reader.nullableString(compact: flexible) }
        if version == 5 { protocolType = try reader.nullableString(compact: true) }
        if version == 5 { protocolName = try reader.nullableString(compact: true) }
        assignments = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "SyncGroupRequest", field: "version", version: version) }
        let flexible = version >= 4
        try writer.string(groupId, compact: flexible)
        writer.int32(generationId)
        try writer.string(memberId, compact: flexible)
        if version >= 3 {
            try writer.nullableString(groupInstanceId, compact: flexible)
        } else if groupInstanceId != nil {
            throw EncodeError(message: "SyncGroupRequest", field: "groupInstanceId", version: version)
        }
        if version == 5 {
            try writer.nullableString(protocolType, compact: true)
        }
        if version == 5 {
            try writer.nullableString(protocolName, compact: true)
        }
        try writer.array(assignments, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct SyncGroupRequestAssignment: WireElement {
        package static var minimumSize: Int { 3 }

        package var memberId: String = ""
        package var assignment: [UInt8] = []

        package init() {}

        package init(
            memberId: String = "",
            assignment: [UInt8] = []
        ) {
            self.memberId = memberId
            self.assignment = assignment
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            memberId = try reader.string(compact: flexible)
            assignment = try reader.byteArray(compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(memberId, compact: flexible)
            writer.byteArray(assignment, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
