// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of Heartbeat (API 12), versions 0 to 4, flexible from 4 on.
package struct HeartbeatRequest: RequestMessage {
    package typealias Response = HeartbeatResponse
    package static var apiKey: APIKey { .heartbeat }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var groupId: String = ""
    package var generationId: Int32 = 0
    package var memberId: String = ""
    package var groupInstanceId: String? = nil

    package init() {}

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        groupId = try reader.string(compact: flexible)
        generationId = try reader.int32()
        memberId = try reader.string(compact: flexible)
        if version >= 3 { groupInstanceId = try reader.nullableString(compact: flexible) }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "HeartbeatRequest", field: "version", version: version) }
        let flexible = version >= 4
        try writer.string(groupId, compact: flexible)
        writer.int32(generationId)
        try writer.string(memberId, compact: flexible)
        if version >= 3 {
            try writer.nullableString(groupInstanceId, compact: flexible)
        } else if groupInstanceId != nil {
            throw EncodeError(message: "HeartbeatRequest", field: "groupInstanceId", version: version)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }
}
