import KafkaModel
import Platform

/// What a cleaning took over from its log when it began.
struct CleaningSources {
    /// From the first one on; those before the end of ``range``, and none that is active.
    var segments: [LogSegment.View]
    let range: CleaningRange
    /// Every aborted transaction with data in the range, dirty or not.
    let aborted: [TransactionIndex.Entry]
    let config: LogConfig
    let highWatermark: Offset
    /// Wall clock, milliseconds: the same for the whole cleaning.
    let now: Int64
    /// Tombstones of magic 0 and 1 stay in segments that were written to after this, milliseconds.
    let legacyHorizon: Int64
    /// ``LogState/truncations`` at the beginning.
    let truncations: Int

    /// The segments with dirty offsets.
    var dirty: [LogSegment.View] {
        let first = segments.lastIndex { $0.baseOffset <= range.firstDirty } ?? 0
        return Array(segments[first...])
    }

    /// Drops segments behind `offset`: the map did not get that far.
    mutating func keep(upTo offset: Offset) {
        segments = Array(segments.prefix { $0.baseOffset < offset })
    }
}

/// What compaction asks of a log. Callable from any thread that may block.
extension PartitionLog {
    /// What of the log may be cleaned now; `nil` if the log is not compacted,
    /// or not now.
    func cleaningRange(highWatermark: Offset) throws(LogError) -> CleaningRange? {
        guard config.cleanupPolicy.contains(.compact), !inspect(\.isBeingCopied) else { return nil }
        return try cleaningView(highWatermark: highWatermark).range
    }

    private struct CleaningView {
        var segments: [LogSegment.View]
        var config: LogConfig
        var range: CleaningRange
        var truncations: Int
    }

    private func cleaningView(highWatermark: Offset) throws(LogError) -> CleaningView {
        let stable = lastStableOffset(highWatermark: highWatermark)
        let (views, config, offsets, checkpoint, truncations) = try withState {
            (state) throws(LogError) in
            (
                state.segments.map(\.view), state.config, state.offsets, state.firstDirtyOffset,
                state.truncations
            )
        }
        let fileSystem = environment.fileSystem
        var segments: [SegmentExtent] = []
        for view in views {
            var largest: Int64 = 0
            if config.minCompactionLagMilliseconds > 0 {
                largest = try onDisk { () throws(SystemError) in
                    try view.largestTimestamp(fileSystem)
                }
            }
            segments.append(
                SegmentExtent(
                    baseOffset: view.baseOffset, size: Int64(view.records.size),
                    largestTimestamp: largest))
        }
        let range = CleaningRange(
            CleaningRange.Log(
                segments: segments, startOffset: offsets.start, endOffset: offsets.end,
                lastStableOffset: stable, checkpoint: checkpoint),
            now: environment.time.wallMilliseconds(),
            minimumLag: config.minCompactionLagMilliseconds)
        return CleaningView(
            segments: views, config: config, range: range, truncations: truncations)
    }

    /// Whether the oldest dirty record of a closed segment has waited for `max.compaction.lag.ms`.
    func isCompactionOverdue(_ range: CleaningRange) throws(LogError) -> Bool {
        let lag = config.maxCompactionLagMilliseconds
        guard lag < .max else { return false }
        let limit = environment.time.wallMilliseconds().subtractingReportingOverflow(lag)
        guard !limit.overflow else { return false }
        let segments = try withState { (state) throws(LogError) in
            state.segments.indices.dropLast()
                .filter { state.segments[$0 + 1].baseOffset > range.firstDirty }
                .map { state.segments[$0].view }
        }
        for segment in segments {
            let first = try segment.header(at: 0)?.maxTimestamp ?? -1
            if first > 0, first < limit.partialValue { return true }
        }
        return false
    }

    /// Closes the active segment of a compacted log when its first record has waited for
    /// `max.compaction.lag.ms`: no append may come to do it.
    func rollOverdueSegment() throws(LogError) {
        try withState { (state) throws(LogError) in
            let (config, active) = (state.config, state.active)
            guard config.cleanupPolicy.contains(.compact), active.size > 0,
                let first = active.rollState.firstTimestamp
            else { return }
            let (age, overflow) = state.now.subtractingReportingOverflow(first)
            guard !overflow, age > config.maxCompactionLagMilliseconds else { return }
            try state.roll(to: state.endOffset)
        }
    }

