import KafkaModel
import Platform

/// How a log drops everything and begins anew at an offset.
///
/// Its first segment is made under ``LogFileNames/cleaned``, which a start removes. It gets its name
/// when the old ones have given up theirs, of which it may be one.
struct LogRestart {
    /// The partition's directory.
    let directory: String
    let offset: Offset
    let environment: LogEnvironment

    /// The first segment, which is not in its place yet.
    func makeSegment(_ config: LogConfig) throws(SystemError) -> LogSegment {
        let segment = try LogSegment(
            directory: directory, baseOffset: offset, mode: .createIfMissing,
            createdAt: environment.time.wallMilliseconds(),
            jitter: SegmentRoll.jitter(config) { environment.random.next(below: $0) },
            environment.fileSystem, suffix: LogFileNames.cleaned)
        try segment.begin(isPreallocated: false)
        return segment
    }

    /// Takes the segments at `removed`, newest first, out of the directory, brings the new one into its
    /// place and makes all that durable: a power loss may else bring the old segments back, and
    /// nothing of them may then be taken for durable because it lies below the new recovery point.
    /// Returns the names of files that wait for their removal.
    func perform(removing removed: [Offset]) throws(SystemError) -> [String] {
        let fileSystem = environment.fileSystem
        var names: [String] = []
        for base in removed {
            names += try LogSegment.markDeleted(base, in: directory, fileSystem)
        }
        let path = "\(directory)/\(LogFileNames.name(offset, LogFileNames.records))"
        try fileSystem.rename(path + LogFileNames.cleaned, to: path)
        let snapshots = try ProducerSnapshotFile.offsets(in: directory, fileSystem)
        try ProducerSnapshotFile.remove(
            snapshots.filter { $0 != offset }, in: directory, fileSystem)
        try fileSystem.synchronizeDirectory(directory)
        return names
    }

    /// `segment` under its own name.
    func reopen(_ segment: LogSegment) throws(SystemError) -> LogSegment {
        let opened = try LogSegment(
            directory: directory, baseOffset: offset, mode: .existing,
            createdAt: segment.createdAt, jitter: segment.jitter, environment.fileSystem)
        try opened.begin(isPreallocated: false)
        return opened
    }
}

extension LogState {
    /// Drops everything: the log consists of `first`, which is empty. In memory only; the files follow,
    /// and ``settle(inPlace:)`` must.
    mutating func beginAnew(with first: LogSegment) {
        truncations += 1
        cutWhileCopied = .zero
        recent.forget()
        nameChanges += 1
        segments = [first]
        startOffset = first.baseOffset
        endOffset = first.baseOffset
        recoveryPoint = min(recoveryPoint, endOffset)
        settledPoint = min(settledPoint, endOffset)
        pendingSnapshots = []
        firstDirtyOffset = nil
        if epochs.clear() { epochsAreDurable = false }
        producers = ProducerStates()
        snapshotOffset = endOffset
    }

    /// `first`, with which the log has begun anew, is in its place, and that is durable.
    mutating func settle(inPlace first: LogSegment) {
        segments = [first]
        recoveryPoint = endOffset
        settledPoint = endOffset
    }

    /// All of it at once, while the log is being opened and nobody else has it.
    mutating func truncateFully(startingAt offset: Offset) throws(LogError) {
        let restart = LogRestart(directory: directory, offset: offset, environment: environment)
        let removed = segments.reversed().map(\.baseOffset)
        let config = config
        let (names, first) = try onDisk { () throws(SystemError) in
            let first = try restart.makeSegment(config)
            let names = try restart.perform(removing: removed)
            return (names, try restart.reopen(first))
        }
        knownSnapshots = knownSnapshots?.filter { $0 == offset }
        beginAnew(with: first)
        settle(inPlace: first)
        noteDeletion(of: names)
    }
}
