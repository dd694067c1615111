// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeDelegationToken (API 41), versions 0 to 3, flexible from 2 on.
package struct DescribeDelegationTokenResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var tokens: [DescribedDelegationToken] = []
    package var throttleTimeMs: Int32 = 0

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        tokens: [DescribedDelegationToken] = [],
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.tokens = tokens
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        errorCode = ErrorCode(rawValue: try reader.int16())
        tokens = try reader.array(version, compact: flexible)
        throttleTimeMs = try reader.int32()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "DescribeDelegationTokenResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int16(errorCode.rawValue)
        try writer.array(tokens, version, compact: flexible)
        writer.int32(throttleTimeMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct DescribedDelegationToken: WireElement {
        package static var minimumSize: Int { 30 }

        package var principalType: String = ""
        package var principalName: String = ""
        package var tokenRequesterPrincipalType: String = ""
        package var tokenRequesterPrincipalName: String = ""
        package var issueTimestamp: Int64 = 0
        package var expiryTimestamp: Int64 = 0
        package var maxTimestamp: Int64 = 0
        package var tokenId: String = ""
        package var hmac: [UInt8] = []
        package var renewers: [DescribedDelegationTokenRenewer] = []

        package init() {}

        package init(
            principalType: String = "",
            principalName: String = "",
            tokenRequesterPrincipalType: String = "",
            tokenRequesterPrincipalName: String = "",
            issueTimestamp: Int64 = 0,
            expiryTimestamp: Int64 = 0,
            maxTimestamp: Int64 = 0,
            tokenId: String = "",
            hmac: [UInt8] = [],
            renewers: [DescribedDelegationTokenRenewer] = []
        ) {
            self.principalType = principalType
            self.principalName = principalName
            self.tokenRequesterPrincipalType = tokenRequesterPrincipalType
            self.tokenRequesterPrincipalName = tokenRequesterPrincipalName
            self.issueTimestamp = issueTimestamp
            self.expiryTimestamp = expiryTimestamp
            self.maxTimestamp = maxTimestamp
            self.tokenId = tokenId
            self.hmac = hmac
            self.renewers = renewers
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            principalType = try reader.string(compact: flexible)
            principalName = try reader.string(compact: flexible)
            if version == 3 { tokenRequesterPrincipalType = try reader.string(compact: true) }
            if version == 3 { tokenRequesterPrincipalName = try reader.string(compact: true) }
            issueTimestamp = try reader.int64()
            expiryTimestamp = try reader.int64()
            maxTimestamp = try reader.int64()
            tokenId = try reader.string(compact: flexible)
            hmac = try reader.byteArray(compact: flexible)
            renewers = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(principalType, compact: flexible)
            try writer.string(principalName, compact: flexible)
            if version == 3 {
                try writer.string(tokenRequesterPrincipalType, compact: true)
            } else if !tokenRequesterPrincipalType.isEmpty {
                throw EncodeError(message: "DescribeDelegationTokenResponse", field: "tokenRequesterPrincipalType", version: version)
            }
            if version == 3 {
                try writer.string(tokenRequesterPrincipalName, compact: true)
            } else if !tokenRequesterPrincipalName.isEmpty {
                throw EncodeError(message: "DescribeDelegationTokenResponse", field: "tokenRequesterPrincipalName", version: version)
            }
            writer.int64(issueTimestamp)
            writer.int64(expiryTimestamp)
            writer.int64(maxTimestamp)
            try writer.string(tokenId, compact: flexible)
            writer.byteArray(hmac, compact: flexible)
            try writer.array(renewers, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct DescribedDelegationTokenRenewer: WireElement {
        package static var minimumSize: Int { 3 }

        package var principalType: String = ""
        package var principalName: String = ""

        package init() {}

        package init(
            principalType: String = "",
            principalName: String = ""
        ) {
            self.principalType = principalType
            self.principalName = principalName
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            principalType = try reader.string(compact: flexible)
            principalName = try reader.string(compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(principalType, compact: flexible)
            try writer.string(principalName, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
