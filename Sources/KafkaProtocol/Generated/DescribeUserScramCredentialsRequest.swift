// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeUserScramCredentials (API 50), version 0, flexible from 0 on.
package struct DescribeUserScramCredentialsRequest: RequestMessage {
    package typealias Response = DescribeUserScramCredentialsResponse
    package static var apiKey: APIKey { .describeUserScramCredentials }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var users: [UserName]? = []

    package init() {}

    package init(
        users: [UserName]? = []
    ) {
        self.users = users
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        users = try reader.nullableArray(version, compact: true)
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DescribeUserScramCredentialsRequest", field: "version", version: version) }
        try writer.nullableArray(users, version, compact: true)
        writer.unsignedVarint(0)
    }

    package struct UserName: WireElement {
        package static var minimumSize: Int { 2 }

        package var name: String = ""

        package init() {}

        package init(
            name: String = ""
        ) {
            self.name = name
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
