// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AlterUserScramCredentials (API 51), version 0, flexible from 0 on.
package struct AlterUserScramCredentialsRequest: RequestMessage {
    package typealias Response = AlterUserScramCredentialsResponse
    package static var apiKey: APIKey { .alterUserScramCredentials }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var deletions: [ScramCredentialDeletion] = []
    package var upsertions: [ScramCredentialUpsertion] = []

    package init() {}

    package init(
        deletions: [ScramCredentialDeletion] = [],
        upsertions: [ScramCredentialUpsertion] = []
    ) {
        self.deletions = deletions
        self.upsertions = upsertions
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        deletions = try reader.array(version, compact: true)
        upsertions = try reader.array(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "AlterUserScramCredentialsRequest", field: "version", version: version) }
        try writer.array(deletions, version, compact: true)
        try writer.array(upsertions, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct ScramCredentialDeletion: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var mechanism: Int8 = 0

        package init() {}

        package init(
            name: String = "",
            mechanism: Int8 = 0
        ) {
            self.name = name
            self.mechanism = mechanism
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            mechanism = try reader.int8()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            writer.int8(mechanism)
            writer.unsignedVarint(0)
        }
    }

    package struct ScramCredentialUpsertion: WireElement {
        package static var minimumSize: Int { 9 }

        package var name: String = ""
        package var mechanism: Int8 = 0
        package var iterations: Int32 = 0
        package var salt: [UInt8] = []
        package var saltedPassword: [UInt8] = []

        package init() {}

        package init(
            name: String = "",
            mechanism: Int8 = 0,
            iterations: Int32 = 0,
            salt: [UInt8] = [],
            saltedPassword: [UInt8] = []
        ) {
            self.name = name
            self.mechanism = mechanism
            self.iterations = iterations
            self.salt = salt
            self.saltedPassword = saltedPassword
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            mechanism = try reader.int8()
            iterations = try reader.int32()
            salt = try reader.byteArray(compact: true)
            saltedPassword = try reader.byteArray(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            writer.int8(mechanism)
            writer.int32(iterations)
            writer.byteArray(salt, compact: true)
            writer.byteArray(saltedPassword, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
