import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// What must hold for any log, tried on many.
struct LogPropertyTests {
    /// A log of random batches over several segments, and its records.
    func randomLog(_ fixture: LogFixture, _ random: inout SeededRandom, batches: Int) throws
        -> PartitionLog
    {
        fixture.producerExpiration = .max
        fixture.config.segmentBytes = 600
        fixture.config.indexIntervalBytes = 100
        let log = try fixture.open()
        for number in 0..<batches {
            let count = Int.random(in: 1...4, using: &random)
            let size = Int.random(in: 0...40, using: &random)
            let values = (0..<count).map { "\(number).\($0)" + String(repeating: "x", count: size) }
            let timestamp = 1_600_000_000_000 + Int64.random(in: 0...1000, using: &random)
            try log.produce(
                try Batch.of(
                    values, timestamp: timestamp, producer: 5, epoch: 0,
                    sequence: Int32(log.offsets.end.rawValue)),
                epoch: LeaderEpoch(Int32(number / 5)))
        }
        return log
    }

    @Test(arguments: 0..<5)
    func `an index lookup leads to the batch that a scan finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random, batches: 40)
        let views = try log.withState { (state) throws(LogError) in state.segments.map(\.view) }
        for view in views {
            var headers: [BatchHeader] = []
            _ = try view.records.scan(from: 0) { header in
                headers.append(header)
                return true
            }
            let last = try #require(headers.last).lastOffset
            for offset in view.baseOffset.rawValue...last.rawValue {
                let found = try view.firstBatch(endingAtOrAfter: Offset(offset))
                #expect(found == headers.first { $0.lastOffset >= Offset(offset) })
            }
        }
    }

    @Test(arguments: 0..<40)
    func `recovery of a cut or changed log is a prefix`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random, batches: 25)
        let before = try log.records()
        try fixture.damageFile(&random, except: "leader")
        let recovered = try fixture.open()
        let after = try recovered.records()
        #expect(after == Array(before.prefix(after.count)))
        #expect(recovered.offsets.end == (after.last?.offset ?? -1) + 1)
        // It goes on where it ends, in every respect.
        let next = try recovered.produce(
            try Batch.of(
                ["next"], producer: 5, epoch: 0,
                sequence: Int32(recovered.offsets.end.rawValue)),
            epoch: recovered.latestEpoch ?? 0)
        #expect(next.firstOffset == Offset(after.count))
        let last = try fixture.open().records().last
        #expect(last?.offset == next.firstOffset)
        #expect(fixture.failures.withLock { $0 } == [])
    }

    @Test(arguments: 0..<20)
    func `appends and truncations behave like a list`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        fixture.config.segmentBytes = 400
        fixture.config.indexIntervalBytes = 80
        fixture.producerExpiration = .max
        var log = try fixture.open()
        // Each element is a batch: its first offset and its values.
        var model: [(first: Int, values: [String])] = []
        var end: Int { model.last.map { $0.first + $0.values.count } ?? 0 }
        for step in 0..<60 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                let values = (0..<Int.random(in: 1...3, using: &random)).map { "\(step)-\($0)" }
                let result = try log.produce(try Batch.of(values))
                #expect(result.firstOffset == Offset(end))
                model.append((end, values))
            case 6..<8:
                // Only to the beginning of a batch: so replication truncates.
                guard let at = model.randomElement(using: &random)?.first else { continue }
                try log.truncate(to: Offset(at))
                model.removeAll { $0.first >= at }
            case 8:
                try log.flush()
            default:
                if Bool.random(using: &random) {
                    try log.close()
                    log = try fixture.open(clean: true, recoveryPoint: log.offsets.recoveryPoint)
                } else {
                    log = try fixture.open(recoveryPoint: log.offsets.recoveryPoint)
                }
            }
            #expect(log.offsets.end == Offset(end))
            let values = try log.values
            #expect(values == model.flatMap(\.values))
        }
    }

    @Test(arguments: 0..<30)
    func `any bytes for checkpoints, snapshots and indexes give a value or an error`(seed: UInt64)
        throws
    {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        let bytes = random.bytes(Int.random(in: 0...300, using: &random))
        let path = fixture.directory.file("file")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let fileSystem = fixture.fileSystem
        _ = try? OffsetCheckpointFile(path: path, fileSystem: fileSystem).read()
        let snapshot = ProducerSnapshotFile(directory: fixture.directory.path, offset: 0)
        _ = try? snapshot.decode(SharedBytes(copying: bytes))
        var offsets = OffsetIndex(path: path, baseOffset: 5, fileSystem: fileSystem)
        if try offsets.load(recordsSize: 1000) { _ = try offsets.lookup(100) }
        var times = TimeIndex(path: path, baseOffset: 5, fileSystem: fileSystem)
        if try times.load() { _ = try times.lookup(100) }
        var aborts = TransactionIndex(path: path, fileSystem: fileSystem)
        if try aborts.load(baseOffset: 5, fileSystem) { _ = try aborts.aborted(from: 0, upTo: 100) }
    }
}
