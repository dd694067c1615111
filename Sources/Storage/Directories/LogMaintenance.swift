import KafkaModel
import Platform
import Telemetry

/// When what is done from time to time is due next.
struct MaintenanceSchedule: Sendable {
    var retention: MonotonicTime?
    var recoveryPoints: MonotonicTime?
    var startOffsets: MonotonicTime?
    var producers: MonotonicTime?

    /// Retention is checked for the first time this long after the start, as Kafka does.
    static let initialDelay = Duration.milliseconds(30_000)
    /// What has no interval of its own is looked after this often.
    static let tick = Duration.milliseconds(1000)
}

extension LogDirectories {
    /// Does what is due: has logs with `flush.ms` flushed, deletes what retention does not keep,
    /// removes files whose delay has passed, forgets expired producers, writes checkpoints. Blocks.
    /// Returns when to call again at the latest.
    ///
    /// `highWatermark` bounds what retention may delete of a partition; with `nil` it deletes nothing.
    package func performMaintenance(
        highWatermark: (TopicPartition) -> Offset?
    ) -> MonotonicTime {
        let now = world.time.monotonic()
        requestFlushes()
        for directory in directories where directory.isOnline && directory.takeFlushed(at: now) {
            checkpointRecoveryPoints(in: directory)
        }
        if isDue(\.retention, now, every: settings.retentionCheckInterval) {
            applyRetention(highWatermark)
        }
        if isDue(\.producers, now, every: settings.producerExpirationCheckInterval) {
            for log in allLogs { log.removeExpiredProducers() }
        }
        if isDue(\.recoveryPoints, now, every: settings.recoveryPointCheckpointInterval) {
            checkpointRecoveryPoints()
        }
        if isDue(\.startOffsets, now, every: settings.startOffsetCheckpointInterval) {
            checkpointStartOffsets()
        }
        removeDueFiles(now)
        return now + min(MaintenanceSchedule.tick, settings.flushCheckInterval)
    }

    /// Whether an entry of the schedule is due; if so, it is set anew.
    private func isDue(
        _ entry: WritableKeyPath<MaintenanceSchedule, MonotonicTime?>, _ now: MonotonicTime,
        every interval: Duration
    ) -> Bool {
        state.withLock { state in
            guard let due = state.schedule[keyPath: entry] else {
                state.schedule[keyPath: entry] =
                    now + min(interval, MaintenanceSchedule.initialDelay)
                return false
            }
            guard due <= now else { return false }
            state.schedule[keyPath: entry] = now + interval
            return true
        }
    }

    /// Has logs flushed for which `flush.ms` is over, and brings back what could not be done before,
    /// such as for want of room.
    private func requestFlushes() {
        let now = world.time.wallMilliseconds()
        for log in allLogs {
            if log.flushIsDue(now: now) { log.requestFlush() } else { log.announceDuties() }
        }
    }

    private func applyRetention(_ highWatermark: (TopicPartition) -> Offset?) {
        for log in allLogs {
            guard let highWatermark = highWatermark(log.topicPartition) else { continue }
            attempt { () throws(LogError) in
                // A log that is being filled may not have come so far.
                try log.deleteOldSegments(highWatermark: min(highWatermark, log.offsets.end))
            }
        }
    }

    private func removeDueFiles(_ now: MonotonicTime) {
        for log in allLogs {
            log.closeUnusedIndexes()
            _ = log.deleteDueFiles(at: now)
        }
        let due = state.withLock { state in
            let due = state.removals.filter { $0.due <= now }
            state.removals.removeAll { $0.due <= now }
            return due
        }
        for (_, path) in due { removePartition(path) }
    }

    private func removePartition(_ path: String) {
        do throws(SystemError) {
            try world.fileSystem.removeTree(path)
        } catch {
            return world.logger.warn("could not remove a deleted partition: \(error)")
        }
        for directory in directories where path.hasPrefix(directory.path + "/") {
            do throws(SystemError) {
                try world.fileSystem.synchronizeDirectory(directory.path)
            } catch {
                fail(directory, .storage(error))
            }
        }
    }

    /// What went wrong has been reported by the log; the others go on.
    private func attempt(_ body: () throws(LogError) -> Void) {
        do throws(LogError) {
            try body()
        } catch {
            world.logger.debug("\(error)")
        }
    }

