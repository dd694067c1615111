// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure DefaultPrincipalData, version 0, flexible from 0 on.
package struct DefaultPrincipalData: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var type: String = ""
    package var name: String = ""
    package var tokenAuthenticated: Bool = false

    package init() {}

    package init(
        type: String = "",
        name: String = "",
        tokenAuthenticated: Bool = false
    ) {
        self.type = type
        self.name = name
        self.tokenAuthenticated = tokenAuthenticated
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        type = try reader.string(compact: true)
        name = try reader.string(compact: true)
        tokenAuthenticated = try reader.bool()
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "DefaultPrincipalData", field: "version", version: version) }
        try writer.string(type, compact: true)
        try writer.string(name, compact: true)
        writer.bool(tokenAuthenticated)
        writer.unsignedVarint(0)
    }
}
