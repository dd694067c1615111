import KafkaModel
import Platform
import Telemetry

/// The logs of a broker in all its log directories (`log.dirs`).
///
/// Lookups may be made from any thread; everything that opens, creates, deletes, syncs or writes
/// checkpoints blocks and belongs on a thread for blocking work. `LogLoading` opens the logs at start,
/// `LogMaintenance` has what is done from time to time. Source: Kafka's `LogManager`.
package final class LogDirectories: Sendable {
    /// What the directories need to know of the broker.
    package struct Settings: Sendable {
        /// `log.dirs`, in order.
        package var directories: [String]
        /// `num.recovery.threads.per.data.dir`.
        package var recoveryThreadsPerDirectory = 1
        /// `log.retention.check.interval.ms`.
        package var retentionCheckInterval: Duration = .milliseconds(300_000)
        /// `log.flush.offset.checkpoint.interval.ms`.
        package var recoveryPointCheckpointInterval: Duration = .milliseconds(60_000)
        /// `log.flush.start.offset.checkpoint.interval.ms`.
        package var startOffsetCheckpointInterval: Duration = .milliseconds(60_000)
        /// `producer.id.expiration.ms`.
        package var producerIDExpiration: Duration = .milliseconds(86_400_000)
        /// `producer.id.expiration.check.interval.ms`.
        package var producerExpirationCheckInterval: Duration = .milliseconds(600_000)
        /// `log.segment.delete.delay.ms`, for deleted partitions.
        package var fileDeleteDelay: Duration = .milliseconds(60_000)
        /// `needletail.log.dir.reserve.bytes`: room that producers may not use; 0: none is kept.
        package var reserveBytes: Int64 = 0
        /// `log.flush.scheduler.interval.ms`: how often `flush.ms` is looked after, at most a second.
        package var flushCheckInterval: Duration = .milliseconds(1000)

        package init(directories: [String]) {
            self.directories = directories
        }
    }

    /// The parts of the world that storage touches.
    package struct World: Sendable {
        package var fileSystem: any FileSystem
        package var time: any TimeSource
        package var random: any RandomSource
        package var logger: Logger
        package var metrics: MetricRegistry
        /// Brings a job that blocks to a thread; `nil`: each directory has threads of its own.
        package var runInBackground: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

        package init(
            fileSystem: any FileSystem, time: any TimeSource, random: any RandomSource,
            logger: Logger, metrics: MetricRegistry = MetricRegistry()
        ) {
            self.fileSystem = fileSystem
            self.time = time
            self.random = random
            self.logger = logger
            self.metrics = metrics
        }
    }

    package let settings: Settings
    let world: World
    let directories: [LogDirectory]
    let state = Lock(State())
    /// Logs are created one at a time; only threads for blocking work wait here.
    private let creating = Lock(())
    /// Moves begin and end one at a time, likewise; taken after ``creating``.
    let moving = Lock(())

    struct State {
        var logs: [TopicPartition: PartitionLog] = [:]
        /// Directories of deleted partitions, and when they may be removed.
        var removals: [(due: MonotonicTime, path: String)] = []
        var schedule = MaintenanceSchedule()
        var unopened = UnopenedLogs()
        var futures = FutureLogs()
        var opening = OpeningPhase()
        var onSettled: SettledHandler?
        var lost = LostLogs()
        /// When the progress of a directory is told next.
        var nextProgress: [String: MonotonicTime] = [:]
        var onDirectoryFailure: (@Sendable (String) -> Void)?
    }

    /// Locks the directories and reads `meta.properties`; opens no log yet. Blocks.
    ///
    /// Throws if no directory can be used, or one belongs to another process, broker or cluster than
    /// the rest. Unusable ones are listed in ``offlineDirectories``.
    package init(_ settings: Settings, world: World) throws(LogDirectoriesError) {
        self.settings = settings
        self.world = world
        directories = settings.directories.map {
            LogDirectory(
                $0, world.fileSystem, world.logger, flushes: FlushQueue(world.runInBackground),
                reserve: settings.reserveBytes)
        }
        do throws(LogDirectoriesError) {
            for directory in directories { try directory.acquire() }
            // If none is left, the error has all the reasons.
            try requireOneOnline()
            for directory in directories { directory.tellFailure() }
            try requireOneIdentity()
            exportHealth()
            exportSpace()
        } catch {
            for directory in directories { directory.release() }
            throw error
        }
    }

    private func exportHealth() {
        for directory in directories {
            let path = directory.path
            world.metrics.gauge(
                "kafka_log_logmanager_logdirectoryoffline",
                help: "1 while the log directory is offline",
                labels: [MetricLabel("logDirectory", path)]
            ) { directory.isOnline ? 0 : 1 }
            world.metrics.gauge(
                "kafka_log_logmanager_remaininglogstorecover",
                help: "Logs that are not open yet after the start",
                labels: [MetricLabel("dir", path)]
            ) { [weak self] in Double(self?.recoveryProgress(in: path).logsLeft ?? 0) }
            world.metrics.gauge(
                "kafka_log_logmanager_remainingsegmentstorecover",
                help: "Segments to be read of the logs that are being opened",
                labels: [MetricLabel("dir", path)]
            ) { [weak self] in Double(self?.recoveryProgress(in: path).segmentsLeft ?? 0) }
        }
        world.metrics.gauge(
            "kafka_log_logmanager_offlinelogdirectorycount", help: "Log directories that failed"
        ) { [directories] in Double(directories.count { !$0.isOnline }) }
    }

    func requireOneOnline() throws(LogDirectoriesError) {
        guard !directories.contains(where: \.isOnline) else { return }
        throw .noneUsable(reason: directories.compactMap(\.failure).joined(separator: "; "))
    }

    private func requireOneIdentity() throws(LogDirectoriesError) {
        var known: (identity: LogDirectoryIdentity, path: String)?
        for directory in directories {
            guard let identity = directory.identity else { continue }
            if let known, known.identity != identity {
                throw .inconsistentIdentity(
                    directory: directory.path,
                    reason: "\(Self.text(identity)) differs from \(known.path): "
                        + Self.text(known.identity))
            }
            known = (identity, directory.path)
        }
    }

    private static func text(_ identity: LogDirectoryIdentity) -> String {
        let broker = identity.brokerID.map { "\($0)" } ?? "none"
        return "broker.id=\(broker), cluster.id=\(identity.clusterID ?? "none")"
    }
}

