// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The structure OffsetCommitValue, versions 0 to 4, flexible from 4 on.
package struct OffsetCommitValue: WireMessage {
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 4 }

    package var offset: Offset = 0
    package var leaderEpoch: LeaderEpoch = -1
    package var metadata: String = ""
    package var commitTimestamp: Int64 = 0
    package var expireTimestamp: Int64 = -1

    package init() {}

    package init(
        offset: Offset = 0,
        leaderEpoch: LeaderEpoch = -1,
        metadata: String = "",
        commitTimestamp: Int64 = 0,
        expireTimestamp: Int64 = -1
    ) {
        self.offset = offset
        self.leaderEpoch = leaderEpoch
        self.metadata = metadata
        self.commitTimestamp = commitTimestamp
        self.expireTimestamp = expireTimestamp
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 4
        offset = Offset(rawValue: try reader.int64())
        if version >= 3 { leaderEpoch = LeaderEpoch(rawValue: try reader.int32()) }
        metadata = try reader.string(compact: flexible)
        commitTimestamp = try reader.int64()
        if version == 1 { expireTimestamp = try reader.int64() }
        if version >= 4 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "OffsetCommitValue", field: "version", version: version) }
        let flexible = version >= 4
        writer.int64(offset.rawValue)
        if version >= 3 {
            writer.int32(leaderEpoch.rawValue)
        }
        try writer.string(metadata, compact: flexible)
        writer.int64(commitTimestamp)
        if version == 1 {
            writer.int64(expireTimestamp)
        }
        if version >= 4 { writer.unsignedVarint(0) }
    }
}
