import Bytes
import Glibc
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

struct LogRollTests {
    let fixture: LogFixture
    let disk = FaultyFileSystem()

    init() throws {
        fixture = try LogFixture()
        fixture.fileSystem = disk
        fixture.performsDuties = false
        fixture.config.segmentBytes = 200
        fixture.config.indexIntervalBytes = 1
    }

    private func produce(_ count: Int, to log: PartitionLog) throws {
        for value in 0..<count {
            try log.produce(
                try Batch.of(["value"], timestamp: 1_600_000_000_000 + Int64(value)))
        }
    }

    private var names: [String] { SharedFiles.names(fixture.path) }

    @Test func `the next file is made when the segment is half full`() throws {
        let log = try fixture.open()
        try produce(1, to: log)
        while log.performDuties() {}
        #expect(!names.contains("next.log.deleted"))
        try produce(1, to: log)
        while log.performDuties() {}
        #expect(names.contains("next.log.deleted"))
    }

    @Test func `a roll with the next file made touches nothing else`() throws {
        let log = try fixture.open()
        try produce(2, to: log)
        while log.performDuties() {}
        disk.operations.withLock { $0 = [] }
        try produce(1, to: log)
        #expect(
            disk.operations.withLock { $0 } == [
                "rename next.log.deleted", "open 00000000000000000002.log",
                "write 00000000000000000002.log",
            ])
    }

    @Test func `a roll without the next file made opens the one file it needs`() throws {
        let log = try fixture.open()
        try produce(2, to: log)
        disk.operations.withLock { $0 = [] }
        try produce(1, to: log)
        #expect(
            disk.operations.withLock { $0 } == [
                "open 00000000000000000002.log", "write 00000000000000000002.log",
            ])
    }

    @Test func `an append within a segment is one write`() throws {
        let log = try fixture.open()
        try produce(1, to: log)
        disk.operations.withLock { $0 = [] }
        try produce(1, to: log)
        #expect(disk.operations.withLock { $0 } == ["write 00000000000000000000.log"])
    }

    @Test func `what a roll puts off gives every file its final form`() throws {
        let log = try fixture.open()
        try produce(3, to: log)
        while log.performDuties() {}
        #expect(names.contains("00000000000000000002.snapshot"))
        let index = try SharedFiles.bytes("\(fixture.path)/00000000000000000000.index")
        #expect(index == [0, 0, 0, 1, 0, 0, 0, 73])
        let times = try SharedFiles.bytes("\(fixture.path)/00000000000000000000.timeindex")
        #expect(times.count == 12)
    }

    @Test func `a closed segment is complete before the recovery point passes it`() throws {
        let log = try fixture.open()
        try produce(2, to: log)
        try log.flush()
        try produce(1, to: log)
        #expect(log.inspect { $0.settledPoint } == 0)
        _ = log.performDuties()
        #expect(log.inspect { $0.settledPoint } == 2)
    }

    @Test func `a kill before the duties of a roll loses nothing`() throws {
        let log = try fixture.open()
        try produce(5, to: log)
        let reopened = try fixture.open()
        #expect(reopened.offsets.end == 5)
        #expect(try reopened.records().count == 5)
        #expect(!names.contains("next.log.deleted"))
    }

    @Test func `a file made ahead vanishes at the next start`() throws {
        let log = try fixture.open()
        try produce(2, to: log)
        while log.performDuties() {}
        _ = try fixture.open()
        #expect(!names.contains("next.log.deleted"))
    }

    @Test func `a clean stop leaves no file made ahead`() throws {
        let log = try fixture.open()
        try produce(2, to: log)
        while log.performDuties() {}
        try log.close()
        #expect(!names.contains("next.log.deleted"))
    }

    @Test func `preallocated blocks are given back when the segment is closed`() throws {
        fixture.config.preallocate = true
        fixture.config.segmentBytes = 1 << 20
        let log = try fixture.open()
        let value = String(repeating: "x", count: 300_000)
        for _ in 0..<2 { try log.produce(try Batch.of([value])) }
        while log.performDuties() {}
        #expect(blocks("next.log.deleted") >= 1 << 20)
        for _ in 0..<2 { try log.produce(try Batch.of([value])) }
        #expect(blocks("00000000000000000003.log") >= 1 << 20)
        try log.produce(try Batch.of([value]))
        try log.close()
        #expect(blocks("00000000000000000003.log") < 700_000)
    }

    /// Bytes of the blocks that a file has.
    private func blocks(_ name: String) -> Int {
        var status = stat()
        guard stat("\(fixture.path)/\(name)", &status) == 0 else { return -1 }
        return Int(status.st_blocks) * 512
    }

    @Test func `without room for index entries appends go on`() throws {
        let log = try fixture.open()
        disk.faults.withLock {
            $0.writeError = ENOSPC
            $0.suffix = "index"
        }
        try produce(5, to: log)
        #expect(!log.performDuties())
        #expect(log.inspect { $0.settledPoint } == 0)
        disk.faults.withLock { $0.writeError = nil }
        try produce(1, to: log)
        while log.performDuties() {}
        #expect(log.inspect { $0.settledPoint } == 4)
        #expect(try log.records().count == 6)
    }

    @Test func `truncation into a closed segment keeps its index right`() throws {
        fixture.config.segmentBytes = 1000
        let log = try fixture.open()
        try produce(16, to: log)
        try log.truncate(to: 5)
        while log.performDuties() {}
        try produce(10, to: log)
        while log.performDuties() {}
        for offset in 0..<15 {
            let found = try log.records(from: Offset(Int64(offset)), maxBytes: 80)
            #expect(found.first?.offset == Offset(Int64(offset)))
        }
    }
}
