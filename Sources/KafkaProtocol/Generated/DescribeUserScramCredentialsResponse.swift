// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeUserScramCredentials (API 50), version 0, flexible from 0 on.
package struct DescribeUserScramCredentialsResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeUserScramCredentials }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = ""
    package var results: [DescribeUserScramCredentialsResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = "",
        results: [DescribeUserScramCredentialsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: true)
        results = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeUserScramCredentialsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: true)
        try writer.array(results, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct DescribeUserScramCredentialsResult: WireElement {
        package static var minimumSize: Int { 6 }

        package var user: String = ""
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""
        package var credentialInfos: [CredentialInfo] = []

        package init() {}

        package init(
            user: String = "",
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = "",
            credentialInfos: [CredentialInfo] = []
        ) {
            self.user = user
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.credentialInfos = credentialInfos
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            user = try reader.string(compact: true)
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: true)
            credentialInfos = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(user, compact: true)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: true)
            try writer.array(credentialInfos, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct CredentialInfo: WireElement {
        package static var minimumSize: Int { 6 }

        package var mechanism: Int8 = 0
        package var iterations: Int32 = 0

        package init() {}

        package init(
            mechanism: Int8 = 0,
            iterations: Int32 = 0
        ) {
            self.mechanism = mechanism
            self.iterations = iterations
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            mechanism = try reader.int8()
            iterations = try reader.int32()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int8(mechanism)
            writer.int32(iterations)
            writer.unsignedVarint(0)
        }
    }
}
