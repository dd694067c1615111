import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Simulation
import Telemetry
import TestSupport
import Testing

@testable import Storage

struct FlushQueueTests {
    let root: TemporaryDirectory
    let clock = ManualClock()
    let jobs = QueuedJobs()

    init() throws { root = try TemporaryDirectory("flush-queue") }

    private func directories(_ background: Bool = false) throws -> LogDirectories {
        var world = LogDirectories.World(
            fileSystem: LocalFileSystem(), time: clock, random: SequenceRandom(),
            logger: Logger("storage", sink: RecordingLogSink()))
        if !background { world.runInBackground = { [jobs] in jobs.add($0) } }
        let directories = try LogDirectories(.init(directories: [root.file("d1")]), world: world)
        try directories.findLogs()
        return directories
    }

    private var flushing: LogConfig {
        var config = LogConfig()
        config.flushMessages = 1
        return config
    }

    private func recoveryPoints() throws -> String {
        try SharedFiles.text(root.file("d1/recovery-point-offset-checkpoint"))
    }

    @Test func `an append does not wait for its flush`() throws {
        let directories = try directories()
        let log = try directories.createLog(TopicPartition("t", 0), config: flushing)
        try log.produce(try Batch.of(["a"]))
        #expect(!log.offsets.isSecured)
        jobs.run()
        #expect(log.offsets.isSecured)
    }

    @Test func `many logs are flushed while appends go on`() async throws {
        let directories = try directories(true)
        let logs = try (0..<32).map {
            try directories.createLog(TopicPartition("t", $0), config: flushing)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for log in logs {
                group.addTask {
                    for value in 0..<20 {
                        let result = try log.produce(try Batch.of(["\(value)"]))
                        try await log.secure()
                        #expect(log.offsets.recoveryPoint > result.lastOffset)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(logs.allSatisfy { $0.offsets.recoveryPoint == 20 })
    }

    @Test func `a queue that never runs empty does not grow`() throws {
        let fixture = try LogFixture()
        fixture.fileSystem = SimulatedDisk(time: fixture.clock)
        fixture.performsDuties = false
        fixture.config.flushMessages = 1
        let log = try fixture.open()
        let queue = FlushQueue { [jobs] in jobs.add($0) }
        let lengths = Lock<[Int]>([])
        let batch = try Batch.of(["a"])
        log.observeFlushes { [weak log] in
            let turns = lengths.withLock { lengths in
                lengths.append(queue.length)
                return lengths.count
            }
            guard turns < 3 * FlushQueue.tidyLength else { return }
            _ = try? log?.produce(SharedBytes(copying: batch.array))
        }
        try log.produce(SharedBytes(copying: batch.array))
        queue.add(log)
        jobs.run()
        let seen = lengths.withLock { $0 }
        #expect(seen.count == 3 * FlushQueue.tidyLength)
        #expect(seen.allSatisfy { $0 <= FlushQueue.tidyLength })
    }

    @Test func `rolls write the recovery points, but not all the time`() throws {
        let directories = try directories()
        var config = LogConfig()
        config.segmentBytes = 200
        let log = try directories.createLog(TopicPartition("t", 0), config: config)
        func produce(_ count: Int) throws {
            for value in 0..<count { try log.produce(try Batch.of(["value \(value)"])) }
            jobs.run()
        }
        try produce(3)
        #expect(try recoveryPoints() == "0\n1\nt 0 2\n")
        try produce(2)
        #expect(try recoveryPoints() == "0\n1\nt 0 2\n")
        clock.advance(by: .seconds(1))
        _ = directories.performMaintenance { _ in nil }
        #expect(try recoveryPoints() == "0\n1\nt 0 4\n")
    }

    @Test func `a truncation lowers the recovery point on disk`() throws {
        let directories = try directories()
        var config = LogConfig()
        config.segmentBytes = 200
        let log = try directories.createLog(TopicPartition("t", 0), config: config)
        for value in 0..<5 { try log.produce(try Batch.of(["value \(value)"])) }
        jobs.run()
        #expect(try recoveryPoints() == "0\n1\nt 0 4\n")
        try log.truncate(to: 1)
        #expect(try recoveryPoints() == "0\n1\nt 0 1\n")
    }

    @Test func `a failed directory tells those who wait`() async throws {
        let directories = try directories()
        let log = try directories.createLog(TopicPartition("t", 0), config: flushing)
        try log.produce(try Batch.of(["a"]))
        let told = Lock<LogError?>(nil)
        log.whenSecured { error in told.withLock { $0 = error } }
        directories.fail(directories.directories[0], "test")
        #expect(told.withLock { $0 } == .offline(path: log.directory))
        jobs.run()
        #expect(log.offsets.recoveryPoint == 0)
    }
}
