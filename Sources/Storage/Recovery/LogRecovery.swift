import KafkaModel
import Platform
import Telemetry

/// How a log comes to life at start. Source: Kafka's `LogLoader`, log-format 15.
///
/// After a clean stop no records are read. Otherwise what lies before the recovery point is known to
/// be durable, and everything behind it is read: sizes and checksums are verified, indexes, leader
/// epochs and producer states rebuilt, and at the first bad batch the log ends, so that what is left
/// is always a prefix of what was written. This trusts the order in which a log makes things durable:
///
/// | before the recovery point passes an offset | these are durable |
/// |---|---|
/// | flush | records and indexes below it, the epochs that begin below it, the names of the files |
/// | checkpoint of the recovery point | the flush itself |
///
/// | before records may be appended | this is durable |
/// |---|---|
/// | truncation below the recovery point | the lowered recovery point (``LogEnvironment/onRecoveryPointLowered``) |
/// | recovery that cut the log below it | the same |
///
/// Nothing else needs an order: a producer snapshot carries a checksum, and an epoch checkpoint that
/// cannot be read, or is empty, is made anew from the batches.
struct LogRecovery: Sendable {
    let environment: LogEnvironment
    let directory: String
    let config: LogConfig
    /// Whether the directory was stopped cleanly.
    let wasCleanStop: Bool
    /// From the checkpoints; zero where they have no entry.
    var recoveryPoint: Offset
    var startOffset: Offset
    /// Whether compaction may have left offsets without records. In other logs each batch follows the
    /// one before, so that a missing or shortened segment is recognised.
    var mayHaveGaps = false
    /// Told how many segments are still to be read, whenever that changes.
    var onProgress: @Sendable (_ segmentsLeft: Int) -> Void = { _ in }
    /// Told of each segment that is read: from which offset on, and how many bytes.
    var onReading: @Sendable (_ from: Offset, _ bytes: Int) -> Void = { _, _ in }

    /// Opens the log in `directory`, creating the first segment if there is none. Blocks; ends with
    /// ``LogError/offline(path:)`` soon after the environment says that it was abandoned.
    func open() throws(LogError) -> PartitionLog {
        let fileSystem = environment.fileSystem
        let directory = directory
        let contents = try onDisk { () throws(SystemError) in
            try LogDirectoryCleanup.run(directory, fileSystem)
        }
        let recordedEpochs = try readEpochs()
        var state = try initialState(contents, recordedEpochs ?? LeaderEpochCache())
        let suspects = try load(contents.bases, &state)
        if state.segments.isEmpty { try state.addSegment(at: startOffset) }
        if recordedEpochs == nil {
            try state.collectEpochs(below: wasCleanStop ? Offset(Int64.max) : recoveryPoint)
        }
        try setEnd(&state)
        let hasProducers = try recover(suspects, &state)
        try settle(&state, hasProducers: hasProducers)
        if state.epochs.entries.isEmpty, recordedEpochs?.entries.isEmpty == false {
            // Recorded for a log start offset at the log end, which itself was not: the records below
            // are there again.
            try state.collectEpochs(below: state.endOffset)
            state.epochs.truncateFromStart(state.startOffset)
        }
        if state.epochs != recordedEpochs ?? LeaderEpochCache() { try state.saveEpochs() }
        state.knownSnapshots = nil
        return PartitionLog(state)
    }

    /// The recorded epochs; `nil` if they must be collected from the batches.
    private func readEpochs() throws(LogError) -> LeaderEpochCache? {
        let file = LeaderEpochCheckpoint(
            directory: directory, fileSystem: environment.fileSystem)
        do throws(LogError) {
            let epochs = try file.read()
            return epochs.entries.isEmpty && !wasCleanStop && recoveryPoint > startOffset
                ? nil : epochs
        } catch .corruptFile(let path, let reason) {
            environment.logger.warn("\(path): \(reason); made anew from the batches")
            return nil
        }
    }

    private func initialState(
        _ contents: LogDirectoryCleanup.Contents, _ epochs: LeaderEpochCache
    ) throws(LogError) -> LogState {
        let metadata = PartitionMetadataFile(
            directory: directory, fileSystem: environment.fileSystem)
        var state = LogState(
            environment: environment, directory: directory, config: config,
            startOffset: startOffset, recoveryPoint: recoveryPoint, epochs: epochs,
            topicID: try metadata.read(), lastFlush: environment.time.wallMilliseconds())
        state.knownSnapshots = contents.snapshots
        return state
    }

    /// Opens the segments. Returns the base offsets of those that must be read: from the recovery
    /// point on, and those whose indexes are missing or damaged.
    private func load(_ bases: [Offset], _ state: inout LogState) throws(LogError)
        -> [Offset: Suspicion]
    {
        var suspects: [Offset: Suspicion] = [:]
        for (number, base) in bases.enumerated() {
            let segment = try open(base)
            state.segments.append(segment)
            let next = number + 1 < bases.count ? bases[number + 1] : Offset(Int64.max)
            if !wasCleanStop, next > recoveryPoint {
                suspects[base] = .recordsMayBeLost
                continue
            }
            let isIntact = try onDisk { () throws(SystemError) in
                let isIntact = try segment.loadIndexes()
                if isIntact, !wasCleanStop, next == recoveryPoint {
                    try segment.completeTimeIndex()
                }
                return isIntact
            }
            if !isIntact { suspects[base] = .indexesAreDamaged }
        }
        return suspects
    }

    private func open(_ base: Offset) throws(LogError) -> LogSegment {
        let jitter = SegmentRoll.jitter(config) { environment.random.next(below: $0) }
        let directory = directory
        let now = environment.time.wallMilliseconds()
        return try onDisk { () throws(SystemError) in
            try LogSegment(
                directory: directory, baseOffset: base, mode: .existing, createdAt: now,
                jitter: jitter, environment.fileSystem)
        }
    }

    func setEnd(_ state: inout LogState) throws(LogError) {
        let active = state.active
        state.endOffset = try onDisk { () throws(SystemError) in try active.readNextOffset() }
    }

    // MARK: Bounds

    /// Brings start, end, epochs and producers in line with the segments.
    private func settle(_ state: inout LogState, hasProducers: Bool) throws(LogError) {
        if state.endOffset < startOffset {
            environment.logger.warn(
                "\(environment.topicPartition): the log end \(state.endOffset) lies before the "
                    + "log start offset \(startOffset): beginning anew there")
            try state.truncateFully(startingAt: startOffset)
        }
        state.startOffset = max(startOffset, state.segments[0].baseOffset)
        state.recoveryPoint = min(state.recoveryPoint, state.endOffset)
        state.settledPoint = min(state.settledPoint, state.recoveryPoint)
        state.epochs.truncateFromEnd(state.endOffset)
        state.epochs.truncateFromStart(state.startOffset)
        try state.removeStraySnapshots()
        if !hasProducers { try loadProducers(&state) }
        let active = state.active
        try onDisk { () throws(SystemError) in try active.loadFirstTimestamp() }
    }

    private func loadProducers(_ state: inout LogState) throws(LogError) {
        let hasSnapshot = try !state.snapshotOffsets().isEmpty
        if wasCleanStop, !hasSnapshot {
            // Written by a version without snapshots, so there are no idempotent producers.
            state.producers = ProducerStates()
            try state.saveProducers()
            return
        }
        try state.reloadProducers()
    }
}

/// Why a segment is read at start.
enum Suspicion {
    /// It was not durable when the broker was killed or the power failed.
    case recordsMayBeLost
    /// Its records are durable.
    case indexesAreDamaged
}
