import KafkaModel
import Platform
import Telemetry

/// How a future log takes the place of the log in use.
///
/// | step | after a crash behind it a start finds |
/// |---|---|
/// | the rest is copied, and the future log made durable | a move to go on with |
/// | ``MoveMarker`` in the future log | the same |
/// | the future log gets the name of the log in use | two replicas; the marker tells which counts |
/// | the replaced log becomes `-delete` | the moved replica |
/// | the marker is removed | the same |
///
/// Before the first rename a failure ends the move, and behind it the replica is out of service until
/// the next start, which knows which one to take. Source: Kafka's
/// `LogManager.replaceCurrentWithFutureLog`, which does it in the same order.
extension LogDirectories {
    /// Puts the future log in the place of the log in use, to which nobody appends until this returns;
    /// that one can be read for the time being. Returns the log to use from now on. Blocks.
    ///
    /// When it throws, ``log(_:)`` tells whether the old log is still in use.
    package func replaceWithFuture(_ partition: TopicPartition, config: LogConfig)
        throws(LogError) -> PartitionLog
    {
        try moving.withLock { (_) throws(LogError) in try replace(partition, config) }
    }

    private func replace(_ partition: TopicPartition, _ config: LogConfig)
        throws(LogError) -> PartitionLog
    {
        guard let current = log(partition), let future = futureLog(partition),
            let source = directory(of: current), let target = directory(of: future)
        else { throw .offline(path: "\(partition)") }
        try complete(future, from: current, in: target)
        let moved = try install(future, over: current, in: target, config)
        current.takeOffline()
        leave(current, for: moved, source, target)
        world.logger.info("\(partition): moved from \(source.path) to \(target.path)")
        moved.announceDuties()
        return moved
    }

    /// The moved log is in use whatever becomes of the old one. The marker stays as long as that one may
    /// come back.
    private func leave(
        _ old: PartitionLog, for moved: PartitionLog, _ source: LogDirectory,
        _ target: LogDirectory
    ) {
        do throws(LogError) {
            try retire(old.directory, of: old.topicPartition, old, in: source)
            try source.forget(old.topicPartition)
        } catch {
            return fail(source, error)
        }
        do throws(LogError) {
            try MoveMarker(directory: moved.directory, world.fileSystem).remove()
        } catch {
            fail(target, error)
        }
    }

    /// Everything that can fail without harm.
    private func complete(
        _ future: PartitionLog, from current: PartitionLog, in target: LogDirectory
    ) throws(LogError) {
        while try future.copy(from: current, maxBytes: Self.lastCopyBytes) > 0 {}
        try future.adoptIdentity(of: current)
        // A start that was answered to a client is to be there after a crash.
        guard checkpointStartOffsets() else { throw .offline(path: target.path) }
        checkpointCleaned(in: target)
        // Only a clean end lets the log be opened again without reading it.
        try future.close()
        checkpointRecoveryPoints(in: target, with: future)
        do throws(LogError) {
            // They would speak against the log that comes.
            try MoveMarker(directory: current.directory, world.fileSystem).remove()
            try NewLogMarker(directory: current.directory, world.fileSystem).remove()
        } catch {
            if let source = directory(of: current) { fail(source, error) }
            throw error
        }
        do throws(LogError) {
            try MoveMarker(directory: future.directory, world.fileSystem)
                .write(current.logDirectory)
        } catch {
            fail(target, error)
            throw error
        }
    }

    /// At the end little is left, and the caller waits.
    private static let lastCopyBytes = 4 << 20

    private func install(
        _ future: PartitionLog, over current: PartitionLog, in target: LogDirectory,
        _ config: LogConfig
    ) throws(LogError) -> PartitionLog {
        let partition = current.topicPartition
        let path = "\(target.path)/\(partition)"
        let fileSystem = world.fileSystem
        do throws(LogError) {
            try onDisk { () throws(SystemError) in
                try fileSystem.rename(future.directory, to: path)
                try fileSystem.synchronizeDirectory(target.path)
            }
            var recovery = recovery(partition, in: target, path, config, wasCleanStop: true)
            recovery.recoveryPoint = future.offsets.end
            recovery.startOffset = future.offsets.start
            let moved = try recovery.open()
            _ = moved.restoreFirstDirtyOffset(current.firstDirtyOffset)
            // Epochs without records are forgotten by a start.
            if let epoch = current.latestEpoch, epoch > moved.latestEpoch ?? .none {
                try moved.assign(leaderEpoch: epoch)
            }
            guard publish(moved, in: target) else { throw .offline(path: target.path) }
            return moved
        } catch {
            // Nobody knows which of the two a start will find, but the one to which nothing was
            // appended since is among them.
            state.withLock { state in
                state.logs[partition] = nil
                state.futures.open[partition] = nil
            }
            current.takeOffline()
            fail(target, error)
            throw error
        }
    }

    private func publish(_ moved: PartitionLog, in target: LogDirectory) -> Bool {
        state.withLock { state in
            guard target.isOnline else { return false }
            state.futures.open[moved.topicPartition] = nil
            state.logs[moved.topicPartition] = moved
            return true
        }
    }
}
