import Bytes
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// What must hold for the compaction of any log.
struct CompactionPropertyTests {
    private func fixture(seed: UInt64) throws -> LogFixture {
        var random = SeededRandom(seed: seed &+ 1000)
        let fixture = try LogFixture()
        fixture.compact(segmentBytes: Int32.random(in: 400...3000, using: &random))
        fixture.config.timestampType =
            Int.random(in: 0..<4, using: &random) == 0 ? .logAppendTime : .createTime
        fixture.config.deleteRetentionMilliseconds = 10_000
        return fixture
    }

    /// Bounds of a map between a few keys and all of them.
    private func limits(seed: UInt64) -> CleaningLimits {
        var limits = LogFixture.limits
        if seed % 3 == 0 { limits.mapBytes = 24 * 9 }
        if seed % 2 == 0 { limits.bufferBytes = 300 }
        return limits
    }

    @Test(arguments: 0..<60)
    func `readers find the last value of every key, and all that was not cleaned`(seed: UInt64)
        throws
    {
        let fixture = try fixture(seed: seed)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        try producers.fill(log, batches: 60)
        for round in 0..<3 {
            let stable = log.lastStableOffset(highWatermark: log.offsets.end)
            let before = try LogContent(log, upTo: stable)
            let allBefore = try LogContent(log, upTo: log.offsets.end)
            guard let result = try log.clean(limits: limits(seed: seed)) else { continue }
            let after = try LogContent(log, upTo: stable)
            let allAfter = try LogContent(log, upTo: log.offsets.end)
            #expect(after.state == before.state, "round \(round)")
            // Nothing is new or changed.
            #expect(
                Set(allAfter.records.map(\.offset)).isSubset(of: allBefore.records.map(\.offset)))
            let known = Dictionary(uniqueKeysWithValues: allBefore.records.map { ($0.offset, $0) })
            #expect(allAfter.records.allSatisfy { known[$0.offset] == $0 })
            // Behind the cleaned part everything is there.
            let dirty = result.firstDirtyOffset
            #expect(
                after.committed.filter { $0.offset >= dirty }
                    == before.committed.filter { $0.offset >= dirty })
            #expect(
                allAfter.records.filter { $0.offset >= stable }
                    == allBefore.records.filter { $0.offset >= stable })
            // In the cleaned part each key stands once, and nothing was aborted.
            let cleaned = after.committed.filter { $0.offset < dirty }.compactMap(\.key)
            #expect(Set(cleaned).count == cleaned.count)
            #expect(
                allAfter.records.filter { $0.offset < dirty }.count == cleaned.count)
            try producers.fill(log, batches: 20)
        }
        #expect(fixture.failures.withLock { $0 } == [])
    }

    @Test(arguments: 0..<20)
    func `a cleaned log comes back from a crash and knows its producers`(seed: UInt64) throws {
        let fixture = try fixture(seed: seed)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        try producers.fill(log, batches: 60)
        try log.clean(limits: limits(seed: seed))
        try producers.fill(log, batches: 10)
        try log.clean(limits: limits(seed: seed))
        let content = try LogContent(log, upTo: log.offsets.end)
        // Without snapshots all is learnt from the batches that are left.
        for name in SharedFiles.names(fixture.path) where name.contains(".snapshot") {
            try fixture.fileSystem.remove("\(fixture.path)/\(name)")
        }
        let again = try fixture.open()
        #expect(again.offsets.end == log.offsets.end)
        #expect(try LogContent(again, upTo: again.offsets.end) == content)
        let known = { (log: PartitionLog) in
            log.producers.map {
                "\($0.producerID) \($0.epoch) \($0.lastSequence) "
                    + "\($0.currentTransactionStart?.description ?? "-")"
            }
        }
        #expect(known(again) == known(log))
    }

    @Test(arguments: 0..<20)
    func `a cleaning of what is clean changes nothing`(seed: UInt64) throws {
        let fixture = try fixture(seed: seed)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        try producers.fill(log, batches: 60)
        try producers.settle(log)
        func cleanAnew() throws -> [[UInt8]] {
            log.inspect { $0.firstDirtyOffset = nil }
            _ = try log.clean()
            return try log.batches.map(\.bytes.array)
        }
        // The first pass drops data, the second sees that their markers are surplus.
        _ = try cleanAnew()
        let second = try cleanAnew()
        #expect(try cleanAnew() == second)
        #expect(try log.clean() == nil)
    }

    @Test(arguments: 0..<20)
    func `tombstones and markers are gone when their time has come, and nobody misses them`(
        seed: UInt64
    ) throws {
        let fixture = try fixture(seed: seed)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        try producers.fill(log, batches: 60)
        try producers.settle(log)
        let state = try LogContent(log, upTo: log.offsets.end).state
        for _ in 0..<4 {
            log.inspect { $0.firstDirtyOffset = nil }
            try log.clean()
            fixture.clock.advance(by: .seconds(11))
        }
        let cleaned = try #require(log.segmentBases.last)
        let content = try LogContent(log, upTo: log.offsets.end)
        #expect(content.state == state)
        let tombstones = content.committed.filter { $0.value == nil && $0.offset < cleaned }
        #expect(tombstones == [])
        // What is left of markers ends a transaction of which something is left, or keeps an epoch.
        let markers = try log.batches.compactMap(\.current).filter {
            $0.isControl && $0.lastOffset < cleaned
        }
        let producerIDs = Set(
            try log.batches.compactMap(\.current).filter { !$0.isControl }.map(\.producerID))
        #expect(markers.allSatisfy { producerIDs.contains($0.producerID) })
    }
}