    /// Takes what a cleaning needs, and keeps retention away from it until ``endCleaning(firstDirty:)``.
    /// `nil` if there is nothing to clean, or it is being cleaned or copied.
    func beginCleaning(highWatermark: Offset) throws(LogError) -> CleaningSources? {
        let mayBegin = try withState { (state) throws(LogError) in
            guard !state.isBeingCleaned, !state.isBeingCopied else { return false }
            state.isBeingCleaned = true
            return true
        }
        guard mayBegin else { return nil }
        do throws(LogError) {
            // What is replaced must not be waiting for a flush.
            try flushInactiveSegments()
            let view = try cleaningView(highWatermark: highWatermark)
            let range = view.range
            guard range.firstDirty < range.firstUncleanable else {
                endCleaning()
                return nil
            }
            let fileSystem = environment.fileSystem
            let lastClean = view.segments.last { $0.baseOffset < range.firstDirty }
            let (modified, aborted) = try onDisk { () throws(SystemError) in
                (
                    try lastClean?.modificationTime(fileSystem),
                    try Self.aborted(in: view.segments, upTo: range.firstUncleanable)
                )
            }
            return CleaningSources(
                segments: Array(view.segments.prefix { $0.baseOffset < range.firstUncleanable }),
                range: range, aborted: aborted, config: view.config, highWatermark: highWatermark,
                now: environment.time.wallMilliseconds(),
                legacyHorizon: modified.map { $0 - view.config.deleteRetentionMilliseconds } ?? 0,
                truncations: view.truncations)
        } catch {
            endCleaning()
            throw error
        }
    }

    /// Every aborted transaction with data before `end`.
    private static func aborted(in segments: [LogSegment.View], upTo end: Offset)
        throws(SystemError) -> [TransactionIndex.Entry]
    {
        var found: [TransactionIndex.Entry] = []
        for segment in segments where segment.transactionIndex.count > 0 {
            for entry in try segment.transactionIndex.entries() {
                if entry.firstOffset < end { found.append(entry) }
                if entry.lastStableOffset >= end { return found }
            }
        }
        return found
    }

    /// Where the last cleaning ended; `nil` if there was none.
    var firstDirtyOffset: Offset? { inspect(\.firstDirtyOffset) }

    /// Takes over what the checkpoint says of the log. `true` if the log is not what it was then: all of
    /// it counts as dirty.
    func restoreFirstDirtyOffset(_ checkpoint: Offset?) -> Bool {
        guard let checkpoint else { return false }
        return inspect { state in
            let isInLog = checkpoint >= state.startOffset && checkpoint <= state.endOffset
            state.firstDirtyOffset = isInLog ? checkpoint : state.startOffset
            return !isInLog
        }
    }

    /// Whether the cleaning that began at `truncations` may go on.
    func isBeingCleaned(since truncations: Int) -> Bool {
        inspect {
            $0.unusable == nil && $0.isBeingCleaned && !$0.isBeingCopied
                && $0.truncations == truncations
        }
    }

    /// Ends a cleaning; `firstDirty` says how far it came, `nil` that it was given up.
    func endCleaning(firstDirty: Offset? = nil) {
        inspect { state in
            state.isBeingCleaned = false
            if let firstDirty { state.firstDirtyOffset = firstDirty }
        }
    }

    /// What the producers that wrote to the log must be able to go on from.
    var activeProducers: [ProducerID: BatchRetention.ActiveProducer] {
        inspect(\.producers).entries.mapValues { entry in
            BatchRetention.ActiveProducer(
                lastDataOffset: entry.batches.last?.lastOffset, epoch: entry.epoch)
        }
    }
}

extension LogSegment.View {
    /// What decides which segments are merged.
    var groupingSize: SegmentGrouping.Segment {
        SegmentGrouping.Segment(
            baseOffset: baseOffset, size: records.size,
            offsetIndexBytes: offsetIndex.count * OffsetIndex.entrySize,
            timeIndexBytes: timeIndex.count * TimeIndex.entrySize)
    }
}
