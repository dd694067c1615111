import Bytes
import KafkaModel

/// Records that a leader may append: checked, and in the form in which they are written. Only their
/// offsets are missing, so that all the work before can be done outside the partition's lock.
package struct PreparedAppend: Sendable {
    /// The batches in order, all of magic 2, one after another in ``bytes``.
    package let batches: [RecordBatch]
    /// What is written to the log.
    package let bytes: SharedBytes
    /// Records in all batches.
    package let recordCount: Int
    /// The largest timestamp; -1 if there is none.
    package let maxTimestamp: Int64
    /// The append time if the leader's clock counts, else -1: what a Produce response says.
    package let logAppendTime: Int64
    /// Whether the bytes are others than those that came.
    package let wasRebuilt: Bool

    package init(
        batches: [RecordBatch], bytes: SharedBytes, recordCount: Int, maxTimestamp: Int64,
        logAppendTime: Int64, wasRebuilt: Bool
    ) {
        self.batches = batches
        self.bytes = bytes
        self.recordCount = recordCount
        self.maxTimestamp = maxTimestamp
        self.logAppendTime = logAppendTime
        self.wasRebuilt = wasRebuilt
    }

    /// No batch at all: what an empty record set in Produce before version 3 comes to.
    package var isEmpty: Bool { batches.isEmpty }

    /// Gives the records their offsets, from `offset` on, and the leader's epoch; in place. Answers
    /// the offset after the last record.
    @discardableResult
    package func assign(from offset: Offset, leaderEpoch: LeaderEpoch) -> Offset {
        var next = offset
        for batch in batches {
            batch.assign(baseOffset: next, leaderEpoch: leaderEpoch)
            next = batch.nextOffset
        }
        return next
    }
}
