import KafkaModel
import Platform
import Telemetry

extension PartitionLog {
    /// Deletes the oldest segments that the settings do not keep. Returns how many. Their files are
    /// renamed at once and vanish after `file.delete.delay.ms`; readers that hold them go on reading.
    @discardableResult
    package func deleteOldSegments(highWatermark: Offset) throws(LogError) -> Int {
        do throws(LogError) {
            let deleted = try files.withLock { (_) throws(LogError) in
                var deleted = 0
                while true {
                    let count = try deleteOldestSegments(highWatermark: highWatermark)
                    if count == 0 { return deleted }
                    deleted += count
                }
            }
            if deleted > 0 {
                try onDisk { () throws(SystemError) in
                    try environment.fileSystem.synchronizeDirectory(directory)
                }
            }
            return deleted
        } catch {
            noteFailure(error)
            throw error
        }
    }

    /// Deletes for the first reason that applies. With ``files`` held, so that the segments looked at
    /// are those that go, though the log's lock is released for the disk.
    private func deleteOldestSegments(highWatermark: Offset) throws(LogError) -> Int {
        let (log, views) = try withState { (state) throws(LogError) in
            // A compaction works on the segments; it calls again at its end.
            (RetentionView(state), state.isBeingCleaned ? [] : state.segments.map(\.view))
        }
        if views.isEmpty { return 0 }
        let candidates = try onDisk { () throws(SystemError) in
            var candidates: [SegmentExtent] = []
            for view in views {
                candidates.append(
                    SegmentExtent(
                        baseOffset: view.baseOffset, size: Int64(view.records.size),
                        largestTimestamp: try view.largestTimestamp(environment.fileSystem)))
            }
            return candidates
        }
        let decision = LogRetention.deletable(
            candidates, start: log.start, logEnd: log.end, highWatermark: highWatermark,
            now: log.now, log.config)
        guard let (count, reason) = decision else { return 0 }
        let removed = try withState { (state) throws(LogError) in
            try state.removeOldest(
                candidates.prefix(count).map(\.baseOffset), ofLogEndingAt: log.end)
        }
        guard !removed.isEmpty else { return 0 }
        try discard(removed)
        environment.logger.info(
            "\(topicPartition): deleted \(removed.count) segments because \(reason.rawValue); "
                + "log start offset is \(offsets.start)")
        return removed.count
    }

    /// Renames the files of segments that left the log, and notes them for their removal.
    private func discard(_ bases: [Offset]) throws(LogError) {
        let directory = directory
        let names = try onDisk { () throws(SystemError) in
            var names: [String] = []
            for base in bases {
                names += try LogSegment.markDeleted(base, in: directory, environment.fileSystem)
            }
            return names
        }
        inspect { $0.noteDeletion(of: names) }
    }

    /// Removes files whose delay has passed. Returns when the next ones are due.
    func deleteDueFiles(at now: MonotonicTime) -> MonotonicTime? {
        let (paths, next) = inspect { state in
            let due = state.deletions.prefix { $0.due <= now }
            let paths = due.flatMap(\.names).map { "\(state.directory)/\($0)" }
            state.deletions.removeFirst(due.count)
            return (paths, state.deletions.first?.due)
        }
        for path in paths {
            do {
                try environment.fileSystem.remove(path)
            } catch {
                environment.logger.warn("could not remove a deleted segment file: \(error)")
            }
        }
        return next
    }

    /// Forgets producers that have been silent too long (`producer.id.expiration.ms`).
    func removeExpiredProducers() {
        inspect { state in
            guard !state.producers.isEmpty else { return }
            state.producers.removeExpired(
                now: state.now, expiration: environment.producerExpiration)
        }
    }
}

/// What retention looks at beside the segments.
private struct RetentionView {
    let start: Offset
    let end: Offset
    let now: Int64
    let config: LogConfig

    init(_ state: borrowing LogState) {
        start = state.startOffset
        end = state.endOffset
        now = state.now
        config = state.config
    }
}

extension LogState {
    /// Takes the oldest segments, at `bases`, out of the log, which ended at `end` when they were
    /// chosen. Returns `bases`; nothing if the log is another by now: the active segment was chosen and
    /// has grown, or a compaction has begun.
    fileprivate mutating func removeOldest(_ bases: [Offset], ofLogEndingAt end: Offset)
        throws(LogError) -> [Offset]
    {
        guard !isBeingCleaned, segments.prefix(bases.count).map(\.baseOffset) == bases else {
            return []
        }
        if bases.count == segments.count {
            guard endOffset == end else { return [] }
            try roll(to: endOffset)
        }
        segments.removeFirst(bases.count)
        nameChanges += 1
        settledPoint = max(settledPoint, segments[0].baseOffset)
        recoveryPoint = max(recoveryPoint, segments[0].baseOffset)
        if segments[0].baseOffset > startOffset { moveStart(to: segments[0].baseOffset) }
        return bases
    }

    /// Files that are called `names` now vanish after `file.delete.delay.ms`.
    mutating func noteDeletion(of names: [String]) {
        let delay = Duration.milliseconds(config.fileDeleteDelayMilliseconds)
        deletions.append(
            PendingDeletion(due: environment.time.monotonic() + delay, names: names))
    }
}
