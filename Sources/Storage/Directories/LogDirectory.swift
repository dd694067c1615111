import Glibc
import KafkaModel
import Platform
import Telemetry

/// One entry of `log.dirs`: its lock, its `meta.properties`, its checkpoints.
///
/// A directory that failed once stays offline until the broker starts again.
final class LogDirectory: Sendable {
    static let lockFileName = ".lock"

    let path: String
    private let fileSystem: any FileSystem
    private let logger: Logger
    private let state: Lock<State>
    let flushes: FlushQueue
    let space: DirectorySpace
    /// Checkpoint files are written by one thread at a time; only threads for blocking work wait here.
    private let writing = Lock(())

    private struct State {
        var lock: (any FileLock)?
        var failure: String?
        /// When it was last said that the disk is full.
        var toldFull: MonotonicTime?
        var identity: LogDirectoryIdentity?
        /// How the directory was left; `nil` as long as its checkpoints have not been read.
        var wasCleanStop: Bool?
        /// What each checkpoint file says, by its name.
        var checkpoints: [String: [TopicPartition: Offset]] = [:]
        /// When the recovery points were last written.
        var recoveryPointsWritten: MonotonicTime?
        /// A flush has moved a recovery point since then.
        var isRecoveryPointBehind = false
    }

    init(
        _ path: String, _ fileSystem: any FileSystem, _ logger: Logger, flushes: FlushQueue,
        reserve: Int64
    ) {
        self.path = path
        self.fileSystem = fileSystem
        self.logger = logger
        self.flushes = flushes
        space = DirectorySpace(path, reserve: reserve, logger: logger)
        state = Lock(State())
    }

    // MARK: Taking and giving back

    /// Creates the directory where it is missing, locks it and reads `meta.properties`. A failing
    /// disk takes it offline, of which the caller may tell; that it belongs to somebody else is an
    /// error.
    func acquire() throws(LogDirectoriesError) {
        do throws(SystemError) {
            try fileSystem.createDirectory(path)
            let lock = try fileSystem.lock("\(path)/\(Self.lockFileName)")
            state.withLock { $0.lock = lock }
        } catch {
            guard error.number != EWOULDBLOCK else { throw .locked(directory: path) }
            note("\(error)")
            return
        }
        do throws(LogError) {
            let properties = try MetaProperties.read(directory: path, fileSystem)
            state.withLock { state in
                state.identity = properties.map {
                    LogDirectoryIdentity(brokerID: $0.brokerID, clusterID: $0.clusterID)
                }
            }
        } catch {
            guard case .corruptFile(_, let reason) = error else {
                note("\(error)")
                return
            }
            throw .inconsistentIdentity(directory: path, reason: reason)
        }
    }

    func release() {
        state.withLock { state in
            state.lock?.release()
            state.lock = nil
        }
    }

    var identity: LogDirectoryIdentity? { state.withLock { $0.identity } }

    func assign(_ identity: LogDirectoryIdentity) throws(LogError) {
        guard self.identity != identity else { return }
        try MetaProperties(brokerID: identity.brokerID, clusterID: identity.clusterID)
            .write(directory: path, fileSystem)
        state.withLock { $0.identity = identity }
    }

    // MARK: Failing

    var isOnline: Bool { state.withLock { $0.failure == nil } }
    var failure: String? { state.withLock { $0.failure } }

    /// Takes the directory offline. `false` if it was already.
    func fail(_ reason: String) -> Bool {
        let isFirst = note(reason)
        if isFirst { tellFailure() }
        return isFirst
    }

    /// Takes the directory offline without a word. `false` if it was already.
    @discardableResult
    private func note(_ reason: String) -> Bool {
        state.withLock { state in
            defer { state.failure = state.failure ?? reason }
            return state.failure == nil
        }
    }

    func tellFailure() {
        if let failure { logger.error("log directory \(path) is offline: \(failure)") }
    }

    /// Says that there is no room, once in a while: every append fails until there is.
    func tellFull(_ cause: SystemError, now: MonotonicTime) {
        let isDue = state.withLock { state in
            if let last = state.toldFull, now < last + Self.fullReminder { return false }
            state.toldFull = now
            return true
        }
        guard isDue else { return }
        logger.error(
            "log directory \(path) has no room: records for it are refused until there is (\(cause))"
        )
    }

    private static let fullReminder = Duration.seconds(60)

    // MARK: Start and stop

    /// Reads the checkpoints, and takes away the marker of a clean stop. A damaged checkpoint counts as
    /// empty, but for that of the high watermarks.
    func begin() throws(LogError) {
        let marker = CleanShutdownFile(directory: path, fileSystem: fileSystem)
        let wasCleanStop = try marker.exists()
        if wasCleanStop { try marker.remove() }
        let checkpoints = [
            OffsetCheckpointFile.recoveryPoints: try lenient(OffsetCheckpointFile.recoveryPoints),
            OffsetCheckpointFile.startOffsets: try lenient(OffsetCheckpointFile.startOffsets),
            OffsetCheckpointFile.highWatermarks: try checkpoint(
                OffsetCheckpointFile.highWatermarks
            ).read(),
            OffsetCheckpointFile.cleaned: try lenient(OffsetCheckpointFile.cleaned),
        ]
        state.withLock { state in
            state.checkpoints = checkpoints
            state.wasCleanStop = wasCleanStop
        }
    }

