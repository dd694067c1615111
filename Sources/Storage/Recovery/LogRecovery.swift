import KafkaModel
import KafkaRecords
import Platform
import Telemetry

/// How a log comes to life at start. Source: Kafka's `LogLoader`, log-format 15.
///
/// After a clean stop no records are read. Otherwise every segment from the recovery point on is
/// read from front to end: sizes and checksums are verified, indexes, leader epochs and producer
/// states rebuilt, and at the first bad batch the log ends. So what is left is always a prefix of
/// what was written.
struct LogRecovery: Sendable {
    let environment: LogEnvironment
    let directory: String
    let config: LogConfig
    /// Whether the directory was stopped cleanly.
    let wasCleanStop: Bool
    /// From the checkpoints; zero where they have no entry.
    var recoveryPoint: Offset
    var startOffset: Offset

    /// Opens the log in `directory`, creating the first segment if there is none.
    func open() throws(LogError) -> PartitionLog {
        let fileSystem = environment.fileSystem
        let directory = directory
        let bases = try onDisk { () throws(SystemError) in
            try LogDirectoryCleanup.run(directory, fileSystem)
        }
        var state = try initialState()
        var damaged: Set<Offset> = []
        for base in bases {
            let segment = try load(base)
            if !segment.isIntact { damaged.insert(base) }
            state.segments.append(segment.segment)
        }
        if state.segments.isEmpty { try state.addSegment(at: startOffset) }
        try setEnd(&state)
        try recover(&state, damaged)
        try settle(&state)
        return PartitionLog(state)
    }

    private func initialState() throws(LogError) -> LogState {
        let fileSystem = environment.fileSystem
        return LogState(
            environment: environment, directory: directory, config: config, segments: [],
            startOffset: startOffset, endOffset: startOffset, recoveryPoint: recoveryPoint,
            producers: ProducerStates(), snapshotOffset: startOffset,
            epochs: try LeaderEpochCheckpoint(directory: directory, fileSystem: fileSystem).read(),
            topicID: try PartitionMetadataFile(directory: directory, fileSystem: fileSystem).read(),
            lastFlush: environment.time.wallMilliseconds())
    }

    private func load(_ base: Offset) throws(LogError) -> (segment: LogSegment, isIntact: Bool) {
        let jitter = SegmentRoll.jitter(config) { environment.random.next(below: $0) }
        let directory = directory
        let now = environment.time.wallMilliseconds()
        return try onDisk { () throws(SystemError) in
            let segment = try LogSegment(
                directory: directory, baseOffset: base, mode: .existing, createdAt: now,
                jitter: jitter, environment.fileSystem)
            return (segment, try segment.loadIndexes())
        }
    }

    private func setEnd(_ state: inout LogState) throws(LogError) {
        let active = state.active
        state.endOffset = try onDisk { () throws(SystemError) in try active.readNextOffset() }
    }

    // MARK: Reading what may be damaged

    /// Reads the segments that may be damaged; ends the log at the first bad batch.
    private func recover(_ state: inout LogState, _ damaged: Set<Offset>) throws(LogError) {
        let firstUnflushed = state.segmentIndex(for: recoveryPoint) ?? 0
        var producersAt: Offset?
        var index = 0
        while index < state.segments.count {
            let segment = state.segments[index]
            let isSuspect = !wasCleanStop && index >= firstUnflushed
            defer { index += 1 }
            guard isSuspect || damaged.contains(segment.baseOffset) else { continue }
            environment.logger.info(
                "\(environment.topicPartition): recovering segment \(segment.baseOffset) "
                    + "(\(index + 1) of \(state.segments.count))")
            try bringProducers(&state, &producersAt, to: segment.baseOffset)
            let (end, next) = try rebuild(segment, &state)
            producersAt = next
            state.endOffset = next
            let cut = try onDisk { () throws(SystemError) in
                let cut = try segment.cutRecords(to: end)
                try segment.finish()
                return cut
            }
            if cut > 0 { try dropSegments(behind: index, cut: cut, &state) }
            try state.saveProducers()
        }
        if producersAt != nil { try setEnd(&state) }
    }

