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
            try segment.records.walk(from: position) { (batch, _) throws(LogError) in
                guard batch.baseOffset < to else { return false }
                if let current = batch.current, current.hasProducerID, current.baseOffset >= from {
                    states.apply(try ProducerBatch(current))
                }
                return true
            }
        }
        producers = states
    }

    /// The offsets of the snapshot files, rising.
    func snapshotOffsets() throws(LogError) -> [Offset] {
        let entries = try onDisk { () throws(SystemError) in
            try environment.fileSystem.list(directory)
        }
        return entries.compactMap { entry in
            guard let name = LogFileNames.parse(entry.name),
                name.kind == LogFileNames.producerSnapshot, name.state.isEmpty
            else { return nil }
            return name.offset
        }.sorted()
    }

    func removeSnapshots(where isSurplus: (Offset) -> Bool) throws(LogError) {
        for offset in try snapshotOffsets() where isSurplus(offset) {
            let path = ProducerSnapshotFile(directory: directory, offset: offset).path
            try onDisk { () throws(SystemError) in try environment.fileSystem.remove(path) }
        }
    }

    /// Removes snapshots that belong to no segment, but for the newest if it lies behind the last
    /// base offset.
    func removeStraySnapshots() throws(LogError) {
        let offsets = try snapshotOffsets()
        let bases = Set(segments.map(\.baseOffset))
        let newest = offsets.last.flatMap { $0 > active.baseOffset ? $0 : nil }
        try removeSnapshots { !bases.contains($0) && $0 != newest }
    }
}
