import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// What real Kafka's cleaner made of the same segments.
@Suite(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
struct GoldenCompactionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var path: String
        var segmentBytes: Int32
        var deleteRetention: Int64
        var checkpoint: Int64?
        var testDescription: String { path }
    }

    static let cases = [
        Case(path: "3.9.0/single/d2/compact-after-0", segmentBytes: 600, deleteRetention: day),
        // The second cleaning of two: the first ended at 32.
        Case(
            path: "3.9.0/single/d1/compact-after-short-0", segmentBytes: 600, deleteRetention: 100,
            checkpoint: 32),
        Case(path: "2.8.2/single/d2/compact-after-0", segmentBytes: 600, deleteRetention: day),
        Case(
            path: "2.8.2/single/d1/compact-after-short-0", segmentBytes: 600, deleteRetention: 100),
        Case(path: "2.8.2/single/d2/v0-compact-0", segmentBytes: 500, deleteRetention: day),
        Case(path: "2.8.2/single/d2/v1-compact-0", segmentBytes: 300, deleteRetention: day),
    ]
    private static let day: Int64 = 86_400_000

    private func source(_ path: String) throws -> String {
        try #require(SharedFiles.golden("logs/\(path)"))
    }

    private func cleaned(_ example: Case) throws -> (LogFixture, PartitionLog) {
        let fixture = try LogFixture()
        fixture.compact(segmentBytes: example.segmentBytes)
        fixture.config.deleteRetentionMilliseconds = example.deleteRetention
        // Behind all delete horizons of the recordings.
        fixture.clock.advance(by: .milliseconds(1_900_000_000_000 - 1_700_000_000_000))
        try fixture.takeSources(try source(example.path))
        let log = try fixture.open(clean: true)
        log.inspect { $0.firstDirtyOffset = example.checkpoint.map { Offset($0) } }
        try #require(try log.clean() != nil)
        return (fixture, log)
    }

    @Test(arguments: cases)
    func `records and aborted transactions are left byte for byte as Kafka left them`(
        example: Case
    ) throws {
        let (fixture, _) = try cleaned(example)
        let path = try source(example.path)
        for name in SharedFiles.names(path)
        where name.hasSuffix(".log") || name.hasSuffix(".txnindex") {
            let expected = try SharedFiles.bytes("\(path)/\(name)")
            #expect(try fixture.files()[name] == expected, "\(name)")
        }
    }

    @Test(arguments: cases)
    func `the same files are there, and the same wait for their removal`(example: Case) throws {
        let (fixture, _) = try cleaned(example)
        let expected = SharedFiles.names(try source(example.path)).filter {
            // Written by earlier cleanings under names that this one has no reason to touch.
            !$0.hasPrefix("leader")
        }
        let found = SharedFiles.names(fixture.path).filter { !$0.hasPrefix("leader") }
        #expect(Set(found).symmetricDifference(expected) == [])
    }

    @Test(arguments: cases)
    func `the next cleaning begins where Kafka's checkpoint says`(example: Case) throws {
        let (fixture, log) = try cleaned(example)
        let active = try #require(log.segmentBases.last)
        #expect(log.inspect { $0.firstDirtyOffset } == active)
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: cases)
    func `a cleaned log opens again as it is`(example: Case) throws {
        let (fixture, log) = try cleaned(example)
        let before = try log.records()
        fixture.mayHaveGaps = true
        let again = try fixture.open()
        #expect(try again.records() == before)
        #expect(again.offsets.end == log.offsets.end)
    }

    /// The first of two cleanings of a log of which only the second one's input was kept.
    @Test func `tombstones get the delete horizon that Kafka gave them`() throws {
        let before = try source("3.9.0/single/d1/compact-before-0")
        let after = try source("3.9.0/single/d1/compact-after-short-0")
        let fixture = try LogFixture()
        fixture.compact()
        fixture.config.deleteRetentionMilliseconds = 100
        fixture.clock.advance(by: .milliseconds(1_795_252_184_952 - 100 - 1_700_000_000_000))
        try fixture.fileSystem.createDirectory(fixture.path)
        // Up to the segment that was active then; its producer had another id.
        for base in [0, 16, 32] {
            let name = LogFileNames.name(Offset(base), ".log")
            var reader = RecordBatchReader(
                SharedBytes(copying: try SharedFiles.bytes("\(before)/\(name)")))
            var bytes: [UInt8] = []
            while let batch = try reader.next()?.current {
                batch.bytes.store(bigEndian: batch.producerID.rawValue + 4, at: 43)
                batch.bytes.store(bigEndian: batch.computedChecksum, at: 17)
                bytes += batch.bytes.array
            }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(fixture.path)/\(name)"))
        }
        let log = try fixture.open()
        _ = try #require(try log.clean())
        let name = LogFileNames.name(16, ".log")
        let files = try fixture.files()
        #expect(try files[name] == SharedFiles.bytes("\(after)/\(name).deleted"))
        #expect(files[LogFileNames.name(0, ".log")] == [])
    }
}
