import Bytes
import KafkaModel
import KafkaRecords
import Platform

@testable import Storage

/// Everything that an open log holds, read once, to be compared with what it should hold.
struct RecoveredLog: Equatable {
    var offsets: LogOffsets
    var batches: [CrashLedger.Batch] = []
    var epochs: [LeaderEpochCache.Entry]
    /// As a snapshot keeps them: with the last batch only, and one timestamp.
    var producers: [ProducerEntry]
    var aborted: [TransactionIndex.Entry] = []
    var firstBase: Offset

    init(_ log: PartitionLog) throws {
        offsets = log.offsets
        producers = log.producers.map(Self.kept)
        (epochs, firstBase) = log.inspect { ($0.epochs.entries, $0.segments[0].baseOffset) }
        for view in log.inspect({ $0.segments.map(\.view) }) {
            try view.records.walk(from: 0) { (batch, _) throws(LogError) in
                batches.append(
                    CrashLedger.Batch(
                        baseOffset: batch.baseOffset, lastOffset: batch.lastOffset,
                        bytes: batch.bytes.array))
                return true
            }
            aborted += try view.transactionIndex.entries()
        }
    }

    private static func kept(_ entry: ProducerEntry) -> ProducerEntry {
        var entry = entry
        entry.batches = entry.batches.suffix(1)
        if !entry.batches.isEmpty { entry.batches[0].timestamp = entry.lastTimestamp }
        return entry
    }

    // MARK: By itself

    /// What does not agree within the log: offsets, indexes, lookups, producers, epochs.
    func contradictions(_ log: PartitionLog) throws -> [String] {
        var found: [String] = []
        func require(_ holds: Bool, _ what: @autoclosure () -> String) {
            if !holds { found.append(what()) }
        }
        var next = firstBase
        for batch in batches {
            require(batch.baseOffset == next, "a gap: \(batch.baseOffset) after \(next)")
            next = batch.lastOffset + 1
        }
        require(offsets.end == next, "the log end \(offsets.end) is not \(next)")
        require(offsets.start >= firstBase && offsets.start <= next, "start \(offsets.start)")
        require(offsets.recoveryPoint <= next, "recovery point \(offsets.recoveryPoint)")
        let replayed = try Self.replay(batches)
        require(agree(epochs, replayed.epochs), "epochs \(epochs)")
        require(
            replayed.aborted.suffix(aborted.count) == aborted[...]
                && replayed.aborted.count == aborted.count,
            "aborted transactions \(aborted) instead of \(replayed.aborted)")
        found += try lookupContradictions(log)
        return found
    }

    /// The epochs may begin behind the log start offset, when that was raised and its checkpoint was
    /// not written yet; at the end may stand one without records.
    private func agree(_ epochs: [LeaderEpochCache.Entry], _ replayed: LeaderEpochCache) -> Bool {
        guard let first = epochs.first?.startOffset else {
            return offsets.start == offsets.end || replayed.entries.isEmpty
        }
        var expected = replayed
        expected.truncateFromStart(max(first, offsets.start))
        return epochs.filter { $0.startOffset < offsets.end }
            == expected.entries.filter { $0.startOffset < offsets.end }
    }

    /// Whether every batch is found by its offset and by its time.
    private func lookupContradictions(_ log: PartitionLog) throws -> [String] {
        var found: [String] = []
        for view in log.inspect({ $0.segments.map(\.view) }) {
            var headers: [BatchHeader] = []
            try view.records.scan(from: 0) { header in
                headers.append(header)
                return true
            }
            for header in headers
            where try view.firstBatch(endingAtOrAfter: header.lastOffset) != header {
                found.append("segment \(view.baseOffset): \(header.lastOffset) is not found")
            }
            for entry in try view.offsetIndex.entries()
            where !headers.contains(where: { $0.position == entry.position }) {
                found.append("segment \(view.baseOffset): no batch at \(entry)")
            }
        }
        let records = try batches.flatMap {
            try AnyRecordBatch(SharedBytes(copying: $0.bytes)).records()
        }.filter { $0.offset >= offsets.start }
        for time in Set(records.map(\.timestamp)).sorted() {
            let expected = records.first { $0.timestamp >= time }?.offset
            if try log.offset(forTimestamp: time)?.offset != expected {
                found.append("time \(time) is not found")
            }
        }
        let read = try log.records(maxBytes: 400)
        if read.map(\.offset) != records.map(\.offset) {
            found.append("reading gives \(read.map(\.offset))")
        }
        return found
    }

    /// Epochs, producers and aborted transactions as the batches alone make them.
    static func replay(_ batches: [CrashLedger.Batch]) throws -> (
        epochs: LeaderEpochCache, producers: ProducerStates, aborted: [TransactionIndex.Entry]
    ) {
        var epochs = LeaderEpochCache()
        var producers = ProducerStates()
        var aborted: [TransactionIndex.Entry] = []
        for noted in batches {
            guard let batch = try AnyRecordBatch(SharedBytes(copying: noted.bytes)).current else {
                continue
            }
            if batch.partitionLeaderEpoch > (epochs.latest?.epoch ?? .none) {
                epochs.assign(batch.partitionLeaderEpoch, from: batch.baseOffset)
            }
            guard batch.hasProducerID else { continue }
            if let ended = producers.apply(try ProducerBatch(batch)), ended.isAborted {
                aborted.append(
                    TransactionIndex.Entry(
                        producerID: ended.producerID, firstOffset: ended.firstOffset,
                        lastOffset: ended.lastOffset,
                        lastStableOffset: producers.lastStableOffset(after: ended)))
            }
        }
        return (epochs, producers, aborted)
    }

    /// What is wrong with the producers, given everything that was ever in front of the log's end.
    func wrongProducers(_ history: [CrashLedger.Batch]) throws -> [String] {
        let expected = try Self.replay(history).producers.sorted.map(Self.kept)
        // A producer all of whose batches are deleted may be forgotten, if no snapshot had it.
        let required = expected.filter {
            ($0.batches.last?.lastOffset ?? -1) >= firstBase || $0.currentTransactionStart != nil
        }
        var found: [String] = []
        for entry in required where !producers.contains(entry) {
            let instead = producers.first { $0.producerID == entry.producerID }
            found.append("producer \(entry) is \(instead.map { "\($0)" } ?? "unknown")")
        }
        for entry in producers where !expected.contains(entry) {
            found.append("producer \(entry) was never")
        }
        return found
    }
}