    // MARK: Checkpoints

    /// Writes `replication-offset-checkpoint` of every online directory. Blocks. Partitions for which
    /// `highWatermark` answers `nil` keep what the file has.
    package func checkpointHighWatermarks(_ highWatermark: (TopicPartition) -> Offset?) {
        // Asked before the files' turn: whoever answers may have to wait for a truncation that itself
        // writes a checkpoint.
        let known = logs.reduce(into: [TopicPartition: Offset]()) { known, log in
            known[log.topicPartition] = highWatermark(log.topicPartition)
        }
        let name = OffsetCheckpointFile.highWatermarks
        for directory in directories where directory.isOnline {
            checkpoint(name, in: directory) { log in
                known[log.topicPartition].map { min($0, log.offsets.end) }
                    ?? directory.checkpointed(name, log.topicPartition)
            }
        }
    }

    /// Writes `recovery-point-offset-checkpoint` of every online directory. Blocks.
    package func checkpointRecoveryPoints() {
        for directory in directories where directory.isOnline {
            checkpointRecoveryPoints(in: directory)
        }
    }

    /// A flush has moved a recovery point of the directory. Blocks.
    func recoveryPointMoved(in directory: LogDirectory) {
        guard directory.isOnline, directory.noteFlush(at: world.time.monotonic()) else { return }
        checkpointRecoveryPoints(in: directory)
    }

    func checkpointRecoveryPoints(
        in directory: LogDirectory, with unpublished: PartitionLog? = nil
    ) {
        checkpoint(OffsetCheckpointFile.recoveryPoints, in: directory, with: unpublished) { log in
            log.inspect { $0.settledPoint }
        }
    }

    /// Writes the recovery points if the file has a higher one of `log`: what is appended from now on
    /// is not durable. The log need not be published yet.
    func checkpointLoweredRecoveryPoint(of log: PartitionLog, in directory: LogDirectory) {
        let written = directory.checkpointed(
            OffsetCheckpointFile.recoveryPoints, log.topicPartition)
        guard let written, written > log.inspect({ $0.settledPoint }) else { return }
        checkpointRecoveryPoints(in: directory, with: log)
    }

    /// Writes `log-start-offset-checkpoint` of every online directory: the logs that begin within a
    /// segment. Blocks. To be called before DeleteRecords is answered; `false` if a file could not be
    /// written, because the disk is full or has failed.
    @discardableResult
    package func checkpointStartOffsets() -> Bool {
        var isWritten = true
        for directory in directories where directory.isOnline {
            let isDone = checkpoint(OffsetCheckpointFile.startOffsets, in: directory) { log in
                log.inspect { state in
                    guard let first = state.segments.first else { return nil }
                    return state.startOffset > first.baseOffset ? state.startOffset : nil
                }
            }
            isWritten = isWritten && isDone
        }
        return isWritten
    }

    /// Writes `cleaner-offset-checkpoint` of one directory: how far the compaction of each log has come.
    /// Blocks.
    func checkpointCleaned(in directory: LogDirectory, with unpublished: PartitionLog? = nil) {
        checkpoint(OffsetCheckpointFile.cleaned, in: directory, with: unpublished) { log in
            log.firstDirtyOffset
        }
    }

    /// Logs that are not open yet keep what the file says of them.
    @discardableResult
    private func checkpoint(
        _ name: String, in directory: LogDirectory, with unpublished: PartitionLog? = nil,
        _ value: (PartitionLog) -> Offset?
    ) -> Bool {
        guard directory.hasBegun else { return true }
        do throws(LogError) {
            try directory.write(name) {
                let (open, unopened) = state.withLock { state in
                    (
                        (state.logs.values + Array(state.futures.open.values))
                            .filter { $0.logDirectory == directory.path },
                        state.unopened.partitions(in: directory.path)
                            + state.futures.unopened(in: directory.path)
                    )
                }
                var offsets: [TopicPartition: Offset] = [:]
                for partition in unopened {
                    offsets[partition] = directory.checkpointed(name, partition)
                }
                for log in open { offsets[log.topicPartition] = value(log) }
                if let unpublished { offsets[unpublished.topicPartition] = value(unpublished) }
                return offsets
            }
            return true
        } catch {
            fail(directory, error)
            return false
        }
    }
}