    /// Takes the producers' state to `offset`, where a segment begins that is about to be read.
    private func bringProducers(
        _ state: inout LogState, _ producersAt: inout Offset?, to offset: Offset
    ) throws(LogError) {
        guard producersAt != offset else { return }
        let from = try state.loadNewestSnapshot(atOrBefore: offset)
        try state.replayProducers(from: from, to: offset)
        // What was written behind this point is written anew.
        try state.removeSnapshots { $0 > offset }
        producersAt = offset
    }

    /// Verifies a segment's batches and fills its indexes. Returns the end of the last good batch in
    /// bytes and the offset behind it.
    private func rebuild(_ segment: LogSegment, _ state: inout LogState) throws(LogError)
        -> (end: Int, next: Offset)
    {
        try onDisk { () throws(SystemError) in try segment.resetIndexes() }
        let interval = Int(config.indexIntervalBytes)
        var next = segment.baseOffset
        var producers = state.producers
        var epochs = state.epochs
        let end = try segment.records.walk(from: 0) { (batch, position) throws(LogError) in
            guard batch.isChecksumValid, batch.baseOffset >= next,
                batch.lastOffset >= batch.baseOffset,
                batch.lastOffset - segment.baseOffset <= Int64(Int32.max),
                position <= Int(Int32.max) - batch.sizeInBytes
            else { return false }
            try onDisk { () throws(SystemError) in
                try segment.index(batch, at: position, interval: interval)
            }
            if let current = batch.current {
                if current.partitionLeaderEpoch > (epochs.latest?.epoch ?? .none) {
                    epochs.assign(current.partitionLeaderEpoch, from: current.baseOffset)
                }
                if current.hasProducerID {
                    guard let producerBatch = try? ProducerBatch(current) else { return false }
                    try apply(producerBatch, segment, &producers)
                }
            }
            next = batch.nextOffset
            return true
        }
        state.producers = producers
        if epochs != state.epochs {
            state.epochs = epochs
            try state.saveEpochs()
        }
        return (end, next)
    }

    private func apply(
        _ batch: ProducerBatch, _ segment: LogSegment, _ producers: inout ProducerStates
    ) throws(LogError) {
        guard let ended = producers.apply(batch), ended.isAborted else { return }
        let entry = TransactionIndex.Entry(
            producerID: ended.producerID, firstOffset: ended.firstOffset,
            lastOffset: ended.lastOffset,
            lastStableOffset: producers.lastStableOffset(after: ended))
        try onDisk { () throws(SystemError) in try segment.append(entry) }
    }

    private func dropSegments(behind index: Int, cut: Int, _ state: inout LogState)
        throws(LogError)
    {
        let removed = state.segments[(index + 1)...]
        environment.logger.warn(
            "\(environment.topicPartition): the log ends at offset \(state.endOffset): "
                + "\(cut) bytes of segment \(state.segments[index].baseOffset) are damaged; "
                + "\(removed.count) later segments are dropped")
        state.segments.removeSubrange((index + 1)...)
        let end = state.endOffset
        try state.discard(removed)
        try state.removeSnapshots { $0 > end }
    }

    // MARK: Bounds

    /// Brings start, end, epochs and producers in line with the segments.
    private func settle(_ state: inout LogState) throws(LogError) {
        if state.endOffset < startOffset {
            environment.logger.warn(
                "\(environment.topicPartition): the log end \(state.endOffset) lies before the "
                    + "log start offset \(startOffset): beginning anew there")
            try state.truncateFully(startingAt: startOffset)
        }
        state.startOffset = max(startOffset, state.segments[0].baseOffset)
        state.recoveryPoint = min(state.recoveryPoint, state.endOffset)
        let end = state.endOffset
        let start = state.startOffset
        let cutEnd = state.epochs.truncateFromEnd(end)
        let cutStart = state.epochs.truncateFromStart(start)
        if cutEnd || cutStart { try state.saveEpochs() }
        try state.removeStraySnapshots()
        try loadProducers(&state)
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
