// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of CreateDelegationToken (API 38), versions 0 to 3, flexible from 2 on.
package struct CreateDelegationTokenRequest: RequestMessage {
    package typealias Response = CreateDelegationTokenResponse
    package static var apiKey: APIKey { .createDelegationToken }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var ownerPrincipalType: String? = ""
    package var ownerPrincipalName: String? = ""
    package var renewers: [CreatableRenewers] = []
    package var maxLifetimeMs: Int64 = 0

    package init() {}

    package init(
        ownerPrincipalType: String? = "",
        ownerPrincipalName: String? = "",
        renewers: [CreatableRenewers] = [],
        maxLifetimeMs: Int64 = 0
    ) {
        self.ownerPrincipalType = ownerPrincipalType
        self.ownerPrincipalName = ownerPrincipalName
        self.renewers = renewers
        self.maxLifetimeMs = maxLifetimeMs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        if version == 3 { ownerPrincipalType = try reader.nullableString(compact: true) }
        if version == 3 { ownerPrincipalName = try reader.nullableString(compact: true) }
        renewers = try reader.array(version, compact: flexible)
        maxLifetimeMs = try reader.int64()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreateDelegationTokenRequest", field: "version", version: version) }
        let flexible = version >= 2
        if version == 3 {
            try writer.nullableString(ownerPrincipalType, compact: true)
        } else if ownerPrincipalType != "" {
            throw EncodeError(message: "CreateDelegationTokenRequest", field: "ownerPrincipalType", version: version)
        }
        if version == 3 {
            try writer.nullableString(ownerPrincipalName, compact: true)
        } else if ownerPrincipalName != "" {
            throw EncodeError(message: "CreateDelegationTokenRequest", field: "ownerPrincipalName", version: version)
        }
        try writer.array(renewers, version, compact: flexible)
        writer.int64(maxLifetimeMs)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct CreatableRenewers: WireElement {
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