// MARK: Identity and health

extension LogDirectories {
    /// The broker id and cluster id that the directories agree on; `nil` in fresh ones.
    package var identity: LogDirectoryIdentity? {
        directories.lazy.compactMap(\.identity).first
    }

    /// Writes `meta.properties` where it is missing or incomplete. Blocks.
    package func assign(_ identity: LogDirectoryIdentity) throws(LogDirectoriesError) {
        for directory in directories where directory.isOnline {
            do throws(LogError) {
                try directory.assign(identity)
            } catch {
                fail(directory, error)
            }
        }
        try requireOneOnline()
    }

    /// Directories that failed, in the order of `log.dirs`.
    package var offlineDirectories: [String] {
        directories.filter { !$0.isOnline }.map(\.path)
    }

    package var onlineDirectories: [String] {
        directories.filter(\.isOnline).map(\.path)
    }

    /// `body` is called once for each directory that goes offline, on the thread that met the
    /// failure. Of those that failed before, ``offlineDirectories`` tells.
    package func onDirectoryFailure(_ body: @Sendable @escaping (_ directory: String) -> Void) {
        state.withLock { $0.onDirectoryFailure = body }
    }

    /// Takes a directory and its logs offline, if `error` is a failure of the disk. A full disk is
    /// only told: reading goes on, and so does writing when there is room again.
    func fail(_ directory: LogDirectory, _ error: LogError) {
        switch error {
        case .diskFull(let cause):
            directory.tellFull(cause, now: world.time.monotonic())
            directory.space.note(free: 0)
        case .storage(let cause): fail(directory, "\(cause)")
        case .corruptFile(let path, let reason): fail(directory, "\(path): \(reason)")
        default: world.logger.error("\(directory.path): \(error)")
        }
    }