    /// Whether the checkpoints have been read, so that newer ones may take their place.
    var hasBegun: Bool { state.withLock { $0.wasCleanStop != nil } }
    /// Whether the marker of a clean stop was there at start.
    var wasCleanStop: Bool { state.withLock { $0.wasCleanStop ?? false } }

    private func lenient(_ name: String) throws(LogError) -> [TopicPartition: Offset] {
        do throws(LogError) {
            return try checkpoint(name).read()
        } catch .corruptFile(let file, let reason) {
            logger.warn("\(file): \(reason); going on as if it were empty")
            return [:]
        }
    }

    func markCleanStop() throws(LogError) {
        try CleanShutdownFile(directory: path, fileSystem: fileSystem).write()
    }

    /// The directories of partitions, those that are being made to take their places, and those of
    /// deleted ones, by name.
    func partitionDirectories() throws(LogError) -> (
        live: [(String, TopicPartition)], future: [(String, TopicPartition)], gone: [String]
    ) {
        let entries = try onDisk { () throws(SystemError) in try fileSystem.list(path) }
        var live: [(String, TopicPartition)] = []
        var future: [(String, TopicPartition)] = []
        var gone: [String] = []
        for name in entries.filter(\.isDirectory).map(\.name).sorted()
        where !LogFileNames.foreignDirectories.contains(name) {
            if let suffix = LogFileNames.specialSuffix(name) {
                switch suffix {
                case LogFileNames.deleteSuffix: gone.append(name)
                case LogFileNames.futureSuffix:
                    if let partition = LogFileNames.partition(specialDirectoryName: name) {
                        future.append((name, partition))
                    }
                default: logger.warn("\(path)/\(name) is left alone: it belongs to no partition")
                }
            } else if let partition = LogFileNames.partition(directoryName: name) {
                live.append((name, partition))
            } else {
                throw .corruptFile(
                    path: "\(path)/\(name)", reason: "not the name of a partition's directory")
            }
        }
        return (live, future, gone)
    }

    /// Makes a directory for a log. Not the log directory itself: one that has vanished has failed, and
    /// is not begun anew.
    func createLogDirectory(_ path: String) throws(LogError) {
        do throws(SystemError) {
            guard try fileSystem.attributes(self.path) != nil else {
                throw SystemError("open", self.path, number: ENOENT)
            }
            try fileSystem.createDirectory(path)
            try fileSystem.synchronizeDirectory(self.path)
        } catch {
            throw LogError(error)
        }
    }

    // MARK: Checkpoints

    /// What the checkpoint file `name` says of the partition: as read at start, or as written since.
    func checkpointed(_ name: String, _ partition: TopicPartition) -> Offset? {
        state.withLock { $0.checkpoints[name]?[partition] }
    }

    /// All that the checkpoint file `name` says.
    func checkpointed(_ name: String) -> [TopicPartition: Offset] {
        state.withLock { $0.checkpoints[name] ?? [:] }
    }

    /// Replaces one of the checkpoint files. Blocks. `offsets` is called when the turn of this call
    /// has come, so that of two calls the later one has the newer offsets.
    func write(_ name: String, _ offsets: () -> [TopicPartition: Offset]) throws(LogError) {
        try writing.withLock { (_) throws(LogError) in
            let offsets = offsets()
            try checkpoint(name).write(offsets)
            state.withLock { $0.checkpoints[name] = offsets }
        }
    }

    /// Takes what the checkpoint files say of an earlier log of this name out of them, so that a crash
    /// cannot apply it to the new one. Blocks if there is something.
    func forget(_ partition: TopicPartition) throws(LogError) {
        let stale = state.withLock { state in
            state.checkpoints.keys.filter { state.checkpoints[$0]?[partition] != nil }.sorted()
        }
        for name in stale {
            try write(name) {
                state.withLock { state in
                    state.checkpoints[name, default: [:]].filter { $0.key != partition }
                }
            }
        }
    }

    /// A flush has moved a recovery point. Whether the checkpoint is to be written now: at most twice
    /// a second, since with many partitions the file is large.
    func noteFlush(at now: MonotonicTime) -> Bool {
        state.withLock { state in
            if let last = state.recoveryPointsWritten, now < last + .milliseconds(500) {
                state.isRecoveryPointBehind = true
                return false
            }
            state.recoveryPointsWritten = now
            state.isRecoveryPointBehind = false
            return true
        }
    }

    /// Whether a flush has moved a recovery point that was not written since.
    func takeFlushed(at now: MonotonicTime) -> Bool {
        state.withLock { state in
            guard state.isRecoveryPointBehind else { return false }
            state.recoveryPointsWritten = now
            state.isRecoveryPointBehind = false
            return true
        }
    }

    private func checkpoint(_ name: String) -> OffsetCheckpointFile {
        OffsetCheckpointFile(path: "\(path)/\(name)", fileSystem: fileSystem)
    }
}
