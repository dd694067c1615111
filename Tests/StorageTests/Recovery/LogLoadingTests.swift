import Foundation
import KafkaModel
import Platform
import Scheduling
import TestSupport
import Testing

@testable import Storage

/// Logs that are opened one by one while the rest of the broker goes on.
struct LogLoadingTests {
    let fixture: DirectoriesFixture
    let disk = GatedFileSystem()

    init() throws {
        fixture = try DirectoriesFixture()
        fixture.fileSystem = disk
    }

    private func partition(_ number: Int32) -> TopicPartition { TopicPartition("topic", number) }

    /// Directories as a kill left them, with `count` logs of seven records whose recovery has begun
    /// and cannot go on before the gates open.
    private func killed(logs count: Int32 = 3) async throws -> LogDirectories {
        let directories = try await fixture.loaded()
        for number in 0..<count { try fixture.create(directories, number).fill(7) }
        for log in directories.logs { try log.flushInactiveSegments() }
        directories.checkpointRecoveryPoints()
        directories.checkpointHighWatermarks { _ in 5 }
        fixture.kill(directories)
        disk.close()
        return try fixture.open()
    }

    /// Begins to open the logs; the task ends when all are open.
    private func beginOpening(_ directories: LogDirectories) throws -> Task<Void, Never> {
        try directories.findLogs()
        let (config, executor) = (fixture.config, fixture.executor)
        return Task { await directories.openLogs(config: { _ in config }, on: executor) }
    }

    @Test func `logs can be used one by one, wanted ones first`() async throws {
        let directories = try await killed()
        let settled = Observed<[TopicPartition]>([])
        directories.onLogSettled { partition in settled.update { $0.append(partition) } }
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        #expect(directories.logs.isEmpty)
        #expect(directories.want(partition(2)))
        #expect(directories.recoveryProgress(in: fixture.root.file("d1")).logsLeft == 3)
        disk.letPass(1)
        await disk.waitForVisitor()
        #expect(directories.log(partition(0)) != nil)
        #expect(directories.log(partition(1)) == nil)
        disk.letPass(1)
        await disk.waitForVisitor()
        #expect(directories.log(partition(2))?.offsets.end == 7)
        #expect(settled.value == [partition(2)])
        disk.open()
        await task.value
        #expect(directories.logs.count == 3)
        #expect(!directories.want(partition(1)))
    }

    @Test func `checkpoints keep what they say of logs that are not open`() async throws {
        let directories = try await killed()
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        let before = try fixture.text(OffsetCheckpointFile.highWatermarks)
        disk.letPass(1)
        await disk.waitForVisitor()
        directories.checkpointRecoveryPoints()
        directories.checkpointStartOffsets()
        directories.checkpointHighWatermarks { _ in nil }
        #expect(
            try fixture.text(OffsetCheckpointFile.recoveryPoints)
                == "0\n3\ntopic 0 6\ntopic 1 6\ntopic 2 6\n")
        #expect(try fixture.text(OffsetCheckpointFile.highWatermarks) == before)
        disk.open()
        await task.value
    }

    @Test func `no log is created in the place of one that is not open`() async throws {
        let directories = try await killed()
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        #expect(throws: LogError.self) { try fixture.create(directories, 1) }
        disk.open()
        await task.value
        #expect(try fixture.create(directories, 1).offsets.end == 7)
    }

    @Test(arguments: [0, 1] as [Int32])
    func `a log may be deleted before it is open`(number: Int32) async throws {
        let directories = try await killed()
        let settled = Observed<[TopicPartition]>([])
        directories.onLogSettled { partition in settled.update { $0.append(partition) } }
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        try directories.deleteLog(partition(number))
        #expect(!directories.holds(partition(number)))
        // Log 0 is being opened: the thread at work must let go before there may be another.
        #expect(directories.want(partition(number)) == (number == 0))
        disk.open()
        await task.value
        #expect(settled.value == (number == 0 ? [partition(0)] : []))
        #expect(directories.logs.count == 2)
        #expect(try fixture.create(directories, number).offsets.end == 0)
        #expect(directories.onlineDirectories.count == 1)
    }

    @Test func `a stop ends what is being opened and leaves no marker`() async throws {
        let directories = try await killed()
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        disk.letPass(1)
        await disk.waitForVisitor()
        let executor = fixture.executor
        let closing = Task {
            await directories.close(highWatermark: { _ in 6 }, on: executor)
        }
        try await wait { directories.state.withLock { $0.opening.isStopped } }
        disk.open()
        await closing.value
        await task.value
        let names = SharedFiles.names(fixture.root.file("d1"))
        #expect(!names.contains(CleanShutdownFile.fileName))
        #expect(
            try fixture.text(OffsetCheckpointFile.highWatermarks)
                == "0\n3\ntopic 0 6\ntopic 1 5\ntopic 2 5\n")
        let again = try await fixture.loaded()
        #expect(again.logs.map(\.offsets.end) == [7, 7, 7])
    }

    @Test func `a directory that fails amid the opening tells those who wait`() async throws {
        let directories = try await killed()
        let settled = Observed<[TopicPartition]>([])
        directories.onLogSettled { partition in settled.update { $0.append(partition) } }
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        #expect(directories.want(partition(1)))
        directories.fail(directories.directories[0], "gone")
        #expect(settled.value == [partition(1)])
        #expect(!directories.want(partition(1)))
        disk.open()
        await task.value
        #expect(directories.logs.isEmpty)
        #expect(throws: LogError.self) {
            try directories.createLog(partition(1), config: fixture.config, isNew: false)
        }
    }

    @Test func `a log takes the settings that hold when it is open`() async throws {
        let directories = try await killed()
        try directories.findLogs()
        let config = Lock(fixture.config)
        let executor = fixture.executor
        let task = Task {
            await directories.openLogs(config: { _ in config.withLock { $0 } }, on: executor)
        }
        await disk.waitForVisitor()
        config.withLock { $0.maxMessageBytes = 77 }
        disk.open()
        await task.value
        #expect(directories.logs.allSatisfy { $0.config.maxMessageBytes == 77 })
    }

    @Test func `the wait for the opening ends with it, or with its time`() async throws {
        let directories = try await killed()
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        let early = Observed(false)
        let waiting = Task {
            await directories.waitUntilOpen(for: .milliseconds(500))
            early.update { $0 = true }
        }
        while !early.value {
            fixture.clock.advance(by: .milliseconds(500))
            try await pause()
        }
        await waiting.value
        #expect(directories.logs.isEmpty)
        async let late: Void = directories.waitUntilOpen(for: .seconds(500))
        disk.open()
        await late
        #expect(directories.logs.count == 3)
        await task.value
    }

    @Test func `progress is told once in a while`() async throws {
        let directories = try await killed()
        let task = try beginOpening(directories)
        await disk.waitForVisitor()
        for _ in 0..<2 {
            fixture.clock.advance(by: .seconds(6))
            disk.letPass(1)
            await disk.waitForVisitor()
        }
        disk.open()
        await task.value
        let told = fixture.lines.lines.map(\.message).filter { $0.contains("still to be opened") }
        #expect(told.count == 2)
        #expect(told.last?.contains("2 logs are still to be opened") == true)
    }
}
