// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of SyncGroup (API 14), versions 0 to 5, flexible from 4 on.
package struct SyncGroupResponse: ResponseMessage {
    package static var apiKey: APIKey { .syncGroup }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var protocolType: String? = nil
    package var protocolName: String? = nil
    package var assignment: [UInt8] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignment: [UInt8] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignment = assignment
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        if version >= 1 { throttleTimeMs = try reader.int32() }
        errorCode = ErrorCode(rawValue: try reader.int16())
        if version == 5 { protocolType = try reader.nullableString(compact: true) }
        if version == 5 { protocolName = try reader.nullableString(compact: true) }
        assignment = try reader.byteArray(compact: flexible)
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "SyncGroupResponse", field: "version", version: version) }
        let flexible = version >= 4
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        writer.int16(errorCode.rawValue)
        if version == 5 {
            try writer.nullableString(protocolType, compact: true)
        }
        if version == 5 {
            try writer.nullableString(protocolName, compact: true)
        }
        writer.byteArray(assignment, compact: flexible)
        if version >= 4 { writer.unsignedVarint(0) }
    }
}
