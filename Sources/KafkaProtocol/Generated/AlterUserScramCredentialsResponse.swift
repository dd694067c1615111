// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AlterUserScramCredentials (API 51), version 0, flexible from 0 on.
package struct AlterUserScramCredentialsResponse: ResponseMessage {
    package static var apiKey: APIKey { .alterUserScramCredentials }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var results: [AlterUserScramCredentialsResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AlterUserScramCredentialsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "AlterUserScramCredentialsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct AlterUserScramCredentialsResult: WireElement {
        package static var minimumSize: Int { 5 }

        package var user: String = ""
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""

        package init() {}

        package init(
            user: String = "",
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = ""
        ) {
            self.user = user
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            user = try reader.string(compact: true)
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(user, compact: true)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
