import Bytes
import Glibc
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

struct DiskFailureTests {
    let fixture: LogFixture
    let disk = FaultyFileSystem()

    init() throws {
        fixture = try LogFixture()
        fixture.fileSystem = disk
        fixture.config.indexIntervalBytes = 60
        fixture.producerExpiration = .max
    }

    private func batch(_ number: Int32) throws -> SharedBytes {
        try Batch.of(
            ["value"], timestamp: 1_600_000_000_000 + Int64(number), producer: 1, epoch: 0,
            sequence: number)
    }

    @Test func `on a full disk an append fails, and goes on when there is room`() throws {
        let log = try fixture.open()
        for number: Int32 in 0..<3 { try log.produce(try batch(number)) }
        disk.faults.withLock {
            $0.writeError = ENOSPC
            $0.suffix = ".log"
        }
        #expect(throws: LogError.self) {
            for number: Int32 in 3..<6 { try log.produce(try batch(number)) }
        }
        disk.faults.withLock { $0.writeError = nil }
        let end = Int32(log.offsets.end.rawValue)
        for number in end..<10 { try log.produce(try batch(number)) }
        #expect(log.offsets.end == 10)
        // Told, and no reason to give the directory up.
        let told = fixture.failures.withLock { $0 }
        #expect(!told.isEmpty && told.allSatisfy { if case .diskFull = $0 { true } else { false } })
        try log.close()
        let reopened = try fixture.open()
        #expect(reopened.offsets.end == 10)
        #expect(try reopened.records().count == 10)
    }

    @Test func `a full disk is told apart from a failed one`() throws {
        let log = try fixture.open()
        disk.faults.withLock { $0.writeError = ENOSPC }
        let error = #expect(throws: LogError.self) { try log.produce(try batch(0)) }
        if case .diskFull = error {} else { Issue.record("\(String(describing: error))") }
    }

    @Test func `a region that cannot be read is reported to the directory`() throws {
        let log = try fixture.open()
        for number: Int32 in 0..<200 { try log.produce(try batch(number)) }
        let request = LogReadRequest(from: 0, upTo: log.offsets.end, maxBytes: 1 << 20)
        guard case .region(let records) = try log.read(request).records else {
            Issue.record("the records are no region")
            return
        }
        let region = try #require(records as? RecordsRegion)
        disk.faults.withLock { $0.readError = EIO }
        #expect(throws: SystemError.self) { try region.load(from: 0, count: region.count) }
        #expect(throws: SystemError.self) { try region.contents() }
        let told = fixture.failures.withLock { $0 }
        #expect(told.count == 2)
        #expect(told.allSatisfy { if case .storage = $0 { true } else { false } })
    }

    @Test func `a failed write is reported to the directory`() throws {
        let log = try fixture.open()
        disk.faults.withLock { $0.writeError = EIO }
        #expect(throws: LogError.self) { try log.produce(try batch(0)) }
        #expect(fixture.failures.withLock { $0.count } == 1)
        #expect(log.offsets.end == 0)
    }

    @Test func `a failed sync leaves the recovery point and is reported`() throws {
        let log = try fixture.open()
        try log.produce(try batch(0))
        disk.faults.withLock { $0.syncError = EIO }
        #expect(throws: LogError.self) { try log.flush() }
        #expect(log.offsets.recoveryPoint == 0)
        #expect(fixture.failures.withLock { $0.count } == 1)
    }

    @Test func `an abort that could not be written is not indexed`() throws {
        let log = try fixture.open()
        try log.produce(
            try Batch.of(["a"], producer: 1, epoch: 0, sequence: 0, transactional: true))
        disk.faults.withLock {
            $0.writeError = ENOSPC
            $0.suffix = ".log"
        }
        #expect(throws: LogError.self) { try log.mark(.abort, producer: 1) }
        disk.faults.withLock { $0.writeError = nil }
        #expect(log.lastStableOffset(highWatermark: 1) == 0)
        try log.mark(.commit, producer: 1)
        var request = LogReadRequest(from: 0, upTo: 2, maxBytes: 1000)
        request.includesAbortedTransactions = true
        #expect(try log.read(request).abortedTransactions == [])
    }
}
