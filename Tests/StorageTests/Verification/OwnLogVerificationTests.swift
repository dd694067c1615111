import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Logs that this program wrote, whatever happened to them, are whole in the eyes of the check.
struct OwnLogVerificationTests {
    private func check(_ fixture: LogFixture, wasCleanStop: Bool, isCompacted: Bool) throws -> Check
    {
        let home = fixture.directory.path
        let disk = LocalFileSystem()
        let partition = fixture.partition
        try OffsetCheckpointFile(path: "\(home)/\(OffsetCheckpointFile.cleaned)", fileSystem: disk)
            .write(isCompacted ? [partition: 0] : [:])
        let marker = CleanShutdownFile(directory: home, fileSystem: disk)
        if wasCleanStop {
            try marker.write()
        } else {
            try disk.remove("\(home)/.kafka_cleanshutdown")
        }
        return try Check([fixture.path])
    }

    @Test(arguments: 0..<20)
    func `a log of many producers is whole, open, killed and closed`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        fixture.producerExpiration = .max
        fixture.config.segmentBytes = Int32.random(in: 400...3000, using: &random)
        fixture.config.indexIntervalBytes = Int32.random(in: 50...500, using: &random)
        var producers = RandomKeyedLog(seed: seed)
        var log = try fixture.open()
        for round in 0..<4 {
            try producers.fill(log, batches: 25)
            if Bool.random(using: &random) { try log.flush() }
            let open = try check(fixture, wasCleanStop: false, isCompacted: false)
            #expect(open.damage == [], "round \(round)")
            if round == 1 { log = try fixture.open() }
            if round == 2 {
                try log.close()
                let closed = try check(fixture, wasCleanStop: true, isCompacted: false)
                #expect(closed.damage == [])
                let prediction = closed.verdicts[0].prediction
                #expect(prediction.recovery == nil && prediction.cut == nil)
                // Snapshots written when the log was opened after the kill are of no use any more.
                #expect(
                    prediction.removed.allSatisfy {
                        $0.hasSuffix(".snapshot") || $0.hasSuffix(".deleted")
                    })
                #expect(prediction.rewritten == [])
                log = try fixture.open(clean: true)
            }
        }
    }

    @Test(arguments: 0..<20)
    func `a cleaned log is whole`(seed: UInt64) throws {
        let fixture = try LogFixture()
        fixture.compact(segmentBytes: 400 + Int32(seed) * 40)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        for round in 0..<3 {
            try producers.fill(log, batches: 40)
            if seed % 2 == 0 { try producers.settle(log) }
            try log.clean()
            let open = try check(fixture, wasCleanStop: false, isCompacted: true)
            #expect(open.damage == [], "round \(round)")
        }
        try log.close()
        #expect(try check(fixture, wasCleanStop: true, isCompacted: true).damage == [])
    }

    @Test(arguments: 0..<15)
    func `a truncated log is whole`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        fixture.producerExpiration = .max
        fixture.config.segmentBytes = 900
        fixture.config.indexIntervalBytes = 100
        var producers = RandomKeyedLog(seed: seed)
        let log = try fixture.open()
        try producers.fill(log, batches: 60)
        let starts = try log.batches.map(\.baseOffset)
        try log.truncate(to: try #require(starts.randomElement(using: &random)))
        #expect(try check(fixture, wasCleanStop: false, isCompacted: false).damage == [])
        try log.close()
        #expect(try check(fixture, wasCleanStop: true, isCompacted: false).damage == [])
    }
}
