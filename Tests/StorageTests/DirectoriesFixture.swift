import Foundation
import KafkaModel
import Platform
import Scheduling
import Telemetry
import TestSupport

@testable import Storage

/// Log directories below a temporary one, with a clock that the test moves.
final class DirectoriesFixture {
    let root: TemporaryDirectory
    let clock = ManualClock()
    let lines = RecordingLogSink()
    let executor = BlockingExecutor(name: "storage", threads: 2)
    var fileSystem: any FileSystem = LocalFileSystem()
    /// In the place of ``clock``.
    var time: (any TimeSource)?
    var config = LogConfig()
    let topic = TopicPartition("topic", 0)

    init() throws {
        root = try TemporaryDirectory("directories")
        config.segmentBytes = 200
    }

    func open(_ names: [String] = ["d1"], threads: Int = 1) throws -> LogDirectories {
        var settings = LogDirectories.Settings(directories: names.map { root.file($0) })
        settings.recoveryThreadsPerDirectory = threads
        var world = LogDirectories.World(
            fileSystem: fileSystem, time: time ?? clock, random: SequenceRandom(),
            logger: Logger("storage", level: .debug, sink: lines))
        world.runInBackground = { $0() }
        return try LogDirectories(settings, world: world)
    }

    /// Directories whose logs are all open.
    func loaded(_ names: [String] = ["d1"]) async throws -> LogDirectories {
        let directories = try open(names)
        let config = config
        try await directories.load(config: { _ in config }, on: executor)
        return directories
    }

    /// As if the process had been killed.
    func kill(_ directories: LogDirectories) {
        for directory in directories.directories { directory.release() }
    }

    func create(_ directories: LogDirectories, _ partition: Int32 = 0) throws -> PartitionLog {
        try directories.createLog(TopicPartition("topic", partition), config: config)
    }

    func text(_ name: String) throws -> String { try SharedFiles.text(root.file("d1/\(name)")) }
}

extension PartitionLog {
    /// Appends batches of one record each, `value-<offset>`.
    func fill(_ count: Int) throws {
        let first = offsets.end.rawValue
        for number in first..<(first + Int64(count)) {
            try produce(try Batch.of(["value-\(number)"]))
        }
    }
}
