import KafkaModel
import Platform

/// What a truncation leaves of a log, found out by reading alone.
struct LogCut {
    /// What it is found out from.
    struct Source {
        let directory: String
        let segments: [LogSegment.View]
        let startOffset: Offset
        let pendingSnapshots: [ProducerSnapshot]

        init(_ state: borrowing LogState) {
            directory = state.directory
            segments = state.segments.map(\.view)
            startOffset = state.startOffset
            pendingSnapshots = state.pendingSnapshots
        }
    }

    let directory: String
    /// Where the log ends.
    let end: Offset
    /// The base offsets of the segments that go, the newest first, so that a crash in between leaves
    /// no gap.
    let removed: [Offset]
    /// The last segment that stays, without what is cut off.
    var active: LogSegment.View
    let firstTimestamp: Int64?
    let producers: ProducerStates
    /// See ``LogState/snapshotOffset``.
    let snapshotOffset: Offset

    /// `offset` lies in the log and before its end. Reads files.
    init(_ log: Source, at offset: Offset, _ environment: LogEnvironment) throws(LogError) {
        directory = log.directory
        end = offset
        let kept = log.segments.lastIndex { $0.baseOffset <= offset } ?? 0
        removed = log.segments[(kept + 1)...].reversed().map(\.baseOffset)
        var active = log.segments[kept]
        (active, firstTimestamp) = try onDisk { () throws(SystemError) in
            try active.cut(at: offset)
            return (active, try active.firstTimestamp())
        }
        self.active = active
        let snapshots = try onDisk { () throws(SystemError) in
            try ProducerSnapshotFile.offsets(in: log.directory, environment.fileSystem)
        }
        let recovery = ProducerRecovery(
            environment: environment, directory: log.directory,
            segments: log.segments[..<kept] + [active],
            startOffset: min(log.startOffset, offset))
        (producers, snapshotOffset) = try recovery.state(
            at: offset, snapshots: snapshots, pending: log.pendingSnapshots)
    }

    /// Brings the disk in line and makes it durable. Returns the names of files that wait for their
    /// removal.
    mutating func perform(_ environment: LogEnvironment) throws(SystemError) -> [String] {
        let fileSystem = environment.fileSystem
        var names: [String] = []
        for base in removed {
            names += try LogSegment.markDeleted(base, in: directory, fileSystem)
        }
        try active.cutFiles()
        let snapshots = try ProducerSnapshotFile.offsets(in: directory, fileSystem)
        try ProducerSnapshotFile.remove(
            snapshots.filter { $0 > end }, in: directory, fileSystem)
        try active.synchronizeRecords()
        try fileSystem.synchronizeDirectory(directory)
        return names
    }
}

extension LogState {
    /// Makes the log what `cut` leaves of it. In memory only; the files follow.
    mutating func publish(_ cut: LogCut) {
        truncations += 1
        cutWhileCopied = min(cutWhileCopied ?? cut.end, cut.end)
        recent.forget()
        segments.removeLast(cut.removed.count)
        if !cut.removed.isEmpty { nameChanges += 1 }
        active.cut(to: cut.active, firstTimestamp: cut.firstTimestamp)
        endOffset = cut.end
        recoveryPoint = min(recoveryPoint, endOffset)
        settledPoint = min(settledPoint, endOffset)
        startOffset = min(startOffset, endOffset)
        firstDirtyOffset = firstDirtyOffset.map { min($0, cut.end) }
        if epochs.truncateFromEnd(endOffset) { epochsAreDurable = false }
        pendingSnapshots.removeAll { $0.offset > cut.end }
        producers = cut.producers
        snapshotOffset = cut.snapshotOffset
    }
}
