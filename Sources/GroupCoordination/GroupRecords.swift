import Bytes
import Configuration
import CoordinatorRuntime
import KafkaModel
import KafkaProtocol

/// What a record of `__consumer_offsets` is about.
package enum GroupRecordKey: Hashable, Sendable {
    case offset(group: String, TopicPartition)
    case group(String)

    /// Reads a key: a version and what that version says. Versions 0 and 1 are of offsets, 2 is of
    /// groups.
    package init(_ bytes: SharedBytes) throws(DecodeError) {
        var reader = ByteReader(bytes)
        let version = try reader.int16()
        if OffsetCommitKey.validVersions.contains(version) {
            let key = try OffsetCommitKey(from: &reader, version: version)
            self = .offset(group: key.group, TopicPartition(key.topic, key.partition))
        } else if GroupMetadataKey.validVersions.contains(version) {
            self = .group(try GroupMetadataKey(from: &reader, version: version).group)
        } else {
            throw .unsupportedVersion(version)
        }
    }

    package var bytes: SharedBytes {
        get throws(CoordinatorLogError) {
            switch self {
            case .offset(let group, let partition):
                try GroupRecords.versioned(
                    OffsetCommitKey(
                        group: group, topic: partition.topic, partition: partition.partition), 1)
            case .group(let group):
                try GroupRecords.versioned(GroupMetadataKey(group: group), 2)
            }
        }
    }
}

/// Writes and reads the records of `__consumer_offsets` (log-format 21).
package enum GroupRecords {
    /// A record that sets an offset, in the value version that all brokers read which speak
    /// `release`.
    package static func offset(
        _ value: CommittedOffset, of partition: TopicPartition, group: String,
        release: Release = .latest
    ) throws(CoordinatorLogError) -> CoordinatorRecord {
        CoordinatorRecord(
            key: try GroupRecordKey.offset(group: group, partition).bytes,
            value: try versioned(
                OffsetCommitValue(
                    offset: value.offset, leaderEpoch: value.leaderEpoch,
                    metadata: value.metadata, commitTimestamp: value.commitTimestamp,
                    expireTimestamp: value.expireTimestamp ?? -1),
                offsetVersion(expires: value.expireTimestamp != nil, release)))
    }

    private static func offsetVersion(expires: Bool, _ release: Release) -> Int16 {
        if expires || release < Release(2, 1, level: 0) { return 1 }
        return release < Release(2, 1, level: 1) ? 2 : 3
    }

    /// A record that sets a group's metadata.
    package static func group(
        _ value: GroupMetadataValue, id: String, release: Release = .latest
    ) throws(CoordinatorLogError) -> CoordinatorRecord {
        CoordinatorRecord(
            key: try GroupRecordKey.group(id).bytes,
            value: try versioned(value, groupVersion(release)))
    }

    private static func groupVersion(_ release: Release) -> Int16 {
        if release < Release(0, 10, patch: 1, level: 0) { return 0 }
        if release < Release(2, 1, level: 0) { return 1 }
        return release < Release(2, 3, level: 0) ? 2 : 3
    }

    /// A record that deletes what `key` names.
    package static func tombstone(_ key: GroupRecordKey) throws(CoordinatorLogError)
        -> CoordinatorRecord
    {
        CoordinatorRecord(key: try key.bytes, value: nil)
    }

    /// The offset in a record's value.
    package static func offset(from bytes: SharedBytes) throws(DecodeError) -> CommittedOffset {
        var reader = ByteReader(bytes)
        let version = try reader.int16()
        let value = try OffsetCommitValue(from: &reader, version: version)
        return CommittedOffset(
            offset: value.offset, leaderEpoch: value.leaderEpoch, metadata: value.metadata,
            commitTimestamp: value.commitTimestamp,
            expireTimestamp: value.expireTimestamp < 0 ? nil : value.expireTimestamp)
    }

    /// The metadata in a record's value.
    package static func group(from bytes: SharedBytes) throws(DecodeError) -> GroupMetadataValue {
        var reader = ByteReader(bytes)
        let version = try reader.int16()
        return try GroupMetadataValue(from: &reader, version: version)
    }

    static func versioned(_ message: some WireMessage, _ version: Int16)
        throws(CoordinatorLogError) -> SharedBytes
    {
        var writer = ByteWriter()
        writer.int16(version)
        do {
            try message.encode(to: &writer, version: version)
        } catch {
            // A text beyond the format's bounds; nothing else can be refused here.
            throw CoordinatorLogError(.invalidRequest)
        }
        return writer.finish()
    }
}