    func fail(_ directory: LogDirectory, _ reason: String) {
        guard directory.fail(reason) else { return }
        let (lost, spared, wanted, handlers) = state.withLock { state in
            var lost = state.logs.values.filter { $0.logDirectory == directory.path }
            for log in lost { state.logs[log.topicPartition] = nil }
            state.lost.add(lost.map(\.topicPartition))
            state.lost.add(state.unopened.partitions(in: directory.path))
            // Of moves to the directory the replicas themselves stand elsewhere, and go on.
            let futures = state.futures.remove(in: directory.path)
            let spared = futures.partitions.compactMap { state.logs[$0] }
            lost += futures.logs
            let wanted = state.unopened.remove(in: directory.path)
            return (lost, spared, wanted, (state.onDirectoryFailure, state.onSettled))
        }
        for log in lost { log.takeOffline() }
        for log in spared { log.inspect { $0.isBeingCopied = false } }
        handlers.0?(directory.path)
        for partition in wanted { handlers.1?(partition) }
    }
}

// MARK: Logs

extension LogDirectories {
    /// The log of a partition, if it is here and online.
    package func log(_ partition: TopicPartition) -> PartitionLog? {
        state.withLock { $0.logs[partition] }
    }

    /// All online logs, ordered by partition.
    package var logs: [PartitionLog] {
        state.withLock { Array($0.logs.values) }.sorted { $0.topicPartition < $1.topicPartition }
    }

    /// The log of a partition; created, if it is not here, in the directory that was asked for
    /// (``want(_:in:)``), or in that with the fewest partitions, of those whose disks have room. Blocks.
    /// Of a log that is here but not open yet, ``LogError/offline(path:)`` is thrown; see ``want(_:)``.
    ///
    /// Unless the partition `isNew`, an offline directory may hold it: then
    /// ``LogError/offline(path:)`` is thrown instead of creating it anew.
    package func createLog(
        _ partition: TopicPartition, config: LogConfig, isNew: Bool = true
    ) throws(LogError) -> PartitionLog {
        try creating.withLock { (_) throws(LogError) in
            if let existing = log(partition) { return existing }
            if let path = pathOfUnopened(partition) { throw .offline(path: path) }
            return try openNew(partition, config, isNew: isNew)
        }
    }

    private func openNew(
        _ partition: TopicPartition, _ config: LogConfig, isNew: Bool
    ) throws(LogError) -> PartitionLog {
        if !isNew, let offline = offlineDirectories.first { throw .offline(path: offline) }
        // Left over from an earlier topic of the name.
        try abandonMove(partition)
        guard let directory = wantedDirectory(partition) ?? emptiestDirectory() else {
            throw .offline(path: settings.directories.first ?? "")
        }
        let path = "\(directory.path)/\(partition)"
        do throws(LogError) {
            try directory.forget(partition)
            try directory.createLogDirectory(path)
            let offline = offlineDirectories
            if !offline.isEmpty {
                try NewLogMarker(directory: path, world.fileSystem).write(offline)
            }
            let log = try recovery(partition, in: directory, path, config, wasCleanStop: true)
                .open()
            state.withLock { $0.logs[partition] = log }
            log.announceDuties()
            return log
        } catch {
            if case .diskFull = error { throw error }
            fail(directory, error)
            throw error
        }
    }

    private func wantedDirectory(_ partition: TopicPartition) -> LogDirectory? {
        guard let path = state.withLock({ $0.futures.takeWanted(partition) }) else { return nil }
        return directories.first { $0.path == path && $0.isOnline }
    }

