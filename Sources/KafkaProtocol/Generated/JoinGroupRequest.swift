// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of JoinGroup (API 11), versions 0 to 9, flexible from 6 on.
package struct JoinGroupRequest: RequestMessage {
    package typealias Response = JoinGroupResponse
    package static var apiKey: APIKey { .joinGroup }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var groupId: String = ""
    package var sessionTimeoutMs: Int32 = 0
    package var rebalanceTimeoutMs: Int32 = -1
    package var memberId: String = ""
    package var groupInstanceId: String? = nil
    package var protocolType: String = ""
    package var protocols: [JoinGroupRequestProtocol] = []
    package var reason: String? = nil

    package init() {}

    package init(
        groupId: String = "",
        sessionTimeoutMs: Int32 = 0,
        rebalanceTimeoutMs: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String = "",
        protocols: [JoinGroupRequestProtocol] = [],
        reason: String? = nil
    ) {
        self.groupId = groupId
        self.sessionTimeoutMs = sessionTimeoutMs
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocols = protocols
        self.reason = reason
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        groupId = try reader.string(compact: flexible)
        sessionTimeoutMs = try reader.int32()
        if version >= 1 { rebalanceTimeoutMs = try reader.int32() }
        memberId = try reader.string(compact: flexible)
        if version >= 5 { groupInstanceId = try reader.nullableString(compact: flexible) }
        protocolType = try reader.string(compact: flexible)
        protocols = try reader.array(version, compact: flexible)
        if version >= 8 { reason = try reader.nullableString(compact: true) }
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "JoinGroupRequest", field: "version", version: version) }
        let flexible = version >= 6
        try writer.string(groupId, compact: flexible)
        writer.int32(sessionTimeoutMs)
        if version >= 1 {
            writer.int32(rebalanceTimeoutMs)
        }
        try writer.string(memberId, compact: flexible)
        if version >= 5 {
            try writer.nullableString(groupInstanceId, compact: flexible)
        } else if groupInstanceId != nil {
            throw EncodeError(message: "JoinGroupRequest", field: "groupInstanceId", version: version)
        }
        try writer.string(protocolType, compact: flexible)
        try writer.array(protocols, version, compact: flexible)
        if version >= 8 {
            try writer.nullableString(reason, compact: true)
        }
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct JoinGroupRequestProtocol: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var metadata: [UInt8] = []

        package init() {}

        package init(
            name: String = "",
            metadata: [UInt8] = []
        ) {
            self.name = name
            self.metadata = metadata
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            name = try reader.string(compact: flexible)
            metadata = try reader.byteArray(compact: flexible)
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            try writer.string(name, compact: flexible)
            writer.byteArray(metadata, compact: flexible)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }
}
