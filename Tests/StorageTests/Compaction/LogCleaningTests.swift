import Bytes
import Compression
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

struct LogCleaningTests {
    /// A log with three versions of four keys in closed segments, and one record in the active one.
    private func log(_ fixture: LogFixture) throws -> PartitionLog {
        fixture.compact(segmentBytes: 200)
        let log = try fixture.open()
        for round in 0..<3 {
            for key in 0..<4 {
                try log.produce(try KeyedBatch.of([("k\(key)", "\(round)")]))
            }
        }
        try log.withState { (state) throws(LogError) in try state.roll(to: state.endOffset) }
        try log.produce(try KeyedBatch.of([("last", "x")]))
        return log
    }

    private func names(_ fixture: LogFixture, _ suffix: String) -> [String] {
        SharedFiles.names(fixture.path).filter { $0.hasSuffix(suffix) }
    }

    @Test func `only the last record of each key stays, at its offset`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let result = try #require(try log.clean())
        #expect(try log.records().map(\.offset) == [8, 9, 10, 11, 12])
        #expect(result.firstDirtyOffset == 12)
        #expect(result.recordsRead == 12)
        #expect(result.recordsKept == 4)
        #expect(log.offsets.end == 13)
        #expect(log.offsets.start == 0)
    }

    @Test func `records without a key are dropped, since nobody could replace them`() throws {
        let fixture = try LogFixture()
        fixture.compact()
        fixture.config.cleanupPolicy = .delete
        let log = try fixture.open()
        try log.produce(try KeyedBatch.of([(nil, "a"), ("k", "b")]))
        try log.withState { (state) throws(LogError) in try state.roll(to: state.endOffset) }
        fixture.config.cleanupPolicy = .compact
        log.update(fixture.config)
        try log.clean()
        #expect(try log.records().map(\.offset) == [1])
    }

    @Test func `nothing of what is undecided or uncommitted is cleaned`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let before = try log.records()
        #expect(try log.clean(highWatermark: 0) == nil)
        #expect(try log.records() == before)
        let result = try #require(try log.clean(highWatermark: 9))
        let segment = try #require(log.segmentBases.last { $0 <= 9 })
        #expect(result.firstDirtyOffset == segment)
        #expect(try log.records().filter { $0.offset >= 9 } == before.filter { $0.offset >= 9 })
    }

    @Test func `a map that is full ends the cleaning early, and the next goes on there`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        var limits = LogFixture.limits
        // Three keys.
        limits.mapBytes = CompactionOffsetMap.entrySize * 4
        limits.loadFactor = 0.75
        var rounds = 0
        while let result = try log.clean(limits: limits) {
            #expect(log.firstDirtyOffset == result.firstDirtyOffset)
            rounds += 1
            try #require(rounds < 20)
        }
        #expect(rounds > 1)
        // Between keys that were never in one map, older versions may stay.
        #expect(try LogContent(log, upTo: 13).state.count == 5)
        #expect(log.firstDirtyOffset == 12)
    }

    @Test func `a truncation ends a cleaning without effect`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let cleaning = try #require(
            try LogCleaning(log, highWatermark: 13, limits: LogFixture.limits))
        _ = try cleaning.step()
        try log.truncate(to: 6)
        let before = try log.records()
        #expect(try cleaning.step() == .abandoned)
        cleaning.abandon()
        #expect(try log.records() == before)
        #expect(log.firstDirtyOffset == nil)
        #expect(names(fixture, ".cleaned") == [])
        #expect(names(fixture, ".swap") == [])
        // The next begins anew.
        #expect(!log.inspect { $0.isBeingCleaned })
    }

    @Test func `a truncation takes the first dirty offset back, and says so before it returns`()
        throws
    {
        let fixture = try LogFixture()
        let log = try log(fixture)
        try log.clean()
        #expect(log.firstDirtyOffset == 12)
        try log.truncate(to: 9)
        #expect(log.firstDirtyOffset == 9)
        #expect(fixture.lowered.withLock { $0 } == 1)
        try log.truncate(to: 9)
        #expect(fixture.lowered.withLock { $0 } == 1)
        try log.truncateFully(startingAt: 40)
        #expect(log.firstDirtyOffset == nil)
        #expect(fixture.lowered.withLock { $0 } == 2)
    }

    @Test func `a lost log ends a cleaning without effect`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let cleaning = try #require(
            try LogCleaning(log, highWatermark: 13, limits: LogFixture.limits))
        _ = try cleaning.step()
        log.takeOffline()
        #expect(try cleaning.step() == .abandoned)
        cleaning.abandon()
        #expect(names(fixture, ".cleaned") == [])
    }

    @Test func `what is given up half way leaves the log as it was`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let before = try log.records()
        var limits = LogFixture.limits
        limits.bufferBytes = 100
        let cleaning = try #require(try LogCleaning(log, highWatermark: 13, limits: limits))
        // The keys are read; the first group is being copied.
        _ = try cleaning.step()
        cleaning.abandon()
        #expect(try log.records() == before)
        #expect(names(fixture, ".cleaned") == [])
        #expect(try log.clean() != nil)
    }

    @Test func `only one cleaning of a log goes on at a time`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let cleaning = try LogCleaning(log, highWatermark: 13, limits: LogFixture.limits)
        #expect(try LogCleaning(log, highWatermark: 13, limits: LogFixture.limits) == nil)
        cleaning?.abandon()
        #expect(try log.clean() != nil)
    }

    @Test func `retention waits for the end of a cleaning`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        fixture.config.cleanupPolicy = [.compact, .delete]
        fixture.config.retentionBytes = 1
        log.update(fixture.config)
        let cleaning = try #require(
            try LogCleaning(log, highWatermark: 13, limits: LogFixture.limits))
        #expect(try log.deleteOldSegments(highWatermark: 13) == 0)
        cleaning.abandon()
        #expect(try log.deleteOldSegments(highWatermark: 13) > 0)
    }

    @Test func `readers that hold a replaced segment go on reading`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let payload = try log.read(LogReadRequest(from: 0, upTo: 13, maxBytes: 1 << 20)).records
        let view = try #require(log.inspect { $0.segments.first?.view })
        try log.clean()
        var reader = RecordBatchReader(try payload.bytes())
        let first = try reader.next()
        #expect(first?.baseOffset == 0)
        let size = view.records.size
        #expect(try view.records.scan(from: 0) { _ in true } == size)
    }

    @Test func `the new segment has the time of the last one that it replaces`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let fileSystem = fixture.fileSystem
        let times = try log.inspect { $0.segments.dropLast().map(\.view) }.enumerated().map {
            index, view in
            let time = Int64(1_500_000_000_000 + index * 1000)
            try view.records.file.setModificationTime(time)
            return time
        }
        fixture.config.segmentBytes = 10_000
        log.update(fixture.config)
        try log.clean()
        let view = try #require(log.inspect { $0.segments.first?.view })
        #expect(try view.modificationTime(fileSystem) == times.last)
    }

    @Test func `a damaged batch is an error, and nothing is replaced`() throws {
        let fixture = try LogFixture()
        let log = try log(fixture)
        let bases = log.segmentBases
        let last = try #require(bases.dropLast().last)
        let path = "\(fixture.path)/\(LogFileNames.name(last, ".log"))"
        var bytes = try SharedFiles.bytes(path)
        bytes[70] ^= 1
        let file = try fixture.fileSystem.open(path, .existing)
        try SharedBytes(copying: bytes).withUnsafeBytes { (raw) throws(SystemError) in
            try file.write(raw, at: 0)
        }
        #expect(throws: LogError.corruptRecords(.checksumMismatch)) { try log.clean() }
        #expect(log.segmentBases == bases)
        #expect(names(fixture, ".cleaned") == [])
    }

    @Test func `segments of compacted topics do not outlive the largest compaction lag`() throws {
        var config = LogConfig()
        config.maxCompactionLagMilliseconds = 5000
        #expect(config.longestSegmentMilliseconds == config.segmentMilliseconds)
        config.cleanupPolicy = [.compact, .delete]
        #expect(config.longestSegmentMilliseconds == 5000)
    }

    @Test func `an active segment that nobody appends to is closed when it is overdue`() throws {
        let fixture = try LogFixture()
        fixture.compact()
        fixture.config.maxCompactionLagMilliseconds = 60_000
        let log = try fixture.open()
        try log.produce(
            try KeyedBatch.of(
                [("k", "a"), ("k", "b")], timestamp: fixture.clock.wallMilliseconds()))
        try log.rollOverdueSegment()
        #expect(log.segmentCount == 1)
        fixture.clock.advance(by: .seconds(62))
        try log.rollOverdueSegment()
        #expect(log.segmentCount == 2)
        let range = try #require(try log.cleaningRange(highWatermark: 2))
        #expect(try log.isCompactionOverdue(range))
        try log.clean()
        #expect(try log.records().map(\.offset) == [1])
    }
}
