import KafkaModel
import KafkaRecords
import Platform
import Telemetry

/// How the producers' state comes back from snapshots and the log. Source: Kafka's
/// `UnifiedLog.rebuildProducerState` and `ProducerStateManager.truncateAndReload`.
extension LogState {
    /// The state at the log end, from the newest usable snapshot and the batches behind it.
    mutating func reloadProducers() throws(LogError) {
        try removeSnapshots { [endOffset] in $0 > endOffset }
        let from = try loadNewestSnapshot(atOrBefore: endOffset)
        try replayProducers(from: from, to: endOffset)
    }

    /// Takes the newest snapshot at or before `limit` that can be read, deleting damaged ones.
    /// Returns the offset of the state taken: that of the snapshot, or the log's first offset.
    mutating func loadNewestSnapshot(atOrBefore limit: Offset) throws(LogError) -> Offset {
        let first = max(startOffset, segments.first?.baseOffset ?? startOffset)
        for offset in try snapshotOffsets().reversed() where offset <= limit && offset > first {
            let file = ProducerSnapshotFile(directory: directory, offset: offset)
            do throws(LogError) {
                guard let entries = try file.read(environment.fileSystem) else { continue }
                producers = ProducerStates(entries)
                producers.removeExpired(now: now, expiration: environment.producerExpiration)
                snapshotOffset = offset
                try recallBatches(before: offset)
                return offset
            } catch .corruptFile(let path, let reason) {
                environment.logger.warn("\(path): \(reason); using an older snapshot")
                try onDisk { () throws(SystemError) in try environment.fileSystem.remove(path) }
            }
        }
        producers = ProducerStates()
        snapshotOffset = first
        return first
    }

    /// Applies the batches in `[from, to)` to the state.
    mutating func replayProducers(from: Offset, to: Offset) throws(LogError) {
        guard from < to else { return }
        var states = producers
        for index in (segmentIndex(for: from) ?? 0)..<segments.count {
            let segment = segments[index]
            guard segment.baseOffset < to else { break }
            let position =
                segment.baseOffset < from
                ? try onDisk { () throws(SystemError) in
                    try segment.offsetIndex.lookup(from)?.position ?? 0
                } : 0
            try eachProducerBatch(segment, from: position, upTo: to) { (batch) throws(LogError) in
                guard batch.baseOffset >= from else { return }
                if let found = try batch.producerBatch(in: segment.records) { states.apply(found) }
            }
        }
        producers = states
    }

    /// Calls `body` with every batch of a producer from `position` on that begins before `end`.
    private func eachProducerBatch(
        _ segment: LogSegment, from position: Int, upTo end: Offset,
        _ body: (ScannedBatch) throws(LogError) -> Void
    ) throws(LogError) {
        var scanner = BatchScanner(segment.records, from: position, verifiesChecksums: false)
        while let batch = try scanner.nextOnDisk(), batch.baseOffset < end {
            try environment.checkNotAbandoned()
            if batch.hasProducerID { try body(batch) }
        }
    }

    /// Bytes in front of a snapshot that are searched for the last batches of producers.
    private static let recallSize = 1 << 20

    /// A snapshot has only the last batch of each producer, but a producer may have five in flight
    /// when the broker stops, and sends all of them again. So the ones before are taken from the log,
    /// as far as they stand shortly before `offset`, that of the snapshot.
    private mutating func recallBatches(before offset: Offset) throws(LogError) {
        guard !producers.isEmpty, var index = segmentIndex(for: offset - 1) else { return }
        var budget = Self.recallSize
        while budget > segments[index].size, index > 0 {
            budget -= segments[index].size
            index -= 1
        }
        var earlier: [ProducerID: [ProducerEntry.Batch]] = [:]
        for (number, segment) in segments[index...].enumerated()
        where segment.baseOffset < offset {
            let position = number == 0 ? try recallStart(segment, budget) : 0
            try eachProducerBatch(segment, from: position, upTo: offset) { batch in
                guard !batch.attributes.isControl,
                    let entry = producers.entries[batch.producerID],
                    entry.epoch == batch.producerEpoch
                else { return }
                earlier[batch.producerID, default: []].append(ProducerEntry.Batch(batch))
            }
        }
        producers.recall(earlier)
    }

    /// Where to begin so that about `budget` bytes of the segment are read.
    private func recallStart(_ segment: LogSegment, _ budget: Int) throws(LogError) -> Int {
        guard segment.size > budget else { return 0 }
        let entry = try onDisk { () throws(SystemError) in
            try segment.offsetIndex.lookup(position: segment.size - budget)
        }
        // Without an index all of it would be read.
        return entry?.position ?? segment.size
    }

    /// The offsets of the snapshot files, rising.
    func snapshotOffsets() throws(LogError) -> [Offset] {
        if let known = knownSnapshots { return known }
        let entries = try onDisk { () throws(SystemError) in
            try environment.fileSystem.list(directory)
        }
        return LogFileNames.snapshots(entries.map(\.name))
    }

    mutating func removeSnapshots(where isSurplus: (Offset) -> Bool) throws(LogError) {
        let found = try snapshotOffsets()
        if knownSnapshots != nil { knownSnapshots = found.filter { !isSurplus($0) } }
        for offset in found where isSurplus(offset) {
            let path = ProducerSnapshotFile(directory: directory, offset: offset).path
            try onDisk { () throws(SystemError) in try environment.fileSystem.remove(path) }
        }
    }

    /// Removes snapshots that belong to no segment, but for the newest if it lies behind the last
    /// base offset.
    mutating func removeStraySnapshots() throws(LogError) {
        let offsets = try snapshotOffsets()
        let bases = Set(segments.map(\.baseOffset))
        let newest = offsets.last.flatMap { $0 > active.baseOffset ? $0 : nil }
        try removeSnapshots { !bases.contains($0) && $0 != newest }
    }
}
