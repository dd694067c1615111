import KafkaModel
import Platform
import Scheduling
import Telemetry

/// Opening every log at start.
extension LogDirectories {
    /// Opens every log, recovering those of directories that were not stopped cleanly, several of a
    /// directory at a time (`num.recovery.threads.per.data.dir`). Each can be looked up as soon as it
    /// is open. `config` gives the settings of a topic; `executor` has the threads for the work.
    ///
    /// A directory that fails goes offline. Throws if none is left.
    package func load(
        config: @Sendable @escaping (_ topic: String) -> LogConfig, on executor: BlockingExecutor
    ) async throws(LogDirectoriesError) {
        let began = world.time.monotonic()
        var work: [[LogToLoad]] = []
        for directory in directories where directory.isOnline {
            let found: Result<[LogToLoad], LogError> = await executor.run { [self] in
                do throws(LogError) {
                    return .success(try logsToLoad(directory, config))
                } catch {
                    return .failure(error)
                }
            }
            switch found {
            case .success(let logs): work.append(logs)
            case .failure(let error): fail(directory, error)
            }
        }
        try requireDistinct(work.flatMap { $0 })
        await withTaskGroup(of: Void.self) { group in
            for logs in work {
                group.addTask { [self] in await open(logs, on: executor) }
            }
        }
        try requireOneOnline()
        state.withLock { state in
            state.isLoaded = true
            for (partition, log) in state.logs where log.hasUnflushedSegments {
                state.rolled.insert(partition)
            }
        }
        let took = (world.time.monotonic() - began).wholeMilliseconds
        world.logger.info("opened \(logs.count) logs in \(took) ms")
    }

    private struct LogToLoad: Sendable {
        var partition: TopicPartition
        var directory: LogDirectory
        var recovery: LogRecovery
    }

    private func logsToLoad(
        _ directory: LogDirectory, _ config: (String) -> LogConfig
    ) throws(LogError) -> [LogToLoad] {
        let wasCleanStop = try directory.begin()
        let (live, gone) = try directory.partitionDirectories()
        let due = world.time.monotonic() + settings.fileDeleteDelay
        state.withLock { state in
            state.removals += gone.map { (due, "\(directory.path)/\($0)") }
        }
        if !wasCleanStop, !live.isEmpty {
            world.logger.info(
                "\(directory.path) was not stopped cleanly: recovering \(live.count) logs")
        }
        return live.map { name, partition in
            var recovery = recovery(
                partition, in: directory, "\(directory.path)/\(name)", config(partition.topic),
                wasCleanStop: wasCleanStop)
            recovery.recoveryPoint =
                directory.checkpointed(OffsetCheckpointFile.recoveryPoints, partition) ?? .zero
            recovery.startOffset =
                directory.checkpointed(OffsetCheckpointFile.startOffsets, partition) ?? .zero
            recovery.mayHaveGaps =
                recovery.config.cleanupPolicy.contains(.compact)
                || directory.checkpointed(OffsetCheckpointFile.cleaned, partition) != nil
            return LogToLoad(partition: partition, directory: directory, recovery: recovery)
        }
    }

    private func requireDistinct(_ logs: [LogToLoad]) throws(LogDirectoriesError) {
        var places: [TopicPartition: String] = [:]
        for log in logs {
            if let first = places.updateValue(log.directory.path, forKey: log.partition) {
                throw .duplicateLog(log.partition, first: first, second: log.directory.path)
            }
        }
    }

    private func open(_ logs: [LogToLoad], on executor: BlockingExecutor) async {
        var rest = logs[...]
        await withTaskGroup(of: Void.self) { group in
            for log in rest.prefix(max(settings.recoveryThreadsPerDirectory, 1)) {
                rest = rest.dropFirst()
                group.addTask { [self] in await executor.run { [self] in open(log) } }
            }
            while await group.next() != nil {
                guard let log = rest.popFirst() else { continue }
                group.addTask { [self] in await executor.run { [self] in open(log) } }
            }
        }
    }

    private func open(_ log: LogToLoad) {
        guard log.directory.isOnline else { return }
        do throws(LogError) {
            let opened = try log.recovery.open()
            let isFirstDirtyLowered = opened.restoreFirstDirtyOffset(
                log.directory.checkpointed(OffsetCheckpointFile.cleaned, log.partition))
            state.withLock { $0.logs[log.partition] = opened }
            if isFirstDirtyLowered { checkpointCleaned(in: log.directory) }
            // Recovery may have found the end of the log before it.
            checkpointLoweredRecoveryPoint(of: opened, in: log.directory)
        } catch {
            // Without this log the directory cannot be served, whatever the reason.
            fail(log.directory, "\(log.partition): \(error)")
        }
    }
}
