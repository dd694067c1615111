import Bytes
import Compression
import KafkaModel

/// A batch of whatever magic a log holds, for readers that only need what all magics have in common.
/// A message of magic 0 or 1 counts as a batch of its own.
package enum AnyRecordBatch: Sendable {
    case batch(RecordBatch)
    case legacy(LegacyMessage)

    /// Views `bytes`, which must be exactly one batch; see ``RecordBatchReader`` for several.
    package init(_ bytes: SharedBytes) throws(RecordError) {
        guard let prefix = try BatchPrefix(bytes) else { throw .truncated }
        self =
            prefix.magic == RecordBatch.magic
            ? .batch(try RecordBatch(bytes)) : .legacy(try LegacyMessage(bytes))
    }

    package var bytes: SharedBytes {
        switch self {
        case .batch(let batch): batch.bytes
        case .legacy(let message): message.bytes
        }
    }

    package var sizeInBytes: Int { bytes.count }

    package var magic: Int8 {
        switch self {
        case .batch: RecordBatch.magic
        case .legacy(let message): message.magic
        }
    }

    /// The first offset of a magic 2 batch. Of a legacy message its offset, which for a wrapper is
    /// that of the last inner message: a lower bound needs decompression
    /// (`LegacyMessageSet.firstOffset`).
    package var baseOffset: Offset {
        switch self {
        case .batch(let batch): batch.baseOffset
        case .legacy(let message): message.offset
        }
    }

    package var lastOffset: Offset {
        switch self {
        case .batch(let batch): batch.lastOffset
        case .legacy(let message): message.offset
        }
    }

    package var nextOffset: Offset { lastOffset + 1 }

    /// The largest timestamp, milliseconds; -1 if there is none.
    package var maxTimestamp: Int64 {
        switch self {
        case .batch(let batch): batch.maxTimestamp
        case .legacy(let message): message.timestamp
        }
    }

    /// `nil` in magic 0.
    package var timestampType: TimestampType? {
        switch self {
        case .batch(let batch): batch.timestampType
        case .legacy(let message): message.timestampType
        }
    }

    /// The codec; `nil` for an unknown number.
    package var compression: CompressionType? {
        switch self {
        case .batch(let batch): batch.compression
        case .legacy(let message): message.compression
        }
    }

    /// ``LeaderEpoch/none`` in magic 0 and 1.
    package var partitionLeaderEpoch: LeaderEpoch {
        if case .batch(let batch) = self { return batch.partitionLeaderEpoch }
        return .none
    }

    package var isControl: Bool {
        if case .batch(let batch) = self { return batch.isControl }
        return false
    }

    package var isTransactional: Bool {
        if case .batch(let batch) = self { return batch.isTransactional }
        return false
    }

    package var isChecksumValid: Bool {
        switch self {
        case .batch(let batch): batch.isChecksumValid
        case .legacy(let message): message.isChecksumValid
        }
    }

    /// The magic 2 view, for what only magic 2 has (producer, sequence).
    package var current: RecordBatch? {
        if case .batch(let batch) = self { return batch }
        return nil
    }
}
