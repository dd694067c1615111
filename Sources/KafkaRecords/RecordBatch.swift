import Bytes
import Compression
import KafkaModel

/// The header of a record batch of magic 2, read in place.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 8 | base offset |
/// | 8 | 4 | bytes that follow this field |
/// | 12 | 4 | partition leader epoch |
/// | 16 | 1 | magic, 2 |
/// | 17 | 4 | CRC-32C of everything from the attributes to the end |
/// | 21 | 2 | attributes |
/// | 23 | 4 | last offset minus base offset |
/// | 27 | 8 | base timestamp, milliseconds; -1 in an empty batch; or the delete horizon |
/// | 35 | 8 | largest timestamp |
/// | 43 | 8 | producer id, -1 none |
/// | 51 | 2 | producer epoch, -1 none |
/// | 53 | 4 | sequence of the first record, -1 none |
/// | 57 | 4 | record count |
/// | 61 | … | records, as one compressed block if a codec is set |
///
/// Base offset and leader epoch lie before the checksummed part, so that a leader can set them
/// without touching the rest. The value is a view: copies share the bytes. Source: KIP-98, Kafka's
/// `DefaultRecordBatch`, log-format 2.
package struct RecordBatch: Sendable {
    /// Bytes before the records.
    package static let headerSize = 61
    package static let magic: Int8 = 2

    /// The whole batch and nothing else; at least ``headerSize`` bytes.
    package let bytes: SharedBytes

    /// Views `bytes`, which must be exactly one batch of magic 2.
    ///
    /// Only the frame is checked (size field, magic, header present), neither the checksum nor the
    /// records.
    package init(_ bytes: SharedBytes) throws(RecordError) {
        guard let prefix = try BatchPrefix(bytes), prefix.sizeInBytes == bytes.count else {
            throw .truncated
        }
        guard prefix.magic == Self.magic else { throw .unknownMagic(prefix.magic) }
        guard bytes.count >= Self.headerSize else { throw .batchTooSmall(bytes.count) }
        self.bytes = bytes
    }

    package var sizeInBytes: Int { bytes.count }
    @inlinable package var baseOffset: Offset { Offset(bytes.bigEndian(Int64.self, at: 0)) }
    @inlinable package var partitionLeaderEpoch: LeaderEpoch {
        LeaderEpoch(bytes.bigEndian(Int32.self, at: 12))
    }
    @inlinable package var storedChecksum: UInt32 { bytes.bigEndian(UInt32.self, at: 17) }
    @inlinable package var attributes: RecordBatchAttributes {
        RecordBatchAttributes(rawValue: bytes.bigEndian(Int16.self, at: 21))
    }
    /// Last offset minus base offset. From a hostile peer it may be anything.
    @inlinable package var lastOffsetDelta: Int32 { bytes.bigEndian(Int32.self, at: 23) }
    /// The raw base timestamp; see ``deleteHorizon`` for its other meaning.
    @inlinable package var baseTimestamp: Int64 { bytes.bigEndian(Int64.self, at: 27) }
    @inlinable package var maxTimestamp: Int64 { bytes.bigEndian(Int64.self, at: 35) }
    @inlinable package var producerID: ProducerID {
        ProducerID(bytes.bigEndian(Int64.self, at: 43))
    }
    @inlinable package var producerEpoch: Int16 { bytes.bigEndian(Int16.self, at: 51) }
    @inlinable package var baseSequence: Int32 { bytes.bigEndian(Int32.self, at: 53) }
    /// The count of records as the header says it. From a hostile peer it may be negative.
    @inlinable package var recordCount: Int32 { bytes.bigEndian(Int32.self, at: 57) }

    @inlinable package var lastOffset: Offset { baseOffset + Int64(lastOffsetDelta) }
    @inlinable package var nextOffset: Offset { lastOffset + 1 }
    @inlinable package var compression: CompressionType? { attributes.compression }
    @inlinable package var timestampType: TimestampType { attributes.timestampType }
    @inlinable package var isTransactional: Bool { attributes.isTransactional }
    @inlinable package var isControl: Bool { attributes.isControl }
    @inlinable package var hasProducerID: Bool { producerID > ProducerID.none }

    /// When tombstones and markers of this batch may go, milliseconds; `nil` if not set.
    package var deleteHorizon: Int64? { attributes.hasDeleteHorizon ? baseTimestamp : nil }

    /// The sequence of the last record, which wraps from 2147483647 to 0; -1 if there is none.
    package var lastSequence: Int32 {
        baseSequence < 0 ? -1 : Self.sequence(baseSequence, plus: lastOffsetDelta)
    }

    /// `sequence + increment` on the circle of the non-negative 32-bit numbers.
    package static func sequence(_ sequence: Int32, plus increment: Int32) -> Int32 {
        sequence > Int32.max &- increment
            ? increment &- (Int32.max &- sequence) &- 1 : sequence &+ increment
    }

    /// The bytes after the header: records, or one compressed block.
    package var recordBytes: SharedBytes {
        bytes.slice(from: Self.headerSize, count: bytes.count - Self.headerSize)
    }

    /// The checksum of the bytes as they are.
    package var computedChecksum: UInt32 {
        CRC32C.checksum(bytes.slice(from: 21, count: bytes.count - 21))
    }

    /// Whether the bytes are those that the checksum was made for.
    package var isChecksumValid: Bool { storedChecksum == computedChecksum }
}

/// Changes in place. Only the one holder of the bytes may make them (see `ByteStorage`).
extension RecordBatch {
    /// Sets the position in the log. The checksum does not cover it.
    @inlinable
    package func assign(baseOffset: Offset, leaderEpoch: LeaderEpoch) {
        bytes.store(bigEndian: baseOffset.rawValue, at: 0)
        bytes.store(bigEndian: leaderEpoch.rawValue, at: 12)
    }

    /// Sets the largest timestamp and whose clock it is, and the checksum anew if either changed.
    package func assign(maxTimestamp newTimestamp: Int64, timestampType: TimestampType) {
        var changed = attributes
        changed.timestampType = timestampType
        guard changed != attributes || newTimestamp != maxTimestamp else { return }
        bytes.store(bigEndian: changed.rawValue, at: 21)
        bytes.store(bigEndian: newTimestamp, at: 35)
        bytes.store(bigEndian: computedChecksum, at: 17)
    }
}
