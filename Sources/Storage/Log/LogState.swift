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
    var recoveryPoint: Offset
    var producers: ProducerStates
    /// The producers' state is on disk as of this offset.
    var snapshotOffset: Offset
    var epochs: LeaderEpochCache
    /// Whether the epochs on disk are synced.
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

    var offsets: LogOffsets {
        LogOffsets(start: startOffset, end: endOffset, recoveryPoint: recoveryPoint)
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

    /// Writes the epochs. They become durable with the next flush.
    mutating func saveEpochs() throws(LogError) {
        epochsAreDurable = false
        try LeaderEpochCheckpoint(directory: directory, fileSystem: environment.fileSystem)
            .write(epochs, durable: false)
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

    /// Opens a new segment at `base`, which becomes the active one.
    mutating func addSegment(at base: Offset) throws(LogError) {
        let jitter = SegmentRoll.jitter(config) { environment.random.next(below: $0) }
        let directory = directory
        let createdAt = now
        let fileSystem = environment.fileSystem
        let preallocated = config.preallocate ? Int64(config.segmentBytes) : 0
        segments.append(
            try onDisk { () throws(SystemError) in
                let segment = try LogSegment(
                    directory: directory, baseOffset: base, mode: .createIfMissing,
                    createdAt: createdAt, jitter: jitter, fileSystem)
                try segment.begin(preallocating: preallocated)
                return segment
            })
    }

    /// Takes `removed` out of the directory: their files are renamed now and vanish after
    /// `file.delete.delay.ms`. The producer snapshot at `keptSnapshot` stays.
    mutating func discard(
        _ removed: ArraySlice<LogSegment>, keepingSnapshotAt keptSnapshot: Offset? = nil
    ) throws(LogError) {
        guard !removed.isEmpty else { return }
        var names: [String] = []
        for segment in removed {
            names += try onDisk { () throws(SystemError) in
                try segment.markDeleted(keepingSnapshot: segment.baseOffset == keptSnapshot)
            }
        }
        let delay = Duration.milliseconds(config.fileDeleteDelayMilliseconds)
        deletions.append(
            PendingDeletion(due: environment.time.monotonic() + delay, names: names))
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
