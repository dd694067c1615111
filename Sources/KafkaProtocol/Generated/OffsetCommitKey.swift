// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure OffsetCommitKey, versions 0 to 1.
package struct OffsetCommitKey: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { nil }

    package var group: String = ""
    package var topic: String = ""
    package var partition: Int32 = 0

    package init() {}

    package init(
        group: String = "",
        topic: String = "",
        partition: Int32 = 0
    ) {
        self.group = group
        self.topic = topic
        self.partition = partition
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        group = try reader.string(compact: false)
        topic = try reader.string(compact: false)
        partition = try reader.int32()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "OffsetCommitKey", field: "version", version: version) }
        try writer.string(group, compact: false)
        try writer.string(topic, compact: false)
        writer.int32(partition)
    }
}
