import KafkaModel
import Platform
import Scheduling
import Telemetry

/// Opening the logs at start.
///
/// First all directories are listed (``findLogs()``), which takes a moment; then the logs are opened
/// one by one (``openLogs(config:on:)``), which after a kill may take minutes, while the broker serves
/// those that are open. Until a log is open
///
/// * it cannot be looked up, and none is created in its place; ``want(_:)`` moves it to the front of
///   its directory's queue and has the caller told once it is open or gone;
/// * the checkpoint files keep what they say of it;
/// * it may be deleted: what is being opened is abandoned;
/// * its directory is not marked as cleanly stopped.
extension LogDirectories {
    /// ``findLogs()`` and ``openLogs(config:on:)``: returns when every log is open.
    package func load(
        config: @Sendable @escaping (_ topic: String) -> LogConfig, on executor: BlockingExecutor
    ) async throws(LogDirectoriesError) {
        try await executor.run { [self] () throws(LogDirectoriesError) in try findLogs() }
        await openLogs(config: config, on: executor)
        try requireOneOnline()
    }

    /// Reads the checkpoints and learns which logs there are. Blocks.
    ///
    /// A directory that fails goes offline. Throws if none is left, or if two hold the same partition.
    package func findLogs() throws(LogDirectoriesError) {
        for directory in directories where directory.isOnline {
            let found: [(String, TopicPartition)]
            do throws(LogError) {
                found = try find(in: directory)
            } catch {
                fail(directory, error)
                continue
            }
            for (name, partition) in found { try add(partition, name, in: directory) }
        }
        try requireOneOnline()
        noteUnseen()
        dropNeedlessFutures()
    }

    private func add(_ partition: TopicPartition, _ name: String, in directory: LogDirectory)
        throws(LogDirectoriesError)
    {
        let first = state.withLock { $0.unopened.logs[partition] }
        if let first {
            let other = FutureLogs.Place(logDirectory: first.logDirectory, name: first.name)
            let place = FutureLogs.Place(logDirectory: directory.path, name: name)
            guard try settleTwins(of: partition, other, place) == other else { return }
            state.withLock { _ = $0.unopened.settle(partition) }
        }
        state.withLock { $0.unopened.add(partition, in: directory.path, name: name) }
    }

    /// `false` if the directory has failed; what was to go is out of use with it.
    @discardableResult
    func drop(_ place: FutureLogs.Place, of partition: TopicPartition) -> Bool {
        guard let directory = directories.first(where: { $0.path == place.logDirectory }) else {
            return false
        }
        do throws(LogError) {
            try retire("\(place.logDirectory)/\(place.name)", of: partition, nil, in: directory)
            return true
        } catch {
            return false
        }
    }

    /// Moves whose target is the directory of the replica itself have nothing to do.
    private func dropNeedlessFutures() {
        let needless = state.withLock { state in
            let needless = state.futures.found.filter { partition, place in
                state.unopened.logs[partition]?.logDirectory == place.logDirectory
            }
            for partition in needless.keys { state.futures.found[partition] = nil }
            return needless
        }
        for (partition, place) in needless.sorted(by: { $0.key < $1.key }) {
            drop(place, of: partition)
        }
    }

    private func find(in directory: LogDirectory) throws(LogError) -> [(String, TopicPartition)] {
        try directory.begin()
        let (live, futures, gone) = try directory.partitionDirectories()
        let due = world.time.monotonic() + settings.fileDeleteDelay
        state.withLock { state in
            state.removals += gone.map { (due, "\(directory.path)/\($0)") }
        }
        for (name, partition) in futures { noteFuture(partition, name, in: directory) }
        if !directory.wasCleanStop, !live.isEmpty {
            world.logger.info(
                "\(directory.path) was not stopped cleanly: recovering \(live.count) logs")
        }
        return live
    }

    /// A copy that a move has begun. Of two, which no move leaves, the second goes.
    private func noteFuture(
        _ partition: TopicPartition, _ name: String, in directory: LogDirectory
    ) {
        let place = FutureLogs.Place(logDirectory: directory.path, name: name)
        let isFirst = state.withLock { state in
            guard state.futures.found[partition] == nil else { return false }
            state.futures.found[partition] = place
            return true
        }
        if !isFirst { drop(place, of: partition) }
    }

