import KafkaModel
import KafkaRecords
import Platform
import Telemetry

/// How the producers' state comes back from snapshots and the log. Reads files; changes none, but for
/// damaged snapshots, which go. Source: Kafka's `UnifiedLog.rebuildProducerState` and
/// `ProducerStateManager.truncateAndReload`.
struct ProducerRecovery {
    let environment: LogEnvironment
    /// The partition's directory.
    let directory: String
    /// In order.
    let segments: ArraySlice<LogSegment.View>
    let startOffset: Offset

    /// Bytes in front of a snapshot that are searched for the last batches of producers.
    private static let recallSize = 1 << 20

    /// The state at `end`, from the newest usable one among `snapshots` (files, rising) and `pending`
    /// (not written yet, oldest first), and the batches behind it; and the offset of the snapshot.
    func state(at end: Offset, snapshots: [Offset], pending: [ProducerSnapshot])
        throws(LogError) -> (producers: ProducerStates, snapshotOffset: Offset)
    {
        let start: ProducerSnapshot
        if let newest = pending.last(where: { $0.offset <= end && $0.offset > firstOffset }) {
            start = newest
        } else {
            start = try newest(of: snapshots, atOrBefore: end)
        }
        return (try replay(start.states, from: start.offset, to: end), start.offset)
    }

    /// Where the log's first records stand.
    private var firstOffset: Offset { max(startOffset, segments.first?.baseOffset ?? startOffset) }

    /// The newest snapshot at or before `limit` that can be read, or no producers at the log's first
    /// offset. Removes damaged ones.
    func newest(of snapshots: [Offset], atOrBefore limit: Offset) throws(LogError)
        -> ProducerSnapshot
    {
        for offset in snapshots.reversed() where offset <= limit && offset > firstOffset {
            let file = ProducerSnapshotFile(directory: directory, offset: offset)
            do throws(LogError) {
                guard let entries = try file.read(environment.fileSystem) else { continue }
                var states = ProducerStates(entries)
                states.removeExpired(
                    now: environment.time.wallMilliseconds(),
                    expiration: environment.producerExpiration)
                return ProducerSnapshot(
                    offset: offset, states: try recallingBatches(before: offset, states))
            } catch .corruptFile(let path, let reason) {
                environment.logger.warn("\(path): \(reason); using an older snapshot")
                try onDisk { () throws(SystemError) in try environment.fileSystem.remove(path) }
            }
        }
        return ProducerSnapshot(offset: firstOffset, states: ProducerStates())
    }

    /// `states` with the batches in `[from, to)` applied.
    func replay(_ states: ProducerStates, from: Offset, to: Offset) throws(LogError)
        -> ProducerStates
    {
        guard from < to else { return states }
        var states = states
        for segment in segments[(index(of: from) ?? segments.startIndex)...] {
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
        return states
    }

    /// The last segment with a base offset at or before `offset`.
    private func index(of offset: Offset) -> Int? {
        segments.lastIndex { $0.baseOffset <= offset }
    }

    /// Calls `body` with every batch of a producer from `position` on that begins before `end`.
    private func eachProducerBatch(
        _ segment: LogSegment.View, from position: Int, upTo end: Offset,
        _ body: (ScannedBatch) throws(LogError) -> Void
    ) throws(LogError) {
        var scanner = BatchScanner(segment.records, from: position, verifiesChecksums: false)
        while let batch = try scanner.nextOnDisk(), batch.baseOffset < end {
            try environment.checkNotAbandoned()
            if batch.hasProducerID { try body(batch) }
        }
    }

    /// A snapshot has only the last batch of each producer, but a producer may have five in flight
    /// when the broker stops, and sends all of them again. So the ones before are taken from the log,
    /// as far as they stand shortly before `offset`, that of the snapshot.
    private func recallingBatches(before offset: Offset, _ states: ProducerStates)
        throws(LogError) -> ProducerStates
    {
        guard !states.isEmpty, var index = index(of: offset - 1) else { return states }
        var budget = Self.recallSize
        while budget > segments[index].records.size, index > segments.startIndex {
            budget -= segments[index].records.size
            index -= 1
        }
        var earlier: [ProducerID: [ProducerEntry.Batch]] = [:]
        for (number, segment) in segments[index...].enumerated()
        where segment.baseOffset < offset {
            let position = number == 0 ? try recallStart(segment, budget) : 0
            try eachProducerBatch(segment, from: position, upTo: offset) { batch in
                guard !batch.attributes.isControl, let entry = states.entries[batch.producerID],
                    entry.epoch == batch.producerEpoch
                else { return }
                earlier[batch.producerID, default: []].append(ProducerEntry.Batch(batch))
            }
        }
        var states = states
        states.recall(earlier)
        return states
    }

    /// Where to begin so that about `budget` bytes of the segment are read.
    private func recallStart(_ segment: LogSegment.View, _ budget: Int) throws(LogError) -> Int {
        guard segment.records.size > budget else { return 0 }
        let entry = try onDisk { () throws(SystemError) in
            try segment.offsetIndex.lookup(position: segment.records.size - budget)
        }
        // Without an index all of it would be read.
        return entry?.position ?? segment.records.size
    }
}

/// The log while it is being opened.
extension LogState {
    /// The state at the log end, from the newest usable snapshot and the batches behind it.
    mutating func reloadProducers() throws(LogError) {
        try removeSnapshots { [endOffset] in $0 > endOffset }
        try bringProducers(to: endOffset)
    }

    /// Takes the producers' state to `offset`.
    mutating func bringProducers(to offset: Offset) throws(LogError) {
        let recovery = ProducerRecovery(
            environment: environment, directory: directory, segments: segments.map(\.view)[...],
            startOffset: startOffset)
        (producers, snapshotOffset) = try recovery.state(
            at: offset, snapshots: try snapshotOffsets(), pending: [])
    }

    /// The offsets of the snapshot files, rising.
    func snapshotOffsets() throws(LogError) -> [Offset] {
        if let known = knownSnapshots { return known }
        return try onDisk { () throws(SystemError) in
            try ProducerSnapshotFile.offsets(in: directory, environment.fileSystem)
        }
    }

    mutating func removeSnapshots(where isSurplus: (Offset) -> Bool) throws(LogError) {
        let found = try snapshotOffsets()
        if knownSnapshots != nil { knownSnapshots = found.filter { !isSurplus($0) } }
        let surplus = found.filter(isSurplus)
        try onDisk { () throws(SystemError) in
            try ProducerSnapshotFile.remove(surplus, in: directory, environment.fileSystem)
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
