import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Logs that real Kafka wrote, written again by this program: the same batches appended one by one to
/// an empty log give the same files, byte for byte.
@Suite(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
struct GoldenRewriteTests {
    /// Directories whose content is decided by what was appended, and nothing else.
    static let determined = ["3.9.0/single", "2.8.2/single", "3.9.0/epochs", "2.8.2/epochs"]
        .flatMap { Truth.partitions($0) }
        .filter { reason(forSkipping: $0) == nil }

    /// Why a directory cannot come out the same; `nil` if it can.
    private static func reason(forSkipping path: String) -> String? {
        let topic = Self.topic(path)
        if path.hasSuffix("-delete") || path.hasSuffix(".before") {
            return "copied while the broker had it open, with indexes made in advance"
        }
        if topic.hasPrefix("compact-after") || topic.hasSuffix("-compact") {
            return "written by a compaction"
        }
        if topic.hasPrefix("delrec") { return "the first segments are deleted" }
        if topic == "un" { return "truncated after an unclean election" }
        if topic == "v0-none" || topic == "v1-none" {
            return "messages of old formats came many at a time, as one append each"
        }
        return nil
    }

    private static func topic(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return LogFileNames.partition(directoryName: name)?.topic ?? name
    }

    /// The settings of the recorded topics: those that their README names, and for the others the
    /// only round numbers with which segments end and index entries stand where they do.
    private static func config(_ path: String) -> LogConfig {
        var config = LogConfig()
        let topic = Self.topic(path)
        let settings: [(prefix: String, segment: Int32?, interval: Int32?)] = [
            ("codec-", nil, 200), ("segs", 1000, 150), ("idem", 700, 100), ("txn", 1500, 100),
            ("compact-before", 600, 100), ("ep", 600, nil), ("v0-append", nil, nil),
            ("v1-append", nil, nil), ("v0-", nil, 200), ("v1-", nil, 200),
        ]
        if let found = settings.first(where: { topic.hasPrefix($0.prefix) }) {
            config.segmentBytes = found.segment ?? config.segmentBytes
            config.indexIntervalBytes = found.interval ?? config.indexIntervalBytes
        }
        return config
    }

    /// The batches of a directory's record files, in order.
    private func batches(_ path: String) throws -> [AnyRecordBatch] {
        var batches: [AnyRecordBatch] = []
        for name in SharedFiles.names(path) where name.hasSuffix(".log") {
            var reader = RecordBatchReader(
                SharedBytes(copying: try SharedFiles.bytes("\(path)/\(name)")))
            while let batch = try reader.next() { batches.append(batch) }
        }
        return batches
    }

    /// Begins the epochs that the checkpoint has at the log end: some have no records.
    private func beginEpochs(_ epochs: LeaderEpochCache, _ log: PartitionLog) throws {
        for entry in epochs.entries where entry.startOffset == log.offsets.end {
            try log.assign(leaderEpoch: entry.epoch)
        }
    }

    private func rewrite(_ path: String) throws -> LogFixture {
        let fixture = try LogFixture()
        fixture.producerExpiration = .max
        fixture.config = Self.config(path)
        let log = try fixture.open()
        let disk = LocalFileSystem()
        let epochs = try LeaderEpochCheckpoint(directory: path, fileSystem: disk).read()
        if let id = try PartitionMetadataFile(directory: path, fileSystem: disk).read() {
            try log.assign(topicID: id)
        }
        for batch in try batches(path) {
            try beginEpochs(epochs, log)
            try log.append(asFollower: SharedBytes(copying: batch.bytes.array))
        }
        try beginEpochs(epochs, log)
        try log.close()
        return fixture
    }

    /// Whether a file's content is decided by something else than the batches.
    private func isUndetermined(_ name: String, in path: String) -> Bool {
        // Kafka before 3.0 named in its time index the offset of the record with the largest
        // timestamp, and since then the last of its batch.
        if name.hasSuffix(".timeindex"), path.contains("/2.8.2/") { return true }
        // These brokers were stopped between the appends; at each start they forgot the producers,
        // whose timestamps are those of another year.
        return name.hasSuffix(".snapshot") && path.contains("/epochs/")
    }

    @Test(arguments: determined)
    func `the same appends give the same files`(path: String) throws {
        let found = try rewrite(path).files().filter { !isUndetermined($0.key, in: path) }
        let names = SharedFiles.names(path).filter { !isUndetermined($0, in: path) }
        #expect(found.keys.sorted() == names)
        let differing = try names.filter {
            found[$0] != (try SharedFiles.bytes("\(path)/\($0)"))
        }
        #expect(differing == [])
    }

    @Test func `most directories are compared`() {
        #expect(Self.determined.count >= 40, "\(Self.determined.count)")
    }
}
