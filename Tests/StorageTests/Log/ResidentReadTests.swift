import Bytes
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Reads that may not wait for the disk.
struct ResidentReadTests {
    let fixture: LogFixture
    let files = ColdFileSystem()

    init() throws {
        fixture = try LogFixture()
        fixture.fileSystem = files
        fixture.config.segmentBytes = 30_000
        fixture.config.indexIntervalBytes = 100
    }

    /// Batches of about 1 KB over several segments, with one record each.
    private func log(batches: Int = 100) throws -> PartitionLog {
        let log = try fixture.open()
        for number in 0..<batches {
            try log.produce(try Batch.of([String(repeating: "\(number % 10)", count: 1000)]))
        }
        return log
    }

    private func request(from: Offset, _ log: PartitionLog, maxBytes: Int = 5000)
        -> LogReadRequest
    {
        var request = LogReadRequest(from: from, upTo: log.offsets.end, maxBytes: maxBytes)
        request.mode = .resident
        return request
    }

    @Test(arguments: [Offset(0), 40, 99])
    func `records that are not in memory are refused`(from: Offset) throws {
        let log = try log()
        files.freeze()
        #expect(throws: LogError.notResident) {
            _ = try log.read(request(from: from, log))
        }
        files.thaw()
        #expect(fixture.failures.withLock { $0 } == [])
    }

    @Test func `an index that is not open is refused until a read that waits has opened it`() throws
    {
        let log = try log()
        let request = request(from: 10, log)
        #expect(throws: LogError.notResident) { _ = try log.read(request) }
        var waiting = request
        waiting.mode = .waiting
        let expected = try log.read(waiting).records
        #expect(try log.read(request).records == expected)
    }

    @Test func `an index that no read has used for a tick is closed`() throws {
        let log = try log()
        var waiting = request(from: 10, log)
        waiting.mode = .waiting
        _ = try log.read(waiting)
        log.closeUnusedIndexes()
        _ = try log.read(request(from: 10, log))
        log.closeUnusedIndexes()
        log.closeUnusedIndexes()
        #expect(throws: LogError.notResident) { _ = try log.read(request(from: 10, log)) }
        #expect(log.inspect { $0.openIndexes.count } == 0)
    }

    @Test func `a reader in sequence reads the index once for many reads`() throws {
        let log = try log()
        var waiting = request(from: 1, log)
        waiting.mode = .waiting
        _ = try log.read(waiting)
        let segment = try #require(log.inspect { $0.segments.first?.view })
        let block = try #require(segment.readers.block(cutCount: segment.cutCount))
        // With the index closed, a read that needed it would be refused.
        segment.readers.closeIndex()
        segment.readers.keep(block, cutCount: segment.cutCount)
        for offset in 1..<20 {
            let bytes = try log.read(request(from: Offset(offset), log, maxBytes: 2000)).records
                .bytes()
            #expect(bytes.bigEndian(Int64.self, at: 0) == Int64(offset))
        }
    }

    @Test func `entries read before a truncation are not used after it`() throws {
        let log = try log(batches: 25)
        var waiting = request(from: 3, log)
        waiting.mode = .waiting
        _ = try log.read(waiting)
        let before = try #require(log.inspect { $0.segments.first?.view })
        try log.truncate(to: 2)
        let after = try #require(log.inspect { $0.segments.first?.view })
        #expect(after.readers.block(cutCount: after.cutCount) == nil)
        // Nor those that a reader of the old state hands in late.
        let block = SharedBytes(copying: [0, 0, 0, 1, 0, 0, 0, 9])
        after.readers.keep(block, cutCount: before.cutCount)
        #expect(after.readers.block(cutCount: after.cutCount) == nil)
    }

    @Test func `only a few indexes stay open`() throws {
        let log = try log(batches: 300)
        #expect(log.segmentCount > OpenIndexes.limit + 2)
        for offset in stride(from: 0, to: 300, by: 10) {
            var waiting = request(from: Offset(offset), log)
            waiting.mode = .waiting
            _ = try log.read(waiting)
        }
        #expect(log.inspect { $0.openIndexes.count } == OpenIndexes.limit)
        #expect(throws: LogError.notResident) { _ = try log.read(request(from: 10, log)) }
    }

    @Test func `the log's end is found without any index`() throws {
        let log = try log()
        let result = try log.read(request(from: log.offsets.end - 1, log))
        #expect(result.records.count > 1000)
    }
}

/// Regions over files that have been taken out of memory.
@Suite(.enabled(if: PageCache.canDrop, "files cannot leave memory here"))
struct RecordsRegionTests {
    let fixture: LogFixture
    let log: PartitionLog

    init() throws {
        fixture = try LogFixture()
        log = try fixture.open()
        for _ in 0..<6 {
            try log.produce(try Batch.of([String(repeating: "x", count: 1_000_000)]))
        }
    }

    private var path: String { "\(fixture.path)/00000000000000000000.log" }

    private func region(from: Offset, maxBytes: Int = 1 << 20) throws -> any FileRegion {
        let request = LogReadRequest(from: from, upTo: log.offsets.end, maxBytes: maxBytes)
        guard case .region(let region) = try log.read(request).records,
            let region = region as? any FileRegion
        else { throw SystemError("read", path, number: 0) }
        return region
    }

    private func isResident(_ region: any FileRegion) -> Bool {
        if case .resident = region.readiness(from: 0, count: region.count) { true } else { false }
    }

    @Test func `a region is ready once it has been loaded`() throws {
        let region = try region(from: 2)
        #expect(try PageCache.drop(path))
        #expect(!isResident(region))
        try region.load(from: 0, count: region.count)
        #expect(isResident(region))
    }

    @Test func `a read out of sequence brings nothing else into memory`() throws {
        let region = try region(from: 2, maxBytes: 100_000)
        #expect(try PageCache.drop(path))
        try region.load(from: 0, count: region.count)
        let last = try #require(try PageCache.residentPages(path).last)
        // The kernel adds some of its own.
        #expect(last * PageCache.pageSize < Int(region.position) + region.count + 512 * 1024)
    }

    @Test func `a reader in sequence finds what follows in memory`() async throws {
        #expect(try PageCache.drop(path))
        let first = try region(from: 0)
        let second = try region(from: 1)
        // The kernel takes it as a hint.
        for _ in 0..<1000 {
            try first.load(from: 0, count: first.count)
            if isResident(second) { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(isResident(second))
    }

    @Test func `more is asked for once half of what was asked for is used`() throws {
        let first = try region(from: 0)
        try first.load(from: 0, count: first.count)
        var stretches: [Int64] = []
        for offset in 0..<4 {
            let region = try region(from: Offset(offset))
            if case .resident(let ahead?) = region.readiness(from: 0, count: region.count) {
                stretches.append(ahead.position)
            }
        }
        let start = Int64(first.count + SegmentReaders.readAheadSize)
        #expect(stretches == [start])
    }

    @Test func `a region is gone when its segment has been cut and written anew`() throws {
        let region = try region(from: 4)
        try log.truncate(to: 3)
        for _ in 0..<3 {
            try log.produce(try Batch.of([String(repeating: "y", count: 1_000_000)]))
        }
        guard case .gone = region.readiness(from: 0, count: region.count) else {
            Issue.record("records of another history would be sent")
            return
        }
    }
}
