import KafkaModel
import Platform

/// Everything of a log that its lock guards. The operations stand in extensions, one file each.
struct LogState {
    let environment: LogEnvironment
    /// The partition's directory.
    var directory: String
    var config: LogConfig
    /// In order; the last is active. Never empty while the log is open.
    var segments: [LogSegment]
    var startOffset: Offset
    var endOffset: Offset
    /// Records before it are on disk.
    var recoveryPoint: Offset
    /// Everything before it is on disk: records, their indexes, epochs and names. What the checkpoint of
    /// recovery points may say: the next start reads from there on.
    var settledPoint: Offset
    var producers: ProducerStates
    /// The producers' state is on disk, or waits for it, as of this offset.
    var snapshotOffset: Offset
    /// Producers' states that rolls have left to write, oldest first.
    var pendingSnapshots: [ProducerSnapshot] = []
    var epochs: LeaderEpochCache
    /// Whether the epochs on disk are those in memory, and durable.
    var epochsAreDurable = true
    var topicID: UUID?
    var recent = RecentAppends()
    /// Of old segments that are being read.
    var openIndexes = OpenIndexes()
    /// Counts truncations, so that a flush does not take truncated records for durable.
    var truncations = 0
    /// Where the last compaction ended; `nil` if there was none, or what it did may be undone.
    var firstDirtyOffset: Offset?
    /// A compaction is under way: its segments may not be deleted.
    var isBeingCleaned = false
    /// A copy of the log is made in another directory: it may not be compacted meanwhile.
    var isBeingCopied = false
    /// The lowest offset at which the log was cut since the copy last asked.
    var cutWhileCopied: Offset?
    /// Counts files that have come, gone or changed their names, and how many of those are durable.
    var nameChanges = 1
    var durableNameChanges = 0
    var next = NextSegment.none
    var duties = LogDuties()
    /// The last flush is on its way.
    var isClosing = false
    /// Wall clock of the last flush, milliseconds.
    var lastFlush: Int64
    /// Files that wait for their removal, oldest first.
    var deletions: [PendingDeletion] = []
    /// The producer snapshots in the directory, while the log is being opened; later the directory
    /// itself is asked.
    var knownSnapshots: [Offset]?
    /// Why the log cannot be used any more.
    var unusable: LogError?

    struct PendingDeletion {
        var due: MonotonicTime
        /// In the partition's directory.
        var names: [String]
    }

    var active: LogSegment { segments[segments.count - 1] }

    init(
        environment: LogEnvironment, directory: String, config: LogConfig, startOffset: Offset,
        recoveryPoint: Offset, epochs: LeaderEpochCache, topicID: UUID?, lastFlush: Int64
    ) {
        self.environment = environment
        self.directory = directory
        self.config = config
        self.epochs = epochs
        self.topicID = topicID
        self.lastFlush = lastFlush
        self.startOffset = startOffset
        self.recoveryPoint = recoveryPoint
        endOffset = startOffset
        settledPoint = recoveryPoint
        snapshotOffset = startOffset
        producers = ProducerStates()
        segments = []
    }

    var offsets: LogOffsets {
        LogOffsets(
            start: startOffset, end: endOffset, recoveryPoint: recoveryPoint, secured: securedEnd)
    }

    var now: Int64 { environment.time.wallMilliseconds() }

    /// The index of the segment that holds `offset`: the last with a base offset at or before it.
    func segmentIndex(for offset: Offset) -> Int? {
        if active.baseOffset <= offset { return segments.count - 1 }
        var low = 0
        var high = segments.count - 1
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].baseOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    /// The offset at which the segment at `index` ends.
    func endOffset(ofSegment index: Int) -> Offset {
        index + 1 < segments.count ? segments[index + 1].baseOffset : endOffset
    }

    /// Writes the epochs, durably but for the name.
    mutating func saveEpochs() throws(LogError) {
        try LeaderEpochCheckpoint(directory: directory, fileSystem: environment.fileSystem)
            .write(epochs, durable: true)
        epochsAreDurable = true
    }

    /// Writes the producers' state as of the log end unless it is on disk already.
    mutating func saveProducers(durable: Bool = false) throws(LogError) {
        guard endOffset > snapshotOffset else { return }
        try ProducerSnapshotFile(directory: directory, offset: endOffset)
            .write(producers, durable: durable, environment.fileSystem)
        snapshotOffset = endOffset
        if let known = knownSnapshots, !known.contains(endOffset) {
            knownSnapshots = (known + [endOffset]).sorted()
        }
    }

    /// Takes `removed` out of the directory: their files are renamed now and vanish after
    /// `file.delete.delay.ms`. The producer snapshot at `keptSnapshot` stays.
    mutating func discard(
        _ removed: ArraySlice<LogSegment>, keepingSnapshotAt keptSnapshot: Offset? = nil
    ) throws(LogError) {
        guard !removed.isEmpty else { return }
        nameChanges += 1
        var names: [String] = []
        let (directory, fileSystem) = (directory, environment.fileSystem)
        for segment in removed {
            names += try onDisk { () throws(SystemError) in
                try LogSegment.markDeleted(
                    segment.baseOffset, in: directory,
                    keepingSnapshot: segment.baseOffset == keptSnapshot, fileSystem)
            }
        }
        noteDeletion(of: names)
    }
}

/// Where the last few appends stand in the active segment, so that readers at the tail, and the high
/// watermark behind them, find their position without reading.
struct RecentAppends: Sendable {
    private static let kept = 8

    private var entries: [(offset: Offset, position: Int)] = []
    private var next = 0

    mutating func note(_ offset: Offset, position: Int) {
        if entries.count < Self.kept {
            entries.append((offset, position))
        } else {
            entries[next] = (offset, position)
            next = (next + 1) % Self.kept
        }
    }

    /// Where the append that began with `offset` stands; `nil` if that is not among the last.
    func position(of offset: Offset) -> Int? {
        entries.first { $0.offset == offset }?.position
    }

    mutating func forget() {
        entries.removeAll(keepingCapacity: true)
        next = 0
    }
}
