import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import Simulation
import Telemetry
import TestSupport

@testable import Storage

/// A broker's log directories on a simulated disk, and the ledger of what they were asked.
///
/// Every call notes in the ledger what may happen before it makes it, and what was promised after it
/// returned. Nothing else is done with the logs, so that the same calls give the same operations.
final class CrashWorld {
    static let directory = "/logs"
    /// For scenarios with two.
    static let otherDirectory = "/other"
    static let partition = TopicPartition("topic", 0)

    let disk: SimulatedDisk
    let clock = ManualClock()
    let log = RecordingLogSink()
    let ledger: Lock<CrashLedger>
    let executor: BlockingExecutor
    var config: LogConfig
    private let paths: [String]
    private(set) var directories: LogDirectories

    /// Takes the directories. ``load()`` must follow.
    init(
        _ image: DiskImage, _ config: LogConfig, _ executor: BlockingExecutor,
        paths: [String] = [directory], ledger: CrashLedger = CrashLedger()
    ) throws {
        disk = SimulatedDisk(image, time: clock)
        self.paths = paths
        // Made by whoever set the broker up.
        for path in paths { try disk.createDirectory(path) }
        try disk.synchronizeDirectory("/")
        self.config = config
        self.executor = executor
        self.ledger = Lock(ledger)
        directories = try Self.open(paths, disk, clock, log)
    }

    static func testConfig() -> LogConfig {
        var config = LogConfig()
        config.segmentBytes = 500
        config.indexIntervalBytes = 90
        config.fileDeleteDelayMilliseconds = 1000
        return config
    }

    private static func open(
        _ paths: [String], _ disk: SimulatedDisk, _ clock: ManualClock, _ log: RecordingLogSink
    ) throws -> LogDirectories {
        var settings = LogDirectories.Settings(directories: paths)
        settings.producerIDExpiration = .milliseconds(Int64.max / 4_000_000)
        settings.fileDeleteDelay = .milliseconds(1000)
        var world = LogDirectories.World(
            fileSystem: disk, time: clock, random: SequenceRandom(),
            logger: Logger("storage", sink: log))
        // What logs put off is done at once, so that every crash has its place.
        world.runInBackground = { $0() }
        return try LogDirectories(settings, world: world)
    }

    func load() async throws {
        let config = config
        try await directories.load(config: { _ in config }, on: executor)
    }

    /// Stops cleanly.
    func close() async {
        await directories.close(highWatermark: { _ in nil }, on: executor)
        let markers = paths.map { "\($0)/\(CleanShutdownFile.fileName)" }
        guard isOnline, markers.allSatisfy({ disk.image.files[$0] != nil }) else { return }
        ledger.withLock { ledger in
            for partition in ledger.partitions.keys where ledger[partition].existence == .present {
                ledger[partition].durableEnd = ledger[partition].end
                ledger[partition].truncated = []
            }
        }
    }

    /// Starts again after ``close()``.
    func start() async throws {
        directories = try Self.open(paths, disk, clock, log)
        try await load()
    }

    /// Begins to move the log to the other directory, or goes on.
    func beginMove() throws {
        let target = try found().logDirectory == paths[0] ? paths.last : paths.first
        _ = try directories.beginMove(Self.partition, to: target, config: config)
    }

    /// Copies about two batches.
    @discardableResult
    func copy() throws -> Int {
        try directories.copyToFuture(Self.partition, maxBytes: 200) ?? 0
    }

    /// Ends the move, and gives the log in the other directory.
    func finishMove() throws -> PartitionLog {
        while try copy() > 0 {}
        return try directories.replaceWithFuture(Self.partition, config: config)
    }

    /// Whether operations may fail, because the test makes them.
    var mayRefuse = false

    /// Whether the directory has not failed.
    private var isOnline: Bool { directories.offlineDirectories.isEmpty }

    func found(_ partition: TopicPartition = partition) throws -> PartitionLog {
        guard let log = directories.log(partition) else { throw CrashWorldError.noLog(partition) }
        return log
    }

    // MARK: Partitions

    @discardableResult
    func create(_ partition: TopicPartition = partition) throws -> PartitionLog {
        ledger.withLock { $0[partition].existence = .beingCreated }
        let log = try directories.createLog(partition, config: config)
        ledger.withLock { $0[partition].existence = .present }
        return log
    }

    func delete(_ partition: TopicPartition = partition) throws {
        ledger.withLock { $0[partition].existence = .beingDeleted }
        try directories.deleteLog(partition)
        guard isOnline else { return }
        ledger.withLock { $0[partition] = CrashLedger.Partition() }
    }

    // MARK: Records

    /// Appends what a producer sent.
    func produce(
        _ log: PartitionLog, _ values: [String], epoch: Int32 = 0, producer: Int64 = -1,
        sequence: Int32 = -1, transactional: Bool = false
    ) throws {
        let bytes = try Batch.of(
            values, timestamp: clock.wallMilliseconds(), producer: producer,
            epoch: producer < 0 ? -1 : 0, sequence: sequence, transactional: transactional)
        try lead(log, bytes, epoch: epoch, origin: .client(produceVersion: 9))
    }

