import Foundation
import Glibc
import KafkaModel
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing

@testable import Storage

struct LogDirectoriesTests {
    let root: TemporaryDirectory
    let clock = ManualClock()
    let lines = RecordingLogSink()
    let disk = FaultyFileSystem()
    let jobs = QueuedJobs()
    let executor = BlockingExecutor(name: "storage", threads: 2)

    init() throws { root = try TemporaryDirectory("directories") }

    private func open(_ names: [String] = ["d1", "d2"]) throws -> LogDirectories {
        var settings = LogDirectories.Settings(directories: names.map { root.file($0) })
        settings.recoveryThreadsPerDirectory = 2
        var world = LogDirectories.World(
            fileSystem: disk, time: clock, random: SequenceRandom(),
            logger: Logger("storage", level: .debug, sink: lines))
        world.runInBackground = { [jobs] in jobs.add($0) }
        return try LogDirectories(settings, world: world)
    }

    private func loaded(_ names: [String] = ["d1", "d2"]) async throws -> LogDirectories {
        let directories = try open(names)
        try await directories.load(config: { _ in Self.config }, on: executor)
        return directories
    }

    private func put(_ directory: String, _ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: root.file(directory), withIntermediateDirectories: true)
        try root.write("\(directory)/\(name)", "content")
    }

    private static var config: LogConfig {
        var config = LogConfig()
        config.segmentBytes = 200
        return config
    }

    private func create(_ directories: LogDirectories, _ topic: String, _ partition: Int32 = 0)
        throws -> PartitionLog
    {
        try directories.createLog(TopicPartition(topic, partition), config: Self.config)
    }

    // MARK: Taking the directories

    @Test func `a directory has one owner at a time`() async throws {
        let first = try open()
        #expect(throws: LogDirectoriesError.locked(directory: root.file("d1"))) { try open() }
        await first.close(highWatermark: { _ in nil }, on: executor)
        _ = try open()
    }

    @Test func `a fresh directory has no identity until one is assigned`() async throws {
        let identity = LogDirectoryIdentity(brokerID: 7, clusterID: "Ds_jZ1bRQLyp0_tu5qe-xw")
        let first = try open()
        #expect(first.identity == nil)
        try first.assign(identity)
        await first.close(highWatermark: { _ in nil }, on: executor)
        #expect(try open().identity == identity)
    }

    @Test func `directories of different brokers are refused`() throws {
        for (name, id) in [("d1", 1), ("d2", 2)] {
            try FileManager.default.createDirectory(
                atPath: root.file(name), withIntermediateDirectories: true)
            try root.write("\(name)/meta.properties", "version=0\nbroker.id=\(id)\ncluster.id=c\n")
        }
        let error = #expect(throws: LogDirectoriesError.self) { try open() }
        #expect(error?.description.contains("broker.id=2") == true)
    }

    @Test func `a directory that cannot be made is offline, the others go on`() async throws {
        try root.write("d1", "a file in the way")
        let directories = try await loaded()
        #expect(directories.offlineDirectories == [root.file("d1")])
        let log = try create(directories, "topic")
        #expect(log.logDirectory == root.file("d2"))
    }

    @Test func `without any directory the broker cannot start`() throws {
        try root.write("d1", "a file in the way")
        #expect(throws: LogDirectoriesError.self) { try open(["d1"]) }
    }

    // MARK: Logs

    @Test func `partitions are spread over the directories`() async throws {
        let directories = try await loaded()
        let places = try (0..<6).map { try create(directories, "topic", $0).logDirectory }
        #expect(places.filter { $0 == root.file("d1") }.count == 3)
        #expect(directories.logs.map(\.topicPartition.partition) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `a log is created once`() async throws {
        let directories = try await loaded()
        let first = try create(directories, "topic")
        let again = try create(directories, "topic")
        #expect(first === again)
        #expect(directories.log(TopicPartition("topic", 0)) === first)
        #expect(directories.log(TopicPartition("topic", 1)) == nil)
    }

    @Test func `after a clean stop everything is there and nothing is recovered`() async throws {
        let directories = try await loaded()
        for number: Int32 in 0..<4 {
            let log = try create(directories, "a-b", number)
            for value in 0..<5 { try log.produce(try Batch.of(["value \(value)"])) }
        }
        try directories.log(TopicPartition("a-b", 1))?.advanceStartOffset(to: 1)
        await directories.close(highWatermark: { _ in 5 }, on: executor)
        #expect(SharedFiles.names(root.file("d1")).contains(".kafka_cleanshutdown"))

        let again = try await loaded()
        #expect(!SharedFiles.names(root.file("d1")).contains(".kafka_cleanshutdown"))
        #expect(again.logs.count == 4)
        for log in again.logs {
            let start: Offset = log.topicPartition.partition == 1 ? 1 : 0
            #expect(log.offsets == LogOffsets(start: start, end: 5, recoveryPoint: 5))
            #expect(again.checkpointedHighWatermark(log.topicPartition) == 5)
        }
        #expect(!lines.lines.contains { $0.message.contains("recovering") })
    }

    @Test func `after a kill every log is recovered from its recovery point`() async throws {
        do {
            let directories = try await loaded(["d1"])
            let log = try create(directories, "topic")
            for value in 0..<7 { try log.produce(try Batch.of(["value \(value)"])) }
            jobs.run()
            for directory in directories.directories { directory.release() }
        }
        let again = try await loaded(["d1"])
        let log = try #require(again.logs.first)
        #expect(log.offsets.end == 7)
        #expect(log.offsets.recoveryPoint == 6)
        let recovered = lines.lines.filter { $0.message.contains("recovering segment") }
        #expect(recovered.map(\.message) == ["topic-0: recovering segment 6 (4 of 4)"])
    }

    @Test func `a partition in two directories is refused`() async throws {
        for name in ["d1", "d2"] { try put("\(name)/topic-0", "00000000000000000000.log") }
        let directories = try open()
        await #expect(
            throws: LogDirectoriesError.duplicateLog(
                TopicPartition("topic", 0), first: root.file("d1"), second: root.file("d2"))
        ) { try await directories.load(config: { _ in Self.config }, on: executor) }
    }

    @Test func `a directory with a strange name in it goes offline`() async throws {
        try FileManager.default.createDirectory(
            atPath: root.file("d1/nonsense"), withIntermediateDirectories: true)
        let directories = try await loaded()
        #expect(directories.offlineDirectories == [root.file("d1")])
    }

    @Test(arguments: ["topic-delete", "topic-0.-future", "topic-0.x-gone"])
    func `a name that only looks like a suffix takes the directory offline`(name: String)
        async throws
    {
        try put("d1/\(name)", "file")
        let directories = try await loaded()
        #expect(directories.offlineDirectories == [root.file("d1")])
    }

    @Test func `a directory that has vanished is not made anew`() async throws {
        let directories = try await loaded(["d1", "d2"])
        try FileManager.default.moveItem(
            atPath: root.file("d1"), toPath: root.file("away"))
        #expect(throws: LogError.self) { try create(directories, "topic") }
        #expect(directories.offlineDirectories == [root.file("d1")])
        #expect(!FileManager.default.fileExists(atPath: root.file("d1")))
        #expect(try create(directories, "topic").logDirectory == root.file("d2"))
    }

    @Test func `directories of strays are left as they are`() async throws {
        let name = "topic-0.e304c791095d4e7082bb17d8a5c0203a-stray"
        try put("d1/\(name)", LogFileNames.name(0, ".log.deleted"))
        try put("d1/lost+found", "file")
        try put("d1/remote-log-index-cache", "file")
        let directories = try await loaded(["d1"])
        #expect(directories.logs.isEmpty)
        #expect(try create(directories, "topic").offsets.end == 0)
        clock.advance(by: .seconds(120))
        _ = directories.performMaintenance { _ in nil }
        await directories.close(highWatermark: { _ in nil }, on: executor)
        #expect(
            SharedFiles.names(root.file("d1/\(name)")) == [LogFileNames.name(0, ".log.deleted")])
    }

    @Test func `a link to a directory holds a partition like the directory itself`() async throws {
        let before = try await loaded(["d1"])
        try create(before, "topic").produce(try Batch.of(["value"]))
        await before.close(highWatermark: { _ in nil }, on: executor)
        try FileManager.default.moveItem(
            atPath: root.file("d1/topic-0"), toPath: root.file("elsewhere"))
        try FileManager.default.createSymbolicLink(
            atPath: root.file("d1/topic-0"), withDestinationPath: root.file("elsewhere"))
        #expect(try await loaded(["d1"]).logs.first?.values == ["value"])
    }

    @Test func `a deleted log is gone at once and its files later`() async throws {
        let directories = try await loaded(["d1"])
        let log = try create(directories, "topic")
        try directories.deleteLog(log.topicPartition)
        #expect(directories.log(log.topicPartition) == nil)
        #expect(throws: LogError.self) { try log.produce(try Batch.of(["late"])) }
        #expect(SharedFiles.names(root.file("d1")).contains { $0.hasSuffix("-delete") })
        _ = directories.performMaintenance { _ in nil }
        #expect(SharedFiles.names(root.file("d1")).contains { $0.hasSuffix("-delete") })
        clock.advance(by: .seconds(60))
        _ = directories.performMaintenance { _ in nil }
        #expect(!SharedFiles.names(root.file("d1")).contains { $0.hasSuffix("-delete") })
    }

    @Test func `a deleted log may be created anew and is empty`() async throws {
        let directories = try await loaded(["d1"])
        let log = try create(directories, "topic")
        try log.produce(try Batch.of(["old"]))
        try directories.deleteLog(log.topicPartition)
        #expect(try create(directories, "topic").offsets.end == 0)
    }

    @Test func `leftovers of deleted logs vanish after a restart`() async throws {
        try FileManager.default.createDirectory(
            atPath: root.file("d1/gone-0.e304c791095d4e7082bb17d8a5c0203a-delete"),
            withIntermediateDirectories: true)
        let directories = try await loaded(["d1"])
        #expect(directories.logs.isEmpty)
        clock.advance(by: .seconds(61))
        _ = directories.performMaintenance { _ in nil }
        #expect(!SharedFiles.names(root.file("d1")).contains { $0.hasSuffix("-delete") })
    }

    // MARK: Failing disks

    @Test func `a failed write takes the directory and its logs offline`() async throws {
        let directories = try await loaded()
        let failed = Lock<[String]>([])
        directories.onDirectoryFailure { path in failed.withLock { $0.append(path) } }
        let logs = try (0..<4).map { try create(directories, "topic", $0) }
        disk.faults.withLock {
            $0.writeError = EIO
            $0.suffix = "d1/topic-0/00000000000000000000.log"
        }
        let victim = try #require(logs.first { $0.logDirectory == root.file("d1") })
        #expect(victim.topicPartition.partition == 0)
        #expect(throws: LogError.self) { try victim.produce(try Batch.of(["a"])) }
        #expect(failed.withLock { $0 } == [root.file("d1")])
        #expect(directories.offlineDirectories == [root.file("d1")])
        #expect(directories.logs.allSatisfy { $0.logDirectory == root.file("d2") })
        #expect(logs.filter { !$0.isUsable }.count == 2)
        let messages = lines.lines.filter { $0.level == .error }
        #expect(messages.count == 1)
    }

    @Test func `a log that may be on an offline directory is not created anew`() async throws {
        try root.write("d1", "a file in the way")
        let directories = try await loaded()
        #expect(throws: LogError.offline(path: root.file("d1"))) {
            try directories.createLog(
                TopicPartition("topic", 0), config: Self.config, isNew: false)
        }
    }

    // MARK: Maintenance

    @Test func `a roll is flushed and its recovery point written`() async throws {
        let directories = try await loaded(["d1"])
        let log = try create(directories, "topic")
        for value in 0..<5 { try log.produce(try Batch.of(["value \(value)"])) }
        jobs.run()
        #expect(log.offsets.recoveryPoint == 4)
        let text = try SharedFiles.text(root.file("d1/recovery-point-offset-checkpoint"))
        #expect(text == "0\n1\ntopic 0 4\n")
    }

    @Test func `flush ms makes records durable in time`() async throws {
        let directories = try await loaded(["d1"])
        var config = Self.config
        config.flushMilliseconds = 5000
        let log = try directories.createLog(TopicPartition("topic", 0), config: config)
        try log.produce(try Batch.of(["a"]))
        clock.advance(by: .milliseconds(4999))
        _ = directories.performMaintenance { _ in nil }
        jobs.run()
        #expect(log.offsets.recoveryPoint == 0)
        clock.advance(by: .milliseconds(1))
        _ = directories.performMaintenance { _ in nil }
        jobs.run()
        #expect(log.offsets.recoveryPoint == 1)
    }

    @Test func `retention runs by the clock and below the high watermark`() async throws {
        let directories = try await loaded(["d1"])
        var config = Self.config
        config.retentionBytes = 0
        let log = try directories.createLog(TopicPartition("topic", 0), config: config)
        for value in 0..<6 { try log.produce(try Batch.of(["value \(value)"])) }
        _ = directories.performMaintenance { _ in 4 }
        #expect(log.offsets.start == 0)
        clock.advance(by: .seconds(30))
        _ = directories.performMaintenance { _ in 4 }
        #expect(log.offsets.start == 4)
    }

    @Test func `a log start within a segment is written, others are not`() async throws {
        let directories = try await loaded(["d1"])
        let log = try create(directories, "topic")
        _ = try create(directories, "other")
        for value in 0..<3 { try log.produce(try Batch.of(["value \(value)"])) }
        try log.advanceStartOffset(to: 1)
        directories.checkpointStartOffsets()
        let text = try SharedFiles.text(root.file("d1/log-start-offset-checkpoint"))
        #expect(text == "0\n1\ntopic 0 1\n")
    }
}