    /// Opens every log that was found, recovering those of directories that were not stopped cleanly,
    /// several of a directory at a time (`num.recovery.threads.per.data.dir`). `config` gives the
    /// settings of a topic; `executor` needs a thread for each. Returns when all are open, or
    /// ``close(highWatermark:on:)`` was called. A directory that fails goes offline.
    package func openLogs(
        config: @Sendable @escaping (_ topic: String) -> LogConfig, on executor: BlockingExecutor
    ) async {
        let began = world.time.monotonic()
        state.withLock { state in
            state.opening.begin()
            for directory in directories {
                state.nextProgress[directory.path] = began + Self.progressInterval
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for directory in directories where directory.isOnline {
                for _ in 0..<max(settings.recoveryThreadsPerDirectory, 1) {
                    group.addTask { [self] in
                        await executor.run { [self] in openAll(in: directory, config) }
                    }
                }
            }
        }
        for waiter in state.withLock({ $0.opening.end() }) { waiter.resume() }
        let took = (world.time.monotonic() - began).wholeMilliseconds
        world.logger.info("opened \(logs.count) logs in \(took) ms")
    }

    private func openAll(in directory: LogDirectory, _ config: (String) -> LogConfig) {
        while let (partition, log) = state.withLock({ $0.unopened.next(in: directory.path) }) {
            open(partition, log, in: directory, config)
            tellProgress(directory)
        }
    }

    private func open(
        _ partition: TopicPartition, _ found: UnopenedLogs.Log, in directory: LogDirectory,
        _ config: (String) -> LogConfig
    ) {
        do throws(LogError) {
            let log = try recovery(partition, found, in: directory, config).open()
            // There is no other log of the partition in any directory.
            if !hasUnseen { try NewLogMarker(directory: log.directory, world.fileSystem).remove() }
            // Recovery may have found the end of the log before it.
            checkpointLoweredRecoveryPoint(of: log, in: directory)
            if log.restoreFirstDirtyOffset(
                directory.checkpointed(OffsetCheckpointFile.cleaned, partition))
            {
                checkpointCleaned(in: directory, with: log)
            }
            publish(log, found)
            // The settings may have changed since the opening began. What recovery has left to do
            // begins with this, too.
            log.update(config(partition.topic))
        } catch {
            guard found.abandonment.isSet else {
                // Without this log the directory cannot be served, whatever the reason.
                return fail(directory, "\(partition): \(error)")
            }
            letGo(partition)
        }
    }

    private func recovery(
        _ partition: TopicPartition, _ found: UnopenedLogs.Log, in directory: LogDirectory,
        _ config: (String) -> LogConfig
    ) -> LogRecovery {
        var recovery = recovery(
            partition, in: directory, "\(directory.path)/\(found.name)", config(partition.topic),
            wasCleanStop: directory.wasCleanStop, abandonment: found.abandonment)
        recovery.recoveryPoint =
            directory.checkpointed(OffsetCheckpointFile.recoveryPoints, partition) ?? .zero
        recovery.startOffset =
            directory.checkpointed(OffsetCheckpointFile.startOffsets, partition) ?? .zero
        recovery.mayHaveGaps =
            recovery.config.cleanupPolicy.contains(.compact)
            || directory.checkpointed(OffsetCheckpointFile.cleaned, partition) != nil
        recovery.onProgress = { [weak self] left in
            guard let self else { return }
            state.withLock { $0.unopened.note(partition, segmentsLeft: left) }
            tellProgress(directory)
        }
        return recovery
    }

    /// From now on the log can be looked up.
    private func publish(_ log: PartitionLog, _ found: UnopenedLogs.Log) {
        let partition = log.topicPartition
        let (isPublished, handler) = state.withLock { state in
            guard !found.abandonment.isSet else { return (false, nil as SettledHandler?) }
            // Compaction waits until the move has gone on and ended.
            if state.futures.found[partition] != nil { log.inspect { $0.isBeingCopied = true } }
            state.logs[partition] = log
            return (true, state.unopened.settle(partition) ? state.onSettled : nil)
        }
        guard isPublished else {
            log.takeOffline()
            return letGo(partition)
        }
        handler?(partition)
    }

    /// The log was abandoned, and nobody works on it any more.
    private func letGo(_ partition: TopicPartition) {
        let handler = state.withLock { state -> SettledHandler? in
            guard !state.opening.isStopped else {
                state.unopened.giveBack(partition)
                return nil
            }
            return state.unopened.settle(partition) ? state.onSettled : nil
        }
        handler?(partition)
    }
}

// MARK: Waiting for logs

extension LogDirectories {
    package typealias SettledHandler = @Sendable (TopicPartition) -> Void

    /// Whether the partition's log is here and not open yet. Then it is opened before those that
    /// nobody wants, and the handler of ``onLogSettled(_:)`` is called once it is open or gone. Any
    /// thread.
    package func want(_ partition: TopicPartition) -> Bool {
        state.withLock { $0.unopened.want(partition) }
    }

    /// `body` is called for every log that was wanted, once it is open, deleted, or lost with its
    /// directory; on a thread that has just opened it, so it must not block.
    package func onLogSettled(_ body: @escaping SettledHandler) {
        state.withLock { $0.onSettled = body }
    }

    /// Whether there is a log of the partition, open or not.
    package func holds(_ partition: TopicPartition) -> Bool {
        state.withLock { state in
            if state.logs[partition] != nil { return true }
            return state.unopened.logs[partition].map { !$0.isDeleted } ?? false
        }
    }

    /// The partitions of a log directory whose logs are not open yet, in order.
    package func unopenedPartitions(in logDirectory: String) -> [TopicPartition] {
        state.withLock { $0.unopened.partitions(in: logDirectory) }
    }

    /// Waits until ``openLogs(config:on:)`` has ended, or until `limit` has passed. Call it after the
    /// task that runs that has been made.
    package func waitUntilOpen(for limit: Duration) async {
        let id = state.withLock { $0.opening.nextWaiter() }
        let deadline = Task { [self] in
            do { try await world.time.sleep(for: limit) } catch { return }
            state.withLock { $0.opening.takeWaiter(id) }?.resume()
        }
        await waitForOpening(id)
        deadline.cancel()
    }

    func waitForOpening(_ id: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { $0.opening.wait(id, continuation) }
            if isOver { continuation.resume() }
        }
    }
}