    func mark(_ log: PartitionLog, _ kind: ControlRecord.Kind, producer: Int64, epoch: Int32 = 0)
        throws
    {
        try lead(
            log, try Batch.marker(kind, producer: producer, epoch: 0), epoch: epoch,
            origin: .coordinator)
    }

    private func lead(_ log: PartitionLog, _ bytes: SharedBytes, epoch: Int32, origin: AppendOrigin)
        throws
    {
        // As the log will patch it.
        let expected = SharedBytes(copying: bytes.array)
        expected.store(bigEndian: log.offsets.end.rawValue, at: 0)
        expected.store(bigEndian: epoch, at: 12)
        try appending([expected], to: log) {
            _ = try log.append(asLeader: bytes, leaderEpoch: LeaderEpoch(epoch), origin: origin)
        }
    }

    /// Appends what a leader sent: batches of one record each, with their epochs.
    func replicate(_ log: PartitionLog, _ batches: [(value: String, epoch: Int32)]) throws {
        let end = log.offsets.end.rawValue
        let parts = try batches.enumerated().map { index, batch in
            try Batch.of(
                [batch.value], timestamp: clock.wallMilliseconds(), offset: end + Int64(index),
                leaderEpoch: batch.epoch)
        }
        let all = SharedBytes(copying: parts.flatMap(\.array))
        try appending(parts, to: log) { try log.append(asFollower: all) }
    }

    private func appending(
        _ batches: [SharedBytes], to log: PartitionLog, _ body: () throws -> Void
    ) throws {
        let noted = try batches.map { bytes in
            let batch = try AnyRecordBatch(bytes)
            return CrashLedger.Batch(
                baseOffset: batch.baseOffset, lastOffset: batch.lastOffset, bytes: bytes.array)
        }
        ledger.withLock { $0[log.topicPartition].batches += noted }
        try body()
        note(log) { $0.acknowledged = $0.batches.count }
    }

    // MARK: What keeps and what drops

    func flush(_ log: PartitionLog) throws {
        try log.flush()
        note(log) { partition in
            partition.durableEnd = partition.end
            partition.truncated = []
        }
    }

    func truncate(_ log: PartitionLog, to offset: Offset) throws {
        ledger.withLock { ledger in
            var partition = ledger[log.topicPartition]
            partition.truncated.append(partition.batches)
            partition.batches.removeAll { $0.lastOffset >= offset }
            partition.acknowledged = partition.batches.count
            partition.durableEnd = min(partition.durableEnd, offset)
            ledger[log.topicPartition] = partition
        }
        try log.truncate(to: offset)
        note(log) { _ in }
    }

    func truncateFully(_ log: PartitionLog, startingAt offset: Offset) throws {
        ledger.withLock { ledger in
            var partition = ledger[log.topicPartition]
            partition.truncated.append(partition.batches)
            partition.batches = []
            partition.acknowledged = 0
            partition.durableEnd = .zero
            partition.mostStart = max(partition.mostStart, partition.end, offset)
            ledger[log.topicPartition] = partition
        }
        try log.truncateFully(startingAt: offset)
        note(log) { $0.mostStart = offset }
    }

    /// DeleteRecords, as a broker answers it: only when the checkpoint is written.
    func deleteRecords(_ log: PartitionLog, before offset: Offset) throws {
        ledger.withLock { $0[log.topicPartition].mostStart = offset }
        try log.advanceStartOffset(to: offset)
        guard directories.checkpointStartOffsets() else { return }
        note(log) { $0.leastStart = max($0.leastStart, offset) }
    }

    func applyRetention(_ log: PartitionLog) throws {
        ledger.withLock { ledger in
            let end = ledger[log.topicPartition].end
            ledger[log.topicPartition].mostStart = end
        }
        try log.deleteOldSegments(highWatermark: log.offsets.end)
        let start = log.offsets.start
        note(log) { $0.mostStart = start }
    }

    func checkpointHighWatermark(_ log: PartitionLog, _ offset: Offset) {
        ledger.withLock { _ = $0[log.topicPartition].highWatermarks.insert(offset) }
        directories.checkpointHighWatermarks { $0 == log.topicPartition ? offset : nil }
        // A full disk keeps what it has, and that is enough: the checkpoint is no promise.
        guard isOnline, !mayRefuse else { return }
        note(log) { $0.highWatermarks = [offset] }
    }

    /// What the broker does from time to time, after `delay`.
    func maintain(after delay: Duration = .zero) {
        clock.advance(by: delay)
        _ = directories.performMaintenance { _ in nil }
        for log in directories.logs { note(log) { _ in } }
    }

    /// Takes a change into the ledger, and what the log says to be durable.
    private func note(_ log: PartitionLog, _ change: (inout CrashLedger.Partition) -> Void) {
        let durable = log.offsets.recoveryPoint
        ledger.withLock { ledger in
            var partition = ledger[log.topicPartition]
            change(&partition)
            // Where it has no records, a log promises nothing.
            if let first = partition.batches.first, durable > first.baseOffset {
                partition.durableEnd = max(partition.durableEnd, durable)
            }
            ledger[log.topicPartition] = partition
        }
    }
}

enum CrashWorldError: Error {
    case noLog(TopicPartition)
}
