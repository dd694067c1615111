// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of CreateDelegationToken (API 38), versions 0 to 3, flexible from 2 on.
package struct CreateDelegationTokenResponse: ResponseMessage {
    package static var apiKey: APIKey { .createDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var principalType: String = ""
    package var principalName: String = ""
    package var tokenRequesterPrincipalType: String = ""
    package var tokenRequesterPrincipalName: String = ""
    package var issueTimestampMs: Int64 = 0
    package var expiryTimestampMs: Int64 = 0
    package var maxTimestampMs: Int64 = 0
    package var tokenId: String = ""
    package var hmac: [UInt8] = []
    package var throttleTimeMs: Int32 = 0

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        principalType: String = "",
        principalName: String = "",
        tokenRequesterPrincipalType: String = "",
        tokenRequesterPrincipalName: String = "",
        issueTimestampMs: Int64 = 0,
        expiryTimestampMs: Int64 = 0,
        maxTimestampMs: Int64 = 0,
        tokenId: String = "",
        hmac: [UInt8] = [],
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.principalType = principalType
        self.principalName = principalName
        self.tokenRequesterPrincipalType = tokenRequesterPrincipalType
        self.tokenRequesterPrincipalName = tokenRequesterPrincipalName
        self.issueTimestampMs = issueTimestampMs
        self.expiryTimestampMs = expiryTimestampMs
        self.maxTimestampMs = maxTimestampMs
        self.tokenId = tokenId
        self.hmac = hmac
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        errorCode = ErrorCode(rawValue: try reader.int16())
        principalType = try reader.string(compact: flexible)
        principalName = try reader.string(compact: flexible)
        if version == 3 { tokenRequesterPrincipalType = try reader.string(compact: true) }
        if version == 3 { tokenRequesterPrincipalName = try reader.string(compact: true) }
        issueTimestampMs = try reader.int64()
        expiryTimestampMs = try reader.int64()
        maxTimestampMs = try reader.int64()
        tokenId = try reader.string(compact: flexible)
        hmac = try reader.byteArray(compact: flexible)
        throttleTimeMs = try reader.int32()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreateDelegationTokenResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int16(errorCode.rawValue)
        try writer.string(principalType, compact: flexible)
        try writer.string(principalName, compact: flexible)
        if version == 3 {
            try writer.string(tokenRequesterPrincipalType, compact: true)
        } else if !tokenRequesterPrincipalType.isEmpty {
            throw EncodeError(message: "CreateDelegationTokenResponse", field: "tokenRequesterPrincipalType", version: version)
        }
        if version == 3 {
            try writer.string(tokenRequesterPrincipalName, compact: true)
        } else if !tokenRequesterPrincipalName.isEmpty {
            throw EncodeError(message: "CreateDelegationTokenResponse", field: "tokenRequesterPrincipalName", version: version)
        }
        writer.int64(issueTimestampMs)
        writer.int64(expiryTimestampMs)
        writer.int64(maxTimestampMs)
        try writer.string(tokenId, compact: flexible)
        writer.byteArray(hmac, compact: flexible)
        writer.int32(throttleTimeMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
