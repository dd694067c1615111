import Bytes
import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

/// The check of log directories as wholes.
struct LogVerificationTests {
    let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory("verification")
    }

    /// A log directory with a partition of five records, closed cleanly.
    private func directory(
        _ name: String, broker: Int32 = 1, _ partition: String = "topic-0", records: Int = 5
    ) throws -> String {
        let path = home.file(name)
        let fixture = try LogFixture()
        let log = try fixture.open()
        for number in 0..<records { try log.produce(try Batch.of(["value \(number)"])) }
        try log.close()
        let disk = LocalFileSystem()
        try disk.createDirectory("\(path)/\(partition)")
        for (name, bytes) in try fixture.files() {
            try write("\(path)/\(partition)/\(name)", bytes)
        }
        try MetaProperties(brokerID: BrokerID(broker), clusterID: "cluster")
            .write(directory: path, disk)
        try CleanShutdownFile(directory: path, fileSystem: disk).write()
        return path
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func checkpoint(_ path: String, _ name: String, _ offsets: [TopicPartition: Offset])
        throws
    {
        try OffsetCheckpointFile(path: "\(path)/\(name)", fileSystem: LocalFileSystem())
            .write(offsets)
    }

    @Test func `a directory as a clean stop leaves it is whole`() throws {
        let path = try directory("a")
        try checkpoint(path, OffsetCheckpointFile.recoveryPoints, [TopicPartition("topic", 0): 5])
        let check = try Check([path])
        #expect(check.lines(.damage) == [] && check.lines(.note) == [])
        #expect(check.lines(.ok).contains { $0.hasSuffix("was stopped cleanly") })
        #expect(check.verdicts.map(\.prediction.isNothing) == [true])
        #expect(check.summary.partitions == 1 && check.summary.changing == 0)
    }

    @Test(arguments: [
        (
            OffsetCheckpointFile.recoveryPoints, 9,
            "the recovery point, 9, lies behind the log end 5"
        ),
        (
            OffsetCheckpointFile.startOffsets, 9,
            "the log start offset, 9, lies behind the log end 5"
        ),
        (OffsetCheckpointFile.highWatermarks, 6, "the high watermark, 6, lies behind the log end"),
    ])
    func `a checkpoint behind the log end is damage`(name: String, offset: Int, words: String)
        throws
    {
        let path = try directory("a")
        try checkpoint(path, name, [TopicPartition("topic", 0): Offset(offset)])
        let damage = try Check([path]).damage
        #expect(damage.contains { $0.contains(words) }, "\(damage)")
    }

    @Test(arguments: [
        OffsetCheckpointFile.recoveryPoints, OffsetCheckpointFile.startOffsets,
        OffsetCheckpointFile.highWatermarks, OffsetCheckpointFile.cleaned,
    ])
    func `a checkpoint that cannot be read is damage`(name: String) throws {
        let path = try directory("a")
        try write("\(path)/\(name)", Array("0\n2\ntopic 0 1\n".utf8))
        let damage = try Check([path]).damage
        #expect(damage.count == 1 && damage[0].contains("1 entries instead of 2"), "\(damage)")
    }

    @Test func `an entry for a partition that is not there is noted`() throws {
        let path = try directory("a")
        try checkpoint(path, OffsetCheckpointFile.highWatermarks, [TopicPartition("gone", 3): 1])
        #expect(
            try Check([path]).lines(.note) == [
                "a/replication-offset-checkpoint: has an entry for gone-3, which is not here"
            ])
    }

    @Test func `names that no log has are told`() throws {
        let path = try directory("a")
        for name in ["strange", "old-1.0123456789abcdef0123456789abcdef-delete"] {
            try LocalFileSystem().createDirectory("\(path)/\(name)")
        }
        for name in [
            "notes.txt", "00000000000000000099.index", "00000000000000000003.log.cleaned",
            "leader-epoch-checkpoint.tmp",
        ] {
            try write("\(path)/topic-0/\(name)", [1])
        }
        let check = try Check([path])
        #expect(check.damage.count == 1)
        #expect(check.damage[0].contains("is not the name of a partition's directory"))
        let notes = check.lines(.note)
        for words in [
            "is a deleted partition", "notes.txt: is no file of a log",
            "is an index without records", "are left over from an unfinished compaction",
            "was left over while a file was written",
        ] {
            #expect(notes.contains { $0.contains(words) }, "\(words)")
        }
        #expect(
            check.verdicts[0].prediction.removed == [
                "00000000000000000003.log.cleaned", "00000000000000000099.index",
            ])
    }

    @Test func `directories that cannot belong together are told`() throws {
        let check = try Check([try directory("a"), try directory("b", broker: 2)])
        #expect(
            check.damage.map { $0.prefix { $0 != ";" } } == [
                "b/meta.properties: is of another broker or cluster than that of \(home.file("a"))",
                "b/topic-0: is the same partition as \(home.file("a"))/topic-0",
            ])
    }

    @Test func `a gap that only compaction may leave is damage where there is none`() throws {
        let path = try directory("a", "topic-0", records: 0)
        for offset in [0, 7] {
            let name = LogFileNames.name(Offset(offset), "")
            let bytes = try Batch.of(["x"], offset: Int64(offset), leaderEpoch: 0).array
            try write("\(path)/topic-0/\(name).log", bytes)
            for kind in [".index", ".timeindex"] { try write("\(path)/topic-0/\(name)\(kind)", []) }
        }
        #expect(try Check([path]).damage.contains { $0.contains("offsets 1 to 6 are missing") })
        try checkpoint(path, OffsetCheckpointFile.cleaned, [TopicPartition("topic", 0): 7])
        #expect(try !Check([path]).damage.contains { $0.contains("are missing") })
    }

    @Test func `a directory that a broker has is refused, or told to be in use`() throws {
        let path = try directory("a")
        let lock = try LocalFileSystem().lock("\(path)/.lock")
        #expect(throws: VerificationError.inUse(directory: path)) { try Check([path]) }
        let notes = try Check([path], evenIfInUse: true).lines(.note)
        #expect(notes.contains { $0.contains("a broker is at work") })
        lock.release()
        #expect(try Check([path, "\(path)/topic-0"]).lines(.note).isEmpty)
        // Given back.
        try LocalFileSystem().lock("\(path)/.lock").release()
    }

    @Test func `what is no directory cannot be checked`() {
        let path = home.file("nowhere")
        #expect(throws: VerificationError.notThere(directory: path)) { try Check([path]) }
    }

    @Test func `of a thousand bad batches twenty are told and all are counted`() throws {
        let path = try directory("a")
        let batch = try Batch.of(["x"]).array
        var bytes: [UInt8] = []
        for number in 0..<1000 {
            var next = batch
            next[7] = UInt8(number % 256)
            next[6] = UInt8(number / 256)
            next[batch.count - 2] ^= 1
            bytes += next
        }
        try write("\(path)/topic-0/00000000000000000000.log", bytes)
        let check = try Check([path])
        #expect(check.summary.damaged >= 1000)
        #expect(check.damage.filter { $0.contains("checksum") }.count == FindingLog.limit)
        #expect(check.lines(.note).contains { $0.hasSuffix("980 more findings in this file") })
    }

    @Test(arguments: 0..<60)
    func `any bytes give findings and never a trap`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let path = try directory("a")
        for name in SharedFiles.names("\(path)/topic-0") + ["00000000000000000000.txnindex"] {
            let file = "\(path)/topic-0/\(name)"
            var bytes = (try? SharedFiles.bytes(file)) ?? random.bytes(68)
            for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            bytes += random.bytes(Int.random(in: 0...60, using: &random))
            try write(file, bytes)
        }
        let check = try Check([path])
        #expect(check.summary.damaged > 0)
    }
}
