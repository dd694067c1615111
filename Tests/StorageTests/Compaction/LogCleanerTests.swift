import Bytes
import Foundation
import Glibc
import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import TestSupport
import Testing

@testable import Storage

struct LogCleanerTests {
    let fixture: DirectoriesFixture

    init() throws {
        fixture = try DirectoriesFixture()
        fixture.config.cleanupPolicy = .compact
        fixture.config.minCleanableDirtyRatio = 0.1
    }

    /// Two versions of four keys, and a last record that keeps them out of the active segment.
    private func fill(_ log: PartitionLog) throws {
        for round in 0..<2 {
            for key in 0..<4 {
                try log.produce(try KeyedBatch.of([("k\(key)", "\(round)")]))
            }
        }
        try log.withState { (state) throws(LogError) in try state.roll(to: state.endOffset) }
        try log.produce(try KeyedBatch.of([("last", "x")]))
    }

    private func cleaner(
        _ directories: LogDirectories,
        settings: @escaping @Sendable () -> CleanerSettings = { .init() }
    ) -> LogCleaner {
        LogCleaner(
            directories, executor: BlockingExecutor(name: "cleaner", threads: 2),
            settings: settings,
            highWatermark: { directories.log($0)?.offsets.end })
    }

    /// Runs the cleaner until `isDone`, then stops it.
    private func run(
        _ cleaner: LogCleaner, until isDone: (LogCleaner) -> Bool
    ) async throws {
        let task = Task { await cleaner.run() }
        let deadline = SystemClock().monotonic() + .seconds(60)
        while !isDone(cleaner) {
            try #require(SystemClock().monotonic() < deadline)
            try await pause()
        }
        task.cancel()
        await task.value
        cleaner.stop()
    }

    private func corrupt(_ log: PartitionLog) throws {
        let path = "\(log.directory)/\(LogFileNames.name(0, ".log"))"
        let file = try LocalFileSystem().open(path, .existing)
        try SharedBytes(copying: [0xFF]).withUnsafeBytes { (raw) throws(SystemError) in
            try file.write(raw, at: 65)
        }
    }

    @Test func `every dirty log is cleaned, and the checkpoint says how far`() async throws {
        let directories = try await fixture.loaded()
        let logs = try (0..<3).map { try fixture.create(directories, Int32($0)) }
        for log in logs { try fill(log) }
        try await run(cleaner(directories)) { $0.progress.cleanings == 3 }
        #expect(
            try fixture.text(OffsetCheckpointFile.cleaned)
                == "0\n3\ntopic 0 8\ntopic 1 8\ntopic 2 8\n")
        for log in logs { #expect(try log.records().map(\.offset) == [4, 5, 6, 7, 8]) }
    }

    @Test func `a log of another policy is left alone`() async throws {
        fixture.config.cleanupPolicy = .delete
        let directories = try await fixture.loaded()
        try fill(try fixture.create(directories))
        try await run(cleaner(directories)) { $0.progress.lastRun != nil }
        #expect(directories.logs.first?.firstDirtyOffset == nil)
    }

    @Test func `a disabled cleaner ends at once`() async throws {
        let directories = try await fixture.loaded()
        let cleaner = cleaner(directories) {
            var settings = CleanerSettings()
            settings.isEnabled = false
            return settings
        }
        await cleaner.run()
        #expect(cleaner.progress.lastRun == nil)
        cleaner.stop()
    }

    @Test func `a log that cannot be read is told once and left alone, the others are cleaned`()
        async throws
    {
        let directories = try await fixture.loaded()
        let logs = try (0..<2).map { try fixture.create(directories, Int32($0)) }
        for log in logs { try fill(log) }
        try corrupt(logs[0])
        let cleaner = cleaner(directories)
        try await run(cleaner) { $0.progress.cleanings == 1 && !$0.uncleanable.isEmpty }
        #expect(cleaner.uncleanable.map(\.partition) == [TopicPartition("topic", 0)])
        #expect(cleaner.uncleanableBytes == logs[0].sizeInBytes)
        #expect(logs[1].firstDirtyOffset == 8)
        #expect(directories.offlineDirectories == [])
        let told = fixture.lines.lines.filter { $0.message.contains("cannot be compacted") }
        #expect(told.count == 1)
        // A topic of the same name that is created again is another log.
        try directories.deleteLog(TopicPartition("topic", 0))
        #expect(cleaner.uncleanable.isEmpty)
    }

    @Test func `a disk that fails takes its directory offline, the others go on`() async throws {
        let disk = FaultyFileSystem()
        fixture.fileSystem = disk
        let directories = try await fixture.loaded(["d1", "d2"])
        for number: Int32 in 0..<2 { try fill(try fixture.create(directories, number)) }
        let lost = try #require(directories.logs.first { $0.logDirectory.hasSuffix("d1") })
        disk.faults.withLock {
            $0.writeError = EIO
            $0.suffix = "\(lost.topicPartition)/\(LogFileNames.name(4, ".log.cleaned"))"
        }
        try await run(cleaner(directories)) {
            $0.progress.cleanings == 1 && !directories.offlineDirectories.isEmpty
        }
        #expect(directories.offlineDirectories == [fixture.root.file("d1")])
        #expect(directories.logs.map(\.firstDirtyOffset) == [8])
    }

