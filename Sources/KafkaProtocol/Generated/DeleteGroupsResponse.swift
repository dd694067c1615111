// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DeleteGroups (API 42), versions 0 to 2, flexible from 2 on.
package struct DeleteGroupsResponse: ResponseMessage {
    package static var apiKey: APIKey { .deleteGroups }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var results: [DeletableGroupResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DeletableGroupResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "DeleteGroupsResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DeletableGroupResult: WireElement {
        package static var minimumSize: Int { 4 }

        package var groupId: String = ""
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            groupId: String = "",
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.groupId = groupId
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            groupId = try reader.string(compact: flexible)
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(groupId, compact: flexible)
            writer.int16(errorCode.rawValue)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
