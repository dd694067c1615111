// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure GroupMetadataKey, version 2.
package struct GroupMetadataKey: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 2...2 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var group: String = ""

    package init() {}

    package init(
        group: String = ""
    ) {
        self.group = group
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 2 && version <= 2 else { throw .unsupportedVersion(version) }
        group = try reader.string(compact: false)
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 2 && version <= 2 else { throw EncodeError(message: "GroupMetadataKey", field: "version", version: version) }
        try writer.string(group, compact: false)
    }
}