    private func emptiestDirectory() -> LogDirectory? {
        let counts = state.withLock { state in
            let places =
                state.logs.values.map(\.logDirectory)
                + state.futures.open.values.map(\.logDirectory)
                + state.futures.found.values.map(\.logDirectory)
                + state.unopened.logs.values.map(\.logDirectory)
            return places.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        let online = directories.filter(\.isOnline)
        let roomy = online.filter { !$0.space.isShort }
        return (roomy.isEmpty ? online : roomy).min {
            counts[$0.path, default: 0] < counts[$1.path, default: 0]
        }
    }

    private func pathOfUnopened(_ partition: TopicPartition) -> String? {
        state.withLock { $0.unopened.logs[partition].map { "\($0.logDirectory)/\($0.name)" } }
    }

    /// The topic of a log that is not open yet, as its directory says; `nil` if there is no such log,
    /// or it does not say. Blocks.
    package func topicID(ofUnopened partition: TopicPartition) -> UUID? {
        guard let path = pathOfUnopened(partition) else { return nil }
        return try? PartitionMetadataFile(directory: path, fileSystem: world.fileSystem).read()
    }

    /// Takes the partition's log out of use, open or not, and renames its directory to `-delete`, and so
    /// with a log that was to take its place; the files vanish after the delay. Does nothing if there is
    /// no such log.
    ///
    /// Throws ``LogError/offline(path:)`` if another lies in a directory that is offline, or may: that
    /// one is there when the directory is back. Blocks.
    package func deleteLog(_ partition: TopicPartition) throws(LogError) {
        try deleteUsableLog(partition)
        let mayBeLost = state.withLock { $0.lost.mayHold(partition) }
        if mayBeLost, let offline = offlineDirectories.first { throw .offline(path: offline) }
    }

    private func deleteUsableLog(_ partition: TopicPartition) throws(LogError) {
        try abandonMove(partition)
        let (log, unopened) = state.withLock { state in
            (state.logs.removeValue(forKey: partition), state.unopened.delete(partition))
        }
        log?.takeOffline()
        let place =
            log.map { ($0.logDirectory, $0.directory) }
            ?? unopened.map { ($0.logDirectory, "\($0.logDirectory)/\($0.name)") }
        guard let place, let directory = directories.first(where: { $0.path == place.0 }) else {
            return
        }
        do throws(LogError) {
            try retire(place.1, of: partition, log, in: directory)
        } catch {
            state.withLock { $0.lost.add([partition]) }
            throw error
        }
        state.withLock { $0.lost.noteDeleted(partition) }
        world.logger.info("\(partition): deleted; its files vanish from \(directory.path) later")
    }

    func directory(of log: PartitionLog) -> LogDirectory? {
        directories.first { $0.path == log.logDirectory }
    }

    /// The high watermark that the directory's checkpoint has for the partition.
    package func checkpointedHighWatermark(_ partition: TopicPartition) -> Offset? {
        guard let log = log(partition) else { return nil }
        return directory(of: log)?.checkpointed(
            OffsetCheckpointFile.highWatermarks, partition)
    }

    /// What opens the log in `path`.
    func recovery(
        _ partition: TopicPartition, in directory: LogDirectory, _ path: String,
        _ config: LogConfig, wasCleanStop: Bool, abandonment: UnopenedLogs.Abandonment? = nil
    ) -> LogRecovery {
        let environment = LogEnvironment(
            topicPartition: partition, logDirectory: directory.path,
            fileSystem: world.fileSystem, time: world.time, random: world.random,
            logger: world.logger,
            producerExpiration: settings.producerIDExpiration.wholeMilliseconds,
            space: directory.space,
            onFailure: { [weak self] error in self?.fail(directory, error) },
            onRecoveryPointLowered: { [weak self] log in
                self?.checkpointLoweredRecoveryPoint(of: log, in: directory)
            },
            onFirstDirtyLowered: { [weak self] in self?.checkpointCleaned(in: directory) },
            onFlush: { [weak self] in self?.recoveryPointMoved(in: directory) },
            isAbandoned: { abandonment?.isSet ?? false },
            onDuty: { [flushes = directory.flushes] log in flushes.add(log) })
        // A log created now begins at zero, whatever an earlier one of its name left behind.
        return LogRecovery(
            environment: environment, directory: path, config: config, wasCleanStop: wasCleanStop,
            recoveryPoint: .zero, startOffset: .zero)
    }
}