    @Test func `a full disk ends a cleaning, which is tried again when there may be room`()
        async throws
    {
        let disk = FaultyFileSystem()
        fixture.fileSystem = disk
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try fill(log)
        disk.faults.withLock {
            $0.writeError = ENOSPC
            $0.suffix = ".log.cleaned"
        }
        let (clock, lines) = (fixture.clock, fixture.lines)
        try await run(cleaner(directories)) { cleaner in
            if lines.lines.contains(where: { $0.message.contains("has no room") }) {
                disk.faults.withLock { $0.writeError = nil }
                clock.advance(by: .seconds(1))
            }
            return cleaner.progress.cleanings == 1
        }
        #expect(directories.offlineDirectories == [])
        #expect(log.firstDirtyOffset == 8)
    }

    @Test func `reads and writes keep to the rate`() async throws {
        let clock = RushingClock()
        fixture.time = clock
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try fill(log)
        let before = log.sizeInBytes
        let cleaner = cleaner(directories) {
            var settings = CleanerSettings()
            settings.maximumBytesPerSecond = 100
            settings.backoff = RushingClock.patience
            return settings
        }
        try await run(cleaner) { $0.progress.cleanings == 1 }
        let bytes = cleaner.progress.bytesRead + cleaner.progress.bytesWritten
        #expect(bytes > before)
        let took = cleaner.progress.lastDuration.wholeMilliseconds
        #expect(abs(took - bytes * 10) <= 10)
    }

    @Test func `a stop in the middle of a cleaning leaves the log as it was`() async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try fill(log)
        let before = try log.records()
        // Nobody moves the clock: after the first step the cleaner waits.
        let cleaner = cleaner(directories) {
            var settings = CleanerSettings()
            settings.maximumBytesPerSecond = 1
            return settings
        }
        try await run(cleaner) { _ in log.inspect { $0.isBeingCleaned } }
        #expect(try log.records() == before)
        #expect(!log.inspect { $0.isBeingCleaned })
        let names = SharedFiles.names(log.directory)
        #expect(names.filter { $0.hasSuffix(".cleaned") || $0.hasSuffix(".swap") } == [])
        #expect(cleaner.progress.cleanings == 0)
    }

    // MARK: The checkpoint

    @Test func `a start goes on where the last cleaning ended`() async throws {
        let directories = try await fixture.loaded()
        try fill(try fixture.create(directories))
        try await run(cleaner(directories)) { $0.progress.cleanings == 1 }
        fixture.kill(directories)
        let again = try await fixture.loaded()
        let log = try #require(again.logs.first)
        #expect(log.firstDirtyOffset == 8)
        let range = try #require(try log.cleaningRange(highWatermark: 9))
        #expect(range.cleanableBytes == 0)
    }

    @Test func `a checkpoint behind the log end counts as none and is mended`() async throws {
        let directories = try await fixture.loaded()
        try fill(try fixture.create(directories))
        await directories.close(highWatermark: { _ in nil }, on: fixture.executor)
        let path = fixture.root.file("d1/\(OffsetCheckpointFile.cleaned)")
        try "0\n2\ntopic 0 10\nother 3 7\n".write(toFile: path, atomically: true, encoding: .utf8)
        let again = try await fixture.loaded()
        #expect(again.logs.first?.firstDirtyOffset == 0)
        #expect(try fixture.text(OffsetCheckpointFile.cleaned).contains("topic 0 0\n"))
    }

    @Test func `a truncation is in the checkpoint before it returns`() async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try fill(log)
        try await run(cleaner(directories)) { $0.progress.cleanings == 1 }
        try log.truncate(to: 5)
        #expect(try fixture.text(OffsetCheckpointFile.cleaned) == "0\n1\ntopic 0 5\n")
        try log.truncateFully(startingAt: 70)
        #expect(try fixture.text(OffsetCheckpointFile.cleaned) == "0\n0\n")
    }

    @Test func `a topic created anew has nothing of the checkpoint of an earlier one`()
        async throws
    {
        let directories = try await fixture.loaded()
        try fill(try fixture.create(directories))
        try await run(cleaner(directories)) { $0.progress.cleanings == 1 }
        try directories.deleteLog(TopicPartition("topic", 0))
        let log = try fixture.create(directories)
        #expect(log.firstDirtyOffset == nil)
        #expect(try fixture.text(OffsetCheckpointFile.cleaned) == "0\n0\n")
    }

    @Test func `the first cleaning of a log is in the checkpoint before it begins`() async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try fill(log)
        let cleaner = cleaner(directories) {
            var settings = CleanerSettings()
            settings.maximumBytesPerSecond = 1
            return settings
        }
        try await run(cleaner) { _ in log.firstDirtyOffset != nil }
        #expect(try fixture.text(OffsetCheckpointFile.cleaned) == "0\n1\ntopic 0 0\n")
    }
}

/// A clock on which nobody waits: whoever sleeps takes it to the end of the sleep. Sleeps of at least
/// ``patience`` last until they are cancelled.
private final class RushingClock: TimeSource {
    static let patience = Duration.seconds(1_000_000)
    private let clock = ManualClock()

    func monotonic() -> MonotonicTime { clock.monotonic() }
    func wallMilliseconds() -> Int64 { clock.wallMilliseconds() }

    func sleep(until time: MonotonicTime) async throws(CancellationError) {
        let rest = time - monotonic()
        if rest < Self.patience {
            if rest > .zero { clock.advance(by: rest) }
        } else {
            try await clock.sleep(until: time)
        }
    }
}
