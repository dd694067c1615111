import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import TestSupport
import Testing

@testable import Storage

/// Replicas that change their log directory.
struct LogMovesTests {
    private let fixture: DirectoriesFixture
    private let partition = TopicPartition("topic", 0)

    init() throws { fixture = try DirectoriesFixture() }

    private func path(_ name: String) -> String { fixture.root.file(name) }

    private func names(_ directory: String) -> [String] {
        SharedFiles.names(path(directory)).filter { $0.hasPrefix("topic-0") }
    }

    /// Begins a move to `directory`.
    private func begin(_ directories: LogDirectories, to directory: String = "d2") throws
        -> PartitionLog
    {
        let future = try directories.beginMove(
            partition, to: path(directory), config: fixture.config)
        return try #require(future)
    }

    private func finish(_ directories: LogDirectories) throws -> PartitionLog {
        while try directories.copyToFuture(partition, maxBytes: 100) ?? 0 > 0 {}
        return try directories.replaceWithFuture(partition, config: fixture.config)
    }

    private func values(_ log: PartitionLog) throws -> [String] {
        try log.records().map { String(decoding: $0.value?.array ?? [], as: UTF8.self) }
    }

    @Test func `the moved log has every record and the old one waits for its removal`()
        async throws
    {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.fill(20)
        let before = try values(log)
        let future = try begin(directories)
        #expect(names("d2").count == 1 && names("d2")[0].hasSuffix("-future"))
        #expect(directories.futureDirectory(of: partition) == path("d2"))
        try log.fill(5)
        let moved = try finish(directories)

        #expect(moved.logDirectory == path("d2"))
        #expect(directories.log(partition) === moved)
        #expect(try values(moved).prefix(20) == before[...])
        #expect(moved.offsets.end == 25)
        #expect(names("d2") == ["topic-0"])
        #expect(names("d1").count == 1 && names("d1")[0].hasSuffix("-delete"))
        #expect(!log.isUsable && !future.isUsable)
        #expect(directories.futureDirectory(of: partition) == nil)
        try moved.fill(1)
    }

    @Test func `a move goes on after a restart`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        try fixture.create(first).fill(12)
        let begun = try begin(first)
        _ = try first.copyToFuture(partition, maxBytes: 200)
        // Only what is known to be durable is kept.
        try begun.flush()
        first.checkpointRecoveryPoints()
        fixture.kill(first)

