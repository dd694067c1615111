import KafkaModel
import KafkaRecords

/// One producer's state in a log.
package struct ProducerEntry: Equatable, Sendable {
    /// One of the last batches, kept to recognise it when it comes again.
    package struct Batch: Equatable, Sendable {
        package var lastSequence: Int32
        package var lastOffset: Offset
        /// Last offset minus first offset.
        package var offsetDelta: Int32
        /// Milliseconds.
        package var timestamp: Int64

        package var firstOffset: Offset { lastOffset - Int64(offsetDelta) }
        package var firstSequence: Int32 {
            let first = Int64(lastSequence) - Int64(offsetDelta)
            return Int32(truncatingIfNeeded: first < 0 ? first + (1 << 31) : first)
        }
    }

    /// A client has at most five batches in flight to a partition.
    static let keptBatches = 5

    package let producerID: ProducerID
    package internal(set) var epoch: Int16
    /// Oldest first, at most five.
    package internal(set) var batches: [Batch] = []
    /// -1 if no marker was seen.
    package internal(set) var coordinatorEpoch: Int32 = -1
    /// Milliseconds.
    package internal(set) var lastTimestamp: Int64 = -1
    /// The first offset of the open transaction.
    package internal(set) var currentTransactionStart: Offset?

    init(_ producerID: ProducerID, epoch: Int16) {
        self.producerID = producerID
        self.epoch = epoch
    }

    /// -1 if only markers were seen in this epoch.
    package var lastSequence: Int32 { batches.last?.lastSequence ?? -1 }

    /// Takes over a batch that is in the log. Returns whether it began a transaction. What a marker
    /// means is the owner's to say.
    @discardableResult
    mutating func take(_ batch: ProducerBatch) -> Bool {
        // Replicated batches are not checked: an older epoch of theirs changes nothing.
        if batch.epoch > epoch {
            epoch = batch.epoch
            batches = []
        }
        lastTimestamp = batch.timestamp
        guard !batch.isControl else { return false }
        add(
            Batch(
                lastSequence: batch.lastSequence, lastOffset: batch.lastOffset,
                offsetDelta: Int32(truncatingIfNeeded: batch.lastOffset - batch.firstOffset),
                timestamp: batch.timestamp))
        guard batch.isTransactional, currentTransactionStart == nil else { return false }
        currentTransactionStart = batch.firstOffset
        return true
    }

    mutating func add(_ batch: Batch) {
        if batches.count == Self.keptBatches { batches.removeFirst() }
        batches.append(batch)
    }

    /// Puts `earlier`, oldest first, before the last batch, which is all that a snapshot has.
    mutating func recall(_ earlier: [Batch]) {
        guard let last = batches.last, batches.count == 1 else { return }
        let before = earlier.filter { $0.lastOffset < last.lastOffset }
        batches = before.suffix(Self.keptBatches - 1) + [last]
    }

    func isExpired(now: Int64, expiration: Int64) -> Bool {
        currentTransactionStart == nil && now - lastTimestamp >= expiration
    }
}

extension ProducerEntry.Batch {
    init(_ batch: ScannedBatch) {
        let delta = Int32(truncatingIfNeeded: batch.lastOffset - batch.baseOffset)
        self.init(
            lastSequence: RecordBatch.sequence(batch.baseSequence, plus: delta),
            lastOffset: batch.lastOffset, offsetDelta: delta, timestamp: batch.maxTimestamp)
    }
}
