import KafkaModel
import KafkaRecords

/// What a log knows of the idempotent and transactional producers that wrote to it: enough to
/// recognise a resent batch, to refuse a gap, and to say which transactions are open.
///
/// A value, owned by the log; no result depends on the order of the dictionary. Source: Kafka's
/// `ProducerStateManager` and `ProducerAppendInfo`, KIP-98, KIP-360.
struct ProducerStates: Sendable {
    private(set) var entries: [ProducerID: ProducerEntry] = [:]
    /// Open transactions in the order of their first offsets.
    private(set) var openTransactions: [OpenTransaction] = []
    /// Ended transactions whose markers may not be replicated yet, in the order of first offsets.
    private(set) var undecidedTransactions: [EndedTransaction] = []

    init() {}

    init(_ snapshot: [ProducerEntry]) {
        for entry in snapshot {
            entries[entry.producerID] = entry
            if let start = entry.currentTransactionStart {
                openTransactions.append(OpenTransaction(entry.producerID, start))
            }
        }
        openTransactions.sort { $0.firstOffset < $1.firstOffset }
    }

    var isEmpty: Bool { entries.isEmpty }
    /// All producers, ordered by id.
    var sorted: [ProducerEntry] { entries.values.sorted { $0.producerID < $1.producerID } }

    // MARK: Checks

    /// The batch among the producer's last five that `batch` repeats; `nil` if it is new.
    func duplicate(of batch: ProducerBatch) -> ProducerEntry.Batch? {
        guard let entry = entries[batch.producerID], entry.epoch == batch.epoch else { return nil }
        return entry.batches.first {
            $0.lastSequence == batch.lastSequence && $0.firstSequence == batch.firstSequence
        }
    }

    /// Refuses a batch that may not follow what the producer wrote. `origin` decides whether
    /// sequences are looked at.
    func check(_ batch: ProducerBatch, origin: AppendOrigin) throws(LogError) {
        guard let entry = entries[batch.producerID] else { return }
        guard batch.epoch >= entry.epoch else {
            throw .invalidProducerEpoch(
                producer: batch.producerID, epoch: batch.epoch, current: entry.epoch)
        }
        if let marker = batch.marker {
            guard marker.coordinatorEpoch >= entry.coordinatorEpoch else {
                throw .transactionCoordinatorFenced(producer: batch.producerID)
            }
            return
        }
        if case .client = origin { try checkSequence(batch, entry) }
        if entry.currentTransactionStart != nil, !batch.isTransactional {
            throw .invalidTransactionState(producer: batch.producerID)
        }
    }

    private func checkSequence(_ batch: ProducerBatch, _ entry: ProducerEntry) throws(LogError) {
        let isNext: Bool
        if batch.epoch != entry.epoch {
            isNext = batch.firstSequence == 0
        } else {
            isNext = batch.firstSequence == RecordBatch.sequence(entry.lastSequence, plus: 1)
        }
        guard isNext else {
            throw .outOfOrderSequence(
                producer: batch.producerID, sequence: batch.firstSequence,
                last: entry.lastSequence)
        }
    }

    // MARK: Changes

    /// Takes over a batch that is in the log. Returns the transaction that it ended, if any.
    @discardableResult
    mutating func apply(_ batch: ProducerBatch) -> EndedTransaction? {
        let fresh = ProducerEntry(batch.producerID, epoch: batch.epoch)
        if let marker = batch.marker {
            var entry = entries[batch.producerID] ?? fresh
            entry.take(batch)
            entry.coordinatorEpoch = marker.coordinatorEpoch
            defer { entries[batch.producerID] = entry }
            return end(&entry, at: batch.lastOffset, isAborted: marker.isAbort)
        }
        // In place: a copy of the entry would copy its batches.
        if entries[batch.producerID, default: fresh].take(batch) {
            // Offsets only grow, so the list stays in order.
            openTransactions.append(OpenTransaction(batch.producerID, batch.firstOffset))
        }
        return nil
    }

    /// Completes the last batches of producers that a snapshot brought.
    mutating func recall(_ earlier: [ProducerID: [ProducerEntry.Batch]]) {
        for (producer, batches) in earlier { entries[producer]?.recall(batches) }
    }

    /// The transaction that the marker `batch` would end, if any.
    func transaction(endedBy batch: ProducerBatch) -> EndedTransaction? {
        guard let marker = batch.marker,
            let start = entries[batch.producerID]?.currentTransactionStart
        else { return nil }
        return EndedTransaction(
            producerID: batch.producerID, firstOffset: start, lastOffset: batch.lastOffset,
            isAborted: marker.isAbort)
    }

    private mutating func end(
        _ entry: inout ProducerEntry, at marker: Offset, isAborted: Bool
    ) -> EndedTransaction? {
        guard let start = entry.currentTransactionStart else { return nil }
        entry.currentTransactionStart = nil
        let producer = entry.producerID
        openTransactions.removeAll { $0.producerID == producer }
        let ended = EndedTransaction(
            producerID: producer, firstOffset: start, lastOffset: marker, isAborted: isAborted)
        let place = undecidedTransactions.firstIndex { $0.firstOffset > start }
        undecidedTransactions.insert(ended, at: place ?? undecidedTransactions.count)
        return ended
    }

    /// Forgets ended transactions whose markers lie below `offset` (high watermark or log start).
    mutating func forgetTransactions(below offset: Offset) {
        guard undecidedTransactions.contains(where: { $0.lastOffset < offset }) else { return }
        undecidedTransactions.removeAll { $0.lastOffset < offset }
    }

    /// The first offset of a transaction that is open, or ended but not yet replicated.
    var firstUnstableOffset: Offset? {
        switch (openTransactions.first?.firstOffset, undecidedTransactions.first?.firstOffset) {
        case (let open?, let ended?): min(open, ended)
        case (let open, let ended): open ?? ended
        }
    }

    /// The last stable offset that holds once `ended` is decided: what the transaction index keeps.
    func lastStableOffset(after ended: EndedTransaction) -> Offset {
        openTransactions.first { $0.producerID != ended.producerID }?.firstOffset
            ?? ended.lastOffset + 1
    }

    /// Forgets producers that have been silent for `expiration` milliseconds and have no open
    /// transaction. Returns how many.
    @discardableResult
    mutating func removeExpired(now: Int64, expiration: Int64) -> Int {
        let before = entries.count
        entries = entries.filter { !$0.value.isExpired(now: now, expiration: expiration) }
        return before - entries.count
    }
}

/// A batch as the producer states see it.
struct ProducerBatch: Equatable, Sendable {
    /// The end of a transaction that a control batch writes.
    struct Marker: Equatable, Sendable {
        var isAbort: Bool
        var coordinatorEpoch: Int32
    }

    var producerID: ProducerID
    var epoch: Int16
    var firstSequence: Int32
    var lastSequence: Int32
    var firstOffset: Offset
    var lastOffset: Offset
    /// Milliseconds.
    var timestamp: Int64
    var isTransactional: Bool
    /// A control batch that is no marker (emptied by compaction) changes only the epoch.
    var isControl: Bool
    var marker: Marker?
}

struct OpenTransaction: Equatable, Sendable {
    var producerID: ProducerID
    var firstOffset: Offset

    init(_ producerID: ProducerID, _ firstOffset: Offset) {
        self.producerID = producerID
        self.firstOffset = firstOffset
    }
}

struct EndedTransaction: Equatable, Sendable {
    var producerID: ProducerID
    var firstOffset: Offset
    /// The offset of the marker.
    var lastOffset: Offset
    var isAborted: Bool
}
