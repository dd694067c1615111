import Compression
import KafkaModel
import KafkaRecords
import Platform

/// What a check learns by reading a partition's batches from the first to the last.
struct LogReplay {
    /// The offset behind the last good batch: where the log ends.
    var next: Offset
    /// The offset behind the last batch seen, good or not.
    var seenEnd: Offset
    /// Whether a batch was bad, so that the log ends there for every reader.
    var isBroken = false
    /// Whether offsets are missing between records: compaction removes them, and so a replay does not
    /// have everything that producers did.
    var hasGaps = false
    /// Whether compaction may have removed whole segments.
    let mayHaveGaps: Bool
    /// Whether the state of every producer at the log's first offset is known.
    var knowsAllProducers: Bool
    var producers = ProducerStates()
    private(set) var epochs: EpochCheck
    private var snapshots: SnapshotCheck
    let firstOffset: Offset

    init(
        firstOffset: Offset, mayHaveGaps: Bool, epochs: EpochCheck, snapshots: SnapshotCheck
    ) {
        self.mayHaveGaps = mayHaveGaps
        self.firstOffset = firstOffset
        next = firstOffset
        seenEnd = firstOffset
        self.epochs = epochs
        self.snapshots = snapshots
        knowsAllProducers = firstOffset == 0
        if let entries = snapshots.entries(at: firstOffset) {
            producers = ProducerStates(entries)
            knowsAllProducers = true
        }
    }

    /// Takes a good batch; `transactions` is the check of its segment.
    mutating func take(
        _ batch: AnyRecordBatch, _ transactions: inout TransactionIndexCheck
    ) throws(SystemError) {
        snapshots.compare(upTo: batch.baseOffset, self)
        if let current = batch.current {
            if current.baseOffset > next
                || Int64(current.recordCount) != Int64(current.lastOffsetDelta) + 1
            {
                hasGaps = true
            }
            epochs.visit(current)
            if current.hasProducerID { try take(current, &transactions) }
        } else if batch.lastOffset > next, batch.compression == .some(.none) {
            hasGaps = true
        }
        next = batch.nextOffset
        seenEnd = max(seenEnd, next)
    }

    private mutating func take(
        _ batch: RecordBatch, _ transactions: inout TransactionIndexCheck
    ) throws(SystemError) {
        // What cannot be read as a batch of a producer is told by the recovery that stumbles on it.
        guard let producerBatch = try? ProducerBatch(batch) else { return }
        let ended = producers.apply(producerBatch)
        guard producerBatch.marker != nil else { return }
        var abort: TransactionIndex.Entry?
        if let ended, ended.isAborted {
            abort = TransactionIndex.Entry(
                producerID: ended.producerID, firstOffset: ended.firstOffset,
                lastOffset: ended.lastOffset,
                lastStableOffset: producers.lastStableOffset(after: ended))
        }
        producers.forgetTransactions(below: batch.baseOffset)
        try transactions.visit(
            marker: batch.lastOffset, abort: abort, isKnown: knowsAllProducers && !hasGaps)
    }

    /// Behind the last batch.
    mutating func finish() {
        snapshots.compare(upTo: next, self)
        snapshots.tellLater(than: next, isBroken: isBroken)
        epochs.finish(logEnd: next, isBroken: isBroken)
    }
}

/// Compares `leader-epoch-checkpoint` with the epochs of the batches.
struct EpochCheck {
    private let path: String
    private let findings: FindingLog
    private let startOffset: Offset
    private var cache = LeaderEpochCache()
    private var told: LeaderEpoch?

    /// Batches that end before `startOffset` are not in the checkpoint any more.
    init(
        _ directory: String, startOffset: Offset, _ fileSystem: any FileSystem,
        _ findings: FindingLog
    ) throws(LogError) {
        path = "\(directory)/\(LeaderEpochCheckpoint.fileName)"
        self.findings = findings
        self.startOffset = startOffset
        do throws(LogError) {
            let file = CheckpointFile(path: path, fileSystem: fileSystem)
            tellOrder(try file.read(fieldCount: 2) ?? [])
            cache = try LeaderEpochCheckpoint(directory: directory, fileSystem: fileSystem).read()
        } catch .corruptFile(_, let reason) {
            findings.add(.damage, path, reason)
        }
    }

    private func tellOrder(_ lines: [[Substring]]) {
        let numbers = lines.map { $0.compactMap { Int64($0) } }.filter { $0.count == 2 }
        for (earlier, later) in zip(numbers, numbers.dropFirst())
        where later[0] <= earlier[0] || later[1] <= earlier[1] {
            findings.add(
                .damage, path,
                "epoch \(later[0]) from offset \(later[1]) follows epoch \(earlier[0]) from offset "
                    + "\(earlier[1])")
        }
    }

    mutating func visit(_ batch: RecordBatch) {
        let epoch = batch.partitionLeaderEpoch
        guard epoch.rawValue >= 0, batch.baseOffset >= startOffset, told != epoch else { return }
        let noted = cache.epoch(at: batch.baseOffset)
        guard noted != epoch else { return }
        told = epoch
        // The front may be forgotten before the log start offset is on the disk.
        findings.add(
            noted == nil && cache.latest != nil ? .note : .damage, path,
            "offset \(batch.baseOffset) was written in epoch \(epoch), not "
                + (noted.map { "in \($0)" } ?? "in none"))
    }

    func finish(logEnd: Offset, isBroken: Bool) {
        guard let latest = cache.latest, latest.startOffset > logEnd else { return }
        findings.add(
            isBroken ? .note : .damage, path,
            "epoch \(latest.epoch) begins at offset \(latest.startOffset), behind the log end "
                + "\(logEnd)")
    }
}