struct LogFileNamesTests {
    @Test func `a file name holds twenty digits`() {
        #expect(LogFileNames.name(35, ".log") == "00000000000000000035.log")
        let parsed = LogFileNames.parse("00000000000000000035.timeindex.deleted")
        #expect(parsed?.offset == 35)
        #expect(parsed?.kind == ".timeindex")
        #expect(parsed?.state == ".deleted")
    }

    @Test(arguments: [
        "35.log", "leader-epoch-checkpoint", "0000000000000000003x.log", "+0000000000000000035.log",
        "",
    ])
    func `other names are no segment files`(name: String) {
        #expect(LogFileNames.parse(name) == nil)
    }

    @Test(arguments: [("topic-0", "topic", 0), ("a-b-12", "a-b", 12), ("__x-3", "__x", 3)])
    func `a directory is named after its partition`(name: String, topic: String, number: Int32) {
        #expect(
            LogFileNames.partition(directoryName: name) == TopicPartition(topic, number))
    }

    @Test(arguments: [
        ("a-b-0.e304c791095d4e7082bb17d8a5c0203a-delete", "-delete"), ("a-0.x-future", "-future"),
        ("a.b-7.x-stray", "-stray"),
    ])
    func `a directory on its way has a suffix behind a partition's name`(
        name: String, suffix: String
    ) {
        #expect(LogFileNames.specialSuffix(name) == suffix)
    }

    @Test(arguments: ["a-delete", "a-0-delete", "a-0.-delete", ".x-future", "a.x-stray", "a-0"])
    func `other names have no such suffix`(name: String) {
        #expect(LogFileNames.specialSuffix(name) == nil)
    }

    @Test(arguments: ["topic", "-1", "topic-", "topic-x", "topic--1x"])
    func `other names are no partitions`(name: String) {
        #expect(LogFileNames.partition(directoryName: name) == nil)
    }

    @Test func `the name of a deleted directory stays within 255 bytes`() {
        let topic = String(repeating: "t", count: 249)
        let name = LogFileNames.specialDirectoryName(
            TopicPartition(topic, 12), LogFileNames.deleteSuffix
        ) { 1 }
        #expect(name.utf8.count == 255)
        #expect(LogFileNames.specialSuffix(name) == "-delete")
    }
}

