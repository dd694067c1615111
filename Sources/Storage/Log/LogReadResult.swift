import Bytes
import KafkaModel
import Platform

/// A stretch of a log: whole batches, the last one possibly cut off where the limit fell into it.
package struct LogReadResult: Sendable {
    /// Batches from the one that holds the asked offset on. Its first records may lie before it.
    package var records: Payload
    /// The bounds of the log when the read began.
    package var offsets: LogOffsets
    /// Transactions aborted within the stretch; only filled where they were asked for.
    package var abortedTransactions: [AbortedTransaction] = []
    /// Whether the limit cut the very first batch, so that `records` holds no whole batch.
    package var isFirstBatchIncomplete = false

    package init(records: Payload, offsets: LogOffsets) {
        self.records = records
        self.offsets = offsets
    }
}

/// A transaction whose records a read-committed consumer drops (Fetch, version 4).
package struct AbortedTransaction: Equatable, Sendable {
    package var producerID: ProducerID
    package var firstOffset: Offset

    package init(producerID: ProducerID, firstOffset: Offset) {
        self.producerID = producerID
        self.firstOffset = firstOffset
    }
}

/// What a read of a log asks for.
package struct LogReadRequest: Equatable, Sendable {
    /// The first offset wanted.
    package var from: Offset
    /// No record at or behind this offset is returned: the log end offset for followers, the high
    /// watermark or the last stable offset for consumers.
    package var upTo: Offset
    /// Most bytes to return.
    package var maxBytes: Int
    /// Return the first batch whole even where it exceeds `maxBytes`.
    package var atLeastOneBatch = true
    /// Whether ``LogReadResult/abortedTransactions`` is wanted (read committed).
    package var includesAbortedTransactions = false
    /// ``ReadMode/resident`` on an event loop: throws ``LogError/notResident`` where only the disk
    /// knows. The records of a large result may still have to come from there
    /// (``FileRegion/readiness(from:count:)``).
    package var mode = ReadMode.waiting

    package init(from: Offset, upTo: Offset, maxBytes: Int) {
        self.from = from
        self.upTo = upTo
        self.maxBytes = maxBytes
    }
}
