// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of CreateAcls (API 30), versions 0 to 3, flexible from 2 on.
package struct CreateAclsResponse: ResponseMessage {
    package static var apiKey: APIKey { .createAcls }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var results: [AclCreationResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AclCreationResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreateAclsResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct AclCreationResult: WireElement {
        package static var minimumSize: Int { 4 }

        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = ""
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
