import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

struct LogTruncationTests {
    let fixture: LogFixture
    let disk = WatchedFileSystem()

    init() throws {
        fixture = try LogFixture()
        fixture.fileSystem = disk
        fixture.config.segmentBytes = 300
        fixture.config.indexIntervalBytes = 60
        fixture.producerExpiration = .max
    }

    /// A log of 20 records in several segments.
    private func log() throws -> PartitionLog {
        let log = try fixture.open()
        for number: Int32 in 0..<20 {
            try log.produce(
                try Batch.of(
                    ["value \(number)"], timestamp: 1_600_000_000_000 + Int64(number), producer: 1,
                    epoch: 0, sequence: number))
        }
        try log.flush()
        return log
    }

    /// Runs `body`, at each of whose calls to the disk another thread must get at the log's state;
    /// returns what the log's end was then.
    private func endsSeen(_ log: PartitionLog, _ body: () throws -> Void) throws -> [Offset?] {
        let seen = Lock<[Offset?]>([])
        disk.watch { _ in
            // After one that waits in vain the others would wait as long.
            if seen.withLock({ $0.contains(nil) }) { return }
            let end = Lock<Offset?>(nil)
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                let offset = log.offsets.end
                end.withLock { $0 = offset }
                done.signal()
            }
            _ = done.wait(timeout: .now() + 60)
            seen.withLock { $0.append(end.withLock { $0 }) }
        }
        defer { disk.watch(nil) }
        try body()
        return seen.withLock { $0 }
    }

    @Test func `nobody waits for the disk while a log is cut`() throws {
        let log = try log()
        #expect(log.segmentCount > 3)
        let ends = try endsSeen(log) { try log.truncate(to: 5) }
        // The log is as it was, and then as it will be.
        #expect(ends.contains(20) && ends.contains(5))
        #expect(ends.drop { $0 == 20 }.allSatisfy { $0 == 5 })
    }

    @Test func `nobody waits for the disk while a log begins anew`() throws {
        let log = try log()
        let ends = try endsSeen(log) { try log.truncateFully(startingAt: 100) }
        #expect(ends.contains(20) && ends.contains(100))
        #expect(ends.drop { $0 == 20 }.allSatisfy { $0 == 100 })
    }

    @Test func `records are read while a log is cut behind them`() throws {
        let log = try log()
        let wrong = Lock<[[String]]>([])
        let first = (0..<5).map { "value \($0)" }
        disk.watch { [disk] _ in
            disk.watch(nil)
            let values = (try? log.values) ?? []
            if Array(values.prefix(5)) != first || ![5, 20].contains(values.count) {
                wrong.withLock { $0.append(values) }
            }
        }
        try log.truncate(to: 5)
        #expect(wrong.withLock { $0 } == [])
        #expect(try log.values == first)
    }

    @Test(arguments: [0, 10, 20, 100] as [Offset])
    func `a log that began anew is the same after a start`(offset: Offset) throws {
        let log = try log()
        try log.truncateFully(startingAt: offset)
        try log.produce(try Batch.of(["new"]))
        try log.close()
        let names = SharedFiles.names(fixture.path).filter { $0.hasSuffix(".log") }
        #expect(names == [LogFileNames.name(offset, LogFileNames.records)])
        let reopened = try fixture.open(clean: true, startOffset: offset)
        #expect(reopened.offsets.start == offset)
        #expect(try reopened.values == ["new"])
    }

    @Test func `sequences go on where a log was cut, without the snapshots of rolls`() throws {
        fixture.performsDuties = false
        let log = try fixture.open()
        for number: Int32 in 0..<20 {
            try log.produce(try Batch.of(["v"], producer: 1, epoch: 0, sequence: number))
        }
        try log.truncate(to: 11)
        #expect(log.producers.map(\.lastSequence) == [10])
        let result = try log.produce(try Batch.of(["v"], producer: 1, epoch: 0, sequence: 11))
        #expect(result.firstOffset == 11)
    }
}