struct LogDirectoryCleanupTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("cleanup") }

    private func run(_ names: [String]) throws -> ([Offset], [String]) {
        for name in names { try directory.write(name, "") }
        let bases = try LogDirectoryCleanup.run(directory.path, LocalFileSystem()).bases
        return (bases, SharedFiles.names(directory.path))
    }

    private func name(_ offset: Int64, _ suffix: String) -> String {
        LogFileNames.name(Offset(offset), suffix)
    }

    @Test func `files that wait for their removal go`() throws {
        let (bases, left) = try run([name(0, ".log"), name(0, ".log.deleted")])
        #expect(bases == [0])
        #expect(left == [name(0, ".log")])
    }

    @Test func `unfinished output goes with the swap files behind it`() throws {
        let (bases, left) = try run([
            name(0, ".log"), name(5, ".log"), name(5, ".log.cleaned"), name(5, ".log.swap"),
        ])
        #expect(bases == [0, 5])
        #expect(left == [name(0, ".log"), name(5, ".log")])
    }

    @Test func `a complete replacement takes the place of its segment`() throws {
        let (bases, left) = try run([
            name(0, ".log"), name(0, ".index"), name(0, ".log.swap"), name(0, ".index.swap"),
            name(9, ".log"),
        ])
        #expect(bases == [0, 9])
        #expect(left == [name(0, ".index"), name(0, ".log"), name(9, ".log")])
    }

    @Test func `an index without records goes`() throws {
        let (bases, left) = try run([name(0, ".index"), name(3, ".log"), "partition.metadata"])
        #expect(bases == [3])
        #expect(left == [name(3, ".log"), "partition.metadata"])
    }
}
