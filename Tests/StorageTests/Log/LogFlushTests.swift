import Bytes
import Glibc
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

struct LogFlushTests {
    let fixture: LogFixture
    let disk = FaultyFileSystem()

    init() throws {
        fixture = try LogFixture()
        fixture.fileSystem = disk
        fixture.performsDuties = false
    }

    private func produce(_ count: Int, to log: PartitionLog) throws {
        for value in 0..<count { try log.produce(try Batch.of(["value \(value)"])) }
    }

    @Test func `a flush moves the recovery point to the end`() throws {
        fixture.config.segmentBytes = 200
        let log = try fixture.open()
        try produce(5, to: log)
        #expect(log.offsets.recoveryPoint == 0)
        try log.flushInactiveSegments()
        #expect(log.offsets.recoveryPoint == 4)
        try log.flush()
        #expect(log.offsets.recoveryPoint == 5)
    }

    @Test func `flush messages lets the log vouch for durable records only`() throws {
        fixture.config.flushMessages = 3
        let log = try fixture.open()
        #expect(try log.produce(try Batch.of(["a", "b"])).isSecured)
        #expect(log.offsets.recoveryPoint == 0)
        #expect(try !log.produce(try Batch.of(["c"])).isSecured)
        #expect(log.offsets.secured == 2)
        _ = log.performDuties()
        #expect(log.offsets == LogOffsets(start: 0, end: 3, recoveryPoint: 3))
    }

    @Test func `those who wait are told when the records are durable`() throws {
        fixture.config.flushMessages = 1
        let log = try fixture.open()
        let told = Lock<[LogError?]>([])
        try produce(1, to: log)
        log.whenSecured { error in told.withLock { $0.append(error) } }
        #expect(told.withLock { $0.isEmpty })
        _ = log.performDuties()
        #expect(told.withLock { $0 } == [nil])
    }

    @Test func `those who wait are told of a failed sync`() throws {
        fixture.config.flushMessages = 1
        fixture.takesLogOffline = true
        let log = try fixture.open()
        try produce(1, to: log)
        let told = Lock<[Bool]>([])
        log.whenSecured { error in told.withLock { $0.append(error != nil) } }
        disk.faults.withLock { $0.syncError = EIO }
        _ = log.performDuties()
        #expect(told.withLock { $0 } == [true])
        #expect(log.offsets.recoveryPoint == 0)
    }

    @Test func `a sync after a failed one does not count`() throws {
        fixture.takesLogOffline = true
        let log = try fixture.open()
        try produce(1, to: log)
        disk.faults.withLock { $0.syncError = EIO }
        #expect(throws: LogError.self) { try log.flush() }
        disk.faults.withLock { $0.syncError = nil }
        #expect(throws: LogError.offline(path: fixture.path)) { try log.flush() }
        #expect(log.offsets.recoveryPoint == 0)
    }

    @Test func `a sync that finds no room is a failure`() throws {
        let log = try fixture.open()
        try produce(1, to: log)
        _ = log.performDuties()
        disk.faults.withLock { $0.syncError = ENOSPC }
        let error = #expect(throws: LogError.self) { try log.flush() }
        if case .storage = error {} else { Issue.record("\(String(describing: error))") }
    }

    @Test func `one flush serves all that was appended before it`() throws {
        fixture.config.flushMessages = 1
        let log = try fixture.open()
        try produce(1, to: log)
        _ = log.performDuties()
        let before = disk.syncs
        try produce(10, to: log)
        _ = log.performDuties()
        #expect(log.offsets.recoveryPoint == 11)
        #expect(disk.syncs - before == 1)
    }

    @Test func `a log is queued once until its duties are done`() throws {
        fixture.config.flushMessages = 1
        let log = try fixture.open()
        let queued = fixture.queued
        queued.withLock { $0 = 0 }
        try produce(3, to: log)
        #expect(queued.withLock { $0 } == 1)
        while log.performDuties() {}
        try produce(1, to: log)
        #expect(queued.withLock { $0 } == 2)
    }

    @Test func `the leader epochs are written with the next duties`() throws {
        let log = try fixture.open()
        try log.assign(leaderEpoch: 4)
        _ = log.performDuties()
        let text = try SharedFiles.text("\(fixture.path)/leader-epoch-checkpoint")
        #expect(text == "0\n1\n4 0\n")
    }

    @Test func `a lowered count has what is there flushed`() throws {
        let log = try fixture.open()
        try produce(3, to: log)
        while log.performDuties() {}
        var config = fixture.config
        config.flushMessages = 1
        log.update(config)
        #expect(!log.offsets.isSecured)
        _ = log.performDuties()
        #expect(log.offsets.isSecured)
    }
}
