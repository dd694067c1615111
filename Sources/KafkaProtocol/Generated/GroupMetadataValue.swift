// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure GroupMetadataValue, versions 0 to 4, flexible from 4 on.
package struct GroupMetadataValue: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var protocolType: String = ""
    package var generation: Int32 = 0
    package var `protocol`: String? = ""
    package var leader: String? = ""
    package var currentStateTimestamp: Int64 = -1
    package var members: [MemberMetadata] = []

    package init() {}

    package init(
        protocolType: String = "",
        generation: Int32 = 0,
        `protocol`: String? = "",
        leader: String? = "",
        currentStateTimestamp: Int64 = -1,
        members: [MemberMetadata] = []
    ) {
        self.protocolType = protocolType
        self.generation = generation
        self.`protocol` = `protocol`
        self.leader = leader
        self.currentStateTimestamp = currentStateTimestamp
        self.members = members
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        protocolType = try reader.string(compact: flexible)
        generation = try reader.int32()
        `protocol` = try reader.nullableString(compact: flexible)
        leader = try reader.nullableString(compact: flexible)
        if version >= 2 { currentStateTimestamp = try reader.int64() }
        members = try reader.array(version, compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "GroupMetadataValue", field: "version", version: version) }
        let flexible = version >= 4
        try writer.string(protocolType, compact: flexible)
        writer.int32(generation)
        try writer.nullableString(`protocol`, compact: flexible)
        try writer.nullableString(leader, compact: flexible)
        if version >= 2 {
            writer.int64(currentStateTimestamp)
        }
        try writer.array(members, version, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }

    package struct MemberMetadata: WireElement {
        package static var minimumSize: Int { 15 }

        package var memberId: String = ""
        package var groupInstanceId: String? = nil
        package var clientId: String = ""
        package var clientHost: String = ""
        package var rebalanceTimeout: Int32 = -1
        package var sessionTimeout: Int32 = 0
        package var subscription: [UInt8] = []
        package var assignment: [UInt8] = []

        package init() {}

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            rebalanceTimeout: Int32 = -1,
            sessionTimeout: Int32 = 0,
            subscription: [UInt8] = [],
            assignment: [UInt8] = []
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.clientId = clientId
            self.clientHost = clientHost
            self.rebalanceTimeout = rebalanceTimeout
            self.sessionTimeout = sessionTimeout
            self.subscription = subscription
            self.assignment = assignment
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 4
            memberId = try reader.string(compact: flexible)
            if version >= 3 { groupInstanceId = try reader.nullableString(compact: flexible) }
            clientId = try reader.string(compact: flexible)
            clientHost = try reader.string(compact: flexible)
            if version >= 1 { rebalanceTimeout = try reader.int32() }
            sessionTimeout = try reader.int32()
            subscription = try reader.byteArray(compact: flexible)
            assignment = try reader.byteArray(compact: flexible)
            if version >= 4 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 4
            try writer.string(memberId, compact: flexible)
            if version >= 3 {
                try writer.nullableString(groupInstanceId, compact: flexible)
            }
            try writer.string(clientId, compact: flexible)
            try writer.string(clientHost, compact: flexible)
            if version >= 1 {
                writer.int32(rebalanceTimeout)
            }
            writer.int32(sessionTimeout)
            writer.byteArray(subscription, compact: flexible)
            writer.byteArray(assignment, compact: flexible)
            if version >= 4 { writer.unsignedVarint(0) }
        }
    }
}
