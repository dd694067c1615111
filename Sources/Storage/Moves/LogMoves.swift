import KafkaModel
import Platform

/// Moving a replica from one log directory to another of the same broker, in steps.
///
/// A *future log* is made in the target, called `topic-partition.<32 hex>-future`; it is filled from the
/// log in use, and takes its place when it has everything (``LogDirectories/replaceWithFuture(_:config:)``).
/// A future log that a start finds goes on to be filled when ``beginMove(_:to:config:)`` is called for
/// it again. All of it blocks but the lookups. Source: Kafka's `LogManager`, KIP-113.
extension LogDirectories {
    /// Whether a path of `log.dirs` is in use; `nil` if it is none of them.
    package func isOnline(_ path: String) -> Bool? {
        directories.first { $0.path == path }?.isOnline
    }

    /// Where the replica is being moved to, if it is; also a move that a start has found and nobody
    /// goes on with yet.
    package func futureDirectory(of partition: TopicPartition) -> String? {
        state.withLock { $0.futures.logDirectory(of: partition) }
    }

    /// The log that will take the place of the one in use, if it is open.
    package func futureLog(_ partition: TopicPartition) -> PartitionLog? {
        state.withLock { $0.futures.open[partition] }
    }

    /// All logs that are open, those in use and those that will take their places.
    package var allLogs: [PartitionLog] {
        logs
            + state.withLock { Array($0.futures.open.values) }
            .sorted { $0.topicPartition < $1.topicPartition }
    }

    /// The partition is not here; when it is created, it is to be in that directory.
    package func want(_ partition: TopicPartition, in path: String) {
        state.withLock { $0.futures.want(partition, in: path) }
    }

    /// Opens the future log of a replica, or makes it: in `path`, if that is given, else only one that a
    /// start has found. `nil` if there is none. From now on the log in use is not compacted.
    ///
    /// Throws ``LogError/offline(path:)`` if the replica or the directory is not in use.
    package func beginMove(_ partition: TopicPartition, to path: String?, config: LogConfig)
        throws(LogError) -> PartitionLog?
    {
        try moving.withLock { (_) throws(LogError) in
            if let future = futureLog(partition) { return future }
            guard let current = log(partition) else { throw .offline(path: "\(partition)") }
            return try begin(current, to: path, config)
        }
    }

    private func begin(_ current: PartitionLog, to path: String?, _ config: LogConfig)
        throws(LogError) -> PartitionLog?
    {
        let partition = current.topicPartition
        let found = state.withLock { $0.futures.found[partition] }
        guard let target = found?.logDirectory ?? path else { return nil }
        guard let directory = directories.first(where: { $0.path == target }), directory.isOnline
        else { throw .offline(path: target) }
        current.setBeingCopied(true)
        do throws(LogError) {
            let future = try open(found, of: current, in: directory, config)
            let isUsed = state.withLock { state in
                guard directory.isOnline else { return false }
                state.futures.found[partition] = nil
                state.futures.open[partition] = future
                return true
            }
            guard isUsed else { throw .offline(path: target) }
            future.announceDuties()
            return future
        } catch {
            current.setBeingCopied(false)
            if case .diskFull = error { throw error }
            fail(directory, error)
            throw error
        }
    }

    private func open(
        _ found: FutureLogs.Place?, of current: PartitionLog, in directory: LogDirectory,
        _ config: LogConfig
    ) throws(LogError) -> PartitionLog {
        let partition = current.topicPartition
        let name =
            found?.name
            ?? LogFileNames.specialDirectoryName(partition, LogFileNames.futureSuffix) {
                world.random.next()
            }
        let path = "\(directory.path)/\(name)"
        if found == nil {
            try directory.forget(partition)
            try directory.createLogDirectory(path)
        }
        // Whatever the state in which the directory was left: how the copy was left is not known.
        var recovery = recovery(partition, in: directory, path, config, wasCleanStop: false)
        if found != nil {
            recovery.recoveryPoint =
                directory.checkpointed(OffsetCheckpointFile.recoveryPoints, partition) ?? .zero
            recovery.startOffset =
                directory.checkpointed(OffsetCheckpointFile.startOffsets, partition) ?? .zero
        } else {
            recovery.startOffset = current.offsets.start
        }
        recovery.mayHaveGaps =
            config.cleanupPolicy.contains(.compact) || current.firstDirtyOffset != nil
        let future = try recovery.open()
        checkpointLoweredRecoveryPoint(of: future, in: directory)
        // Of what is not known to be durable a part in the middle may be missing.
        if found != nil { try future.keep(upTo: recovery.recoveryPoint, of: current) }
        if let id = current.topicID, let other = future.topicID, id != other {
            try future.truncateFully(startingAt: current.offsets.start)
            throw .inconsistentTopicID(expected: id, found: other)
        }
        try future.cutDivergence(from: current)
        return future
    }

    /// Copies up to `maxBytes`, at least one batch. Returns the bytes: zero when the future log has
    /// all that the log in use had a moment ago; `nil` if there is no move of the partition. Of two
    /// calls at a time one fails.
    package func copyToFuture(_ partition: TopicPartition, maxBytes: Int) throws(LogError) -> Int? {
        guard let current = log(partition), let future = futureLog(partition) else { return nil }
        return try future.copy(from: current, maxBytes: maxBytes)
    }

    /// Ends a move without effect: the future log is deleted. Does nothing if there is none.
    package func abandonMove(_ partition: TopicPartition) throws(LogError) {
        try moving.withLock { (_) throws(LogError) in try abandon(partition) }
    }

    private func abandon(_ partition: TopicPartition) throws(LogError) {
        let (open, found, current) = state.withLock { state in
            (
                state.futures.open.removeValue(forKey: partition),
                state.futures.found.removeValue(forKey: partition), state.logs[partition]
            )
        }
        open?.takeOffline()
        current?.setBeingCopied(false)
        let place =
            open.map { ($0.logDirectory, $0.directory) }
            ?? found.map { ($0.logDirectory, "\($0.logDirectory)/\($0.name)") }
        guard let place, let directory = directories.first(where: { $0.path == place.0 }),
            directory.isOnline
        else { return }
        try retire(place.1, of: partition, open, in: directory)
    }

    /// Renames the directory of a log that is out of use to `-delete`; the files vanish after the delay.
    func retire(
        _ place: String, of partition: TopicPartition, _ log: PartitionLog?,
        in directory: LogDirectory
    ) throws(LogError) {
        let name = LogFileNames.specialDirectoryName(partition, LogFileNames.deleteSuffix) {
            world.random.next()
        }
        let path = "\(directory.path)/\(name)"
        let fileSystem = world.fileSystem
        do throws(SystemError) {
            if let log {
                // Neither a compaction nor a flush under way may write into the directory of a log
                // that takes this one's place.
                try log.withoutWriters { () throws(SystemError) in
                    try fileSystem.rename(place, to: path)
                }
            } else {
                try fileSystem.rename(place, to: path)
            }
            try fileSystem.synchronizeDirectory(directory.path)
        } catch {
            fail(directory, LogError(error))
            throw LogError(error)
        }
        let due = world.time.monotonic() + settings.fileDeleteDelay
        state.withLock { $0.removals.append((due, path)) }
    }
}