        let second = try await fixture.loaded(["d1", "d2"])
        #expect(second.futureLog(partition) == nil)
        #expect(second.futureDirectory(of: partition) == path("d2"))
        let future = try #require(
            try second.beginMove(partition, to: nil, config: fixture.config))
        #expect(future.offsets.end > 0 && future.offsets.end < 12)
        #expect(try finish(second).offsets.end == 12)
    }

    @Test func `without a move there is nothing to go on with`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(directories)
        #expect(
            try directories.beginMove(partition, to: nil, config: fixture.config) == nil)
        #expect(try directories.copyToFuture(partition, maxBytes: 100) == nil)
    }

    @Test func `what the log drops meanwhile is dropped from the copy`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.fill(12)
        let future = try begin(directories)
        while try directories.copyToFuture(partition, maxBytes: 100) ?? 0 > 0 {}
        try log.truncate(to: 4)
        try log.produce(try Batch.of(["other", "records", "of", "the", "same", "offsets", "…"]))
        #expect(future.offsets.end == 12)
        let expected = try values(log)
        #expect(try values(try finish(directories)) == expected)
    }

    @Test func `a copy that differs by epoch after a restart is cut`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(first)
        try log.fill(6)
        let begun = try begin(first)
        while try first.copyToFuture(partition, maxBytes: 100) ?? 0 > 0 {}
        try begun.flush()
        first.checkpointRecoveryPoints()
        try log.truncate(to: 3)
        try log.produce(try Batch.of(["new", "new", "new", "new"]), epoch: 4)
        fixture.kill(first)

        let second = try await fixture.loaded(["d1", "d2"])
        let future = try #require(
            try second.beginMove(partition, to: nil, config: fixture.config))
        #expect(future.offsets.end == 3)
        let expected = try values(try #require(second.log(partition)))
        #expect(try values(try finish(second)) == expected)
    }

    @Test func `the start offset and the epoch without records go along`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.fill(6)
        try log.assign(leaderEpoch: 9)
        _ = try begin(directories)
        while try directories.copyToFuture(partition, maxBytes: 100) ?? 0 > 0 {}
        try log.advanceStartOffset(to: 4)
        let moved = try finish(directories)
        #expect(moved.offsets.start == 4)
        #expect(moved.latestEpoch == 9)
        fixture.kill(directories)
        let after = try await fixture.loaded(["d1", "d2"])
        #expect(after.log(partition)?.offsets.start == 4)
    }

    @Test func `a log that begins within a batch is copied with the whole batch`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.produce(try Batch.of(["a", "b", "c"]))
        try log.advanceStartOffset(to: 2)
        _ = try begin(directories)
        let moved = try finish(directories)
        #expect(moved.offsets.start == 2 && moved.offsets.end == 3)
    }

    @Test func `a log whose front was deleted behind the copy begins anew`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.fill(4)
        _ = try begin(directories)
        _ = try directories.copyToFuture(partition, maxBytes: 1)
        try log.fill(20)
        try log.advanceStartOffset(to: 15)
        try log.deleteOldSegments(highWatermark: 24)
        let start = log.offsets.start
        let moved = try finish(directories)
        #expect(start >= 15)
        #expect(moved.offsets.start == start && moved.offsets.end == 24)
    }

    @Test func `compaction waits until the move has ended`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        // Without keys, which a compacted topic does not take.
        try log.fill(12)
        fixture.config.cleanupPolicy = .compact
        log.update(fixture.config)
        #expect(try log.cleaningRange(highWatermark: 12) != nil)
        _ = try begin(directories)
        #expect(try log.cleaningRange(highWatermark: 12) == nil)
        #expect(try log.beginCleaning(highWatermark: 12) == nil)
        let moved = try finish(directories)
        #expect(try moved.cleaningRange(highWatermark: 12) != nil)
    }

    @Test func `an abandoned move leaves the log as it was`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        try log.fill(3)
        _ = try begin(directories)
        try directories.abandonMove(partition)
        #expect(directories.futureDirectory(of: partition) == nil)
        #expect(names("d2").allSatisfy { $0.hasSuffix("-delete") })
        #expect(directories.log(partition) === log)
        try log.fill(1)
    }

    @Test func `a deleted partition takes its copy along`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(directories)
        _ = try begin(directories)
        try directories.deleteLog(partition)
        #expect((names("d1") + names("d2")).allSatisfy { $0.hasSuffix("-delete") })
        #expect(directories.futureLog(partition) == nil)
    }

    @Test func `the loss of the target ends the move only`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        let future = try begin(directories)
        let target = try #require(directories.directory(of: future))
        directories.fail(target, "gone")
        #expect(directories.futureDirectory(of: partition) == nil)
        #expect(directories.log(partition) === log)
        #expect(!log.inspect(\.isBeingCopied))
        try log.fill(1)
    }

    @Test func `the loss of the source leaves the copy on disk`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        let log = try fixture.create(directories)
        _ = try begin(directories)
        let source = try #require(directories.directory(of: log))
        directories.fail(source, "gone")
        #expect(directories.log(partition) == nil)
        #expect(names("d2").count == 1)
        #expect(throws: LogError.self) { try finish(directories) }
    }

    @Test func `of two replicas the one that replaced the other is taken`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        try fixture.create(first).fill(3)
        fixture.kill(first)
        try FileManager.default.copyItem(atPath: path("d1/topic-0"), toPath: path("d2/topic-0"))
        try MoveMarker(directory: path("d2/topic-0"), LocalFileSystem()).write(path("d1"))

        let second = try await fixture.loaded(["d1", "d2"])
        #expect(second.log(partition)?.logDirectory == path("d2"))
        #expect(names("d1").allSatisfy { $0.hasSuffix("-delete") })
        fixture.kill(second)
        let third = try await fixture.loaded(["d1", "d2"])
        #expect(third.log(partition)?.logDirectory == path("d2"))
    }

    @Test func `of two replicas without a word about it none is taken`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(first)
        fixture.kill(first)
        try FileManager.default.copyItem(atPath: path("d1/topic-0"), toPath: path("d2/topic-0"))
        await #expect(throws: LogDirectoriesError.self) {
            try await fixture.loaded(["d1", "d2"])
        }
    }

    @Test func `a partition is created where it was wanted`() async throws {
        let directories = try await fixture.loaded(["d1", "d2", "d3"])
        directories.want(partition, in: path("d3"))
        #expect(try fixture.create(directories).logDirectory == path("d3"))
        // Once.
        try directories.deleteLog(partition)
        #expect(try fixture.create(directories).logDirectory == path("d1"))
    }

    @Test func `a copy of an earlier topic of the name vanishes with the new one`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(first)
        _ = try begin(first)
        fixture.kill(first)
        try FileManager.default.removeItem(atPath: path("d1/topic-0"))

        let second = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(second)
        #expect(second.futureDirectory(of: partition) == nil)
        #expect((names("d1") + names("d2")).filter { $0.hasSuffix("-future") } == [])
    }

    @Test func `the checkpoint of high watermarks speaks of the copy too`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        try fixture.create(directories).fill(6)
        _ = try begin(directories)
        _ = try directories.copyToFuture(partition, maxBytes: 1)
        directories.checkpointHighWatermarks { _ in 6 }
        #expect(try fixture.text("replication-offset-checkpoint").hasSuffix("topic 0 6\n"))
        let other = try SharedFiles.text(path("d2/replication-offset-checkpoint"))
        #expect(other.hasSuffix("topic 0 1\n"))
    }

    @Test func `a directory tells which of its logs are copies`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        try fixture.create(directories).fill(2)
        _ = try begin(directories)
        let told = directories.describe { _ in true }
        #expect(told.map { $0.replicas.map(\.isFuture) } == [[false], [true]])
    }

    @Test func `a copy that nobody has opened since the start is told of`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        try fixture.create(first).fill(2)
        _ = try begin(first)
        while try first.copyToFuture(partition, maxBytes: 100) ?? 0 > 0 {}
        let before = first.describe { _ in true }
        fixture.kill(first)
        let second = try await fixture.loaded(["d1", "d2"])
        let told = second.describe { _ in true }
        #expect(told.map { $0.replicas.map(\.isFuture) } == [[false], [true]])
        #expect(told.map { $0.replicas.map(\.size) } == before.map { $0.replicas.map(\.size) })
        #expect(second.describe { _ in false }.allSatisfy { $0.replicas.isEmpty })
    }

    @Test(
        .enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"),
        arguments: ["3.9.0", "2.8.2"])
    func `a move that Kafka has begun is finished`(version: String) async throws {
        let golden = try #require(SharedFiles.golden("logs/\(version)/future"))
        for directory in ["d1", "d2"] {
            try FileManager.default.copyItem(
                atPath: "\(golden)/\(directory)", toPath: path(directory))
        }
        let directories = try await fixture.loaded(["d1", "d2"])
        let moving = TopicPartition("moving", 0)
        let log = try #require(directories.log(moving))
        let expected = try values(log)
        #expect(directories.futureDirectory(of: moving) == path("d2"))
        let future = try #require(
            try directories.beginMove(moving, to: nil, config: fixture.config))
        #expect(future.offsets.end < log.offsets.end)
        while try directories.copyToFuture(moving, maxBytes: 1000) ?? 0 > 0 {}
        let moved = try directories.replaceWithFuture(moving, config: fixture.config)
        #expect(try values(moved) == expected)
        #expect(moved.topicID == log.topicID)
    }
}
