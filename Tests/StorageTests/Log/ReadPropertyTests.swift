import Bytes
import Compression
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Reads and look-ups by time against a scan of everything, over logs of batches of every format and
/// codec, with timestamps in no order and with the gaps that compaction leaves.
struct ReadPropertyTests {
    /// One batch as the log holds it.
    private struct Place {
        let header: BatchHeader
        /// Which segment holds it.
        let segment: Int
        let bytes: SharedBytes
        let records: [Record]
    }

    private func randomBatch(from first: Offset, _ random: inout SeededRandom) throws -> SharedBytes
    {
        var offset = first
        let records = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            defer { offset = offset + Int64.random(in: 1...3, using: &random) }
            return Record(
                offset: offset, timestamp: Int64.random(in: 1000...1060, using: &random),
                copyingKey: nil,
                value: random.bytes(Int.random(in: 0...60, using: &random)))
        }
        let appendTime: Int64? =
            Bool.random(using: &random) ? Int64.random(in: 1000...1060, using: &random) : nil
        let isCompressed = Bool.random(using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0:
            return try LegacyMessageSet.encode(
                records, magic: 0, compression: isCompressed ? .gzip : .none)
        case 1, 2:
            return try LegacyMessageSet.encode(
                records, magic: 1, compression: isCompressed ? .gzip : .none,
                logAppendTime: appendTime)
        default:
            var header = RecordBatchHeader()
            header.baseOffset = first
            header.partitionLeaderEpoch = 3
            header.attributes = RecordBatchAttributes(
                compression: isCompressed ? .lz4 : .none,
                timestampType: appendTime == nil ? .createTime : .logAppendTime)
            header.logAppendTime = appendTime ?? -1
            var builder = RecordBatchBuilder(header)
            for record in records { builder.append(record) }
            // Compaction may have taken the last records of a batch.
            return try builder.finish(lastOffset: offset)
        }
    }

    private func randomLog(_ fixture: LogFixture, _ random: inout SeededRandom) throws
        -> PartitionLog
    {
        fixture.config.segmentBytes = 900
        fixture.config.indexIntervalBytes = 150
        let log = try fixture.open()
        for _ in 0..<40 {
            let gap = Bool.random(using: &random) ? 0 : Int64.random(in: 1...4, using: &random)
            let first = max(log.offsets.end, 1) + gap
            try log.append(asFollower: try randomBatch(from: first, &random))
        }
        return log
    }

    private func places(_ log: PartitionLog) throws -> [Place] {
        let views = log.inspect { $0.segments.map(\.view) }
        var places: [Place] = []
        for (number, view) in views.enumerated() {
            var position = 0
            while position < view.records.size {
                let header = try #require(try view.header(at: position))
                let bytes = try view.records.file.read(header.sizeInBytes, at: Int64(position))
                let records = try AnyRecordBatch(bytes).records()
                places.append(
                    Place(header: header, segment: number, bytes: bytes, records: records))
                position = header.end
            }
        }
        return places
    }

    /// What a read is to return, found by looking at every batch.
    private func scan(_ places: [Place], _ request: LogReadRequest) -> [UInt8] {
        guard let first = places.first(where: { $0.header.lastOffset >= request.from }) else {
            return []
        }
        let readable = places.filter {
            $0.segment == first.segment && $0.header.position >= first.header.position
        }.prefix { $0.header.lastOffset < request.upTo }
        let all = readable.flatMap(\.bytes.array)
        let isWhole = request.atLeastOneBatch && !readable.isEmpty
        let least = isWhole ? first.header.sizeInBytes : 0
        return Array(all.prefix(max(least, request.maxBytes)))
    }

    @Test(arguments: 0..<12)
    func `a read returns what a scan finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random)
        let places = try places(log)
        let end = log.offsets.end.rawValue
        for from in 0...end {
            for _ in 0..<4 {
                var request = LogReadRequest(
                    from: Offset(from), upTo: Offset(Int64.random(in: 0...end, using: &random)),
                    maxBytes: Int.random(in: 0...2000, using: &random))
                request.atLeastOneBatch = Bool.random(using: &random)
                let found = try log.read(request).records.bytes().array
                #expect(found == scan(places, request), "\(request)")
                request.mode = .resident
                // Whatever the read above has opened is there now.
                #expect(try log.read(request).records.bytes().array == found, "\(request)")
            }
        }
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: 0..<12)
    func `a look-up by time finds what a scan finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed + 100)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random)
        let records = try places(log).flatMap(\.records)
        let start = Offset(Int64.random(in: 0...log.offsets.end.rawValue, using: &random))
        try log.advanceStartOffset(to: start)
        for time in Int64(995)...1065 {
            let found = try log.offset(forTimestamp: time)
            let expected = records.first { $0.timestamp >= time && $0.offset >= start }
            #expect(found?.offset == expected?.offset, "at \(time) from \(start)")
            #expect(found?.timestamp == expected?.timestamp)
        }
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: 0..<12)
    func `the largest timestamp is that of a scan, and the first of equals`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed + 200)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random)
        let records = try places(log).flatMap(\.records)
        let largest = try #require(records.map(\.timestamp).max())
        let found = try #require(try log.offsetOfMaxTimestamp())
        #expect(found.timestamp == largest)
        #expect(found.offset == records.first { $0.timestamp == largest }?.offset)
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: 0..<6)
    func `a log opened anew finds the same`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed + 300)
        let fixture = try LogFixture()
        let log = try randomLog(fixture, &random)
        try log.close()
        let again = try fixture.open(clean: true, recoveryPoint: log.offsets.end)
        let places = try places(again)
        for from in 0...again.offsets.end.rawValue {
            let request = LogReadRequest(
                from: Offset(from), upTo: again.offsets.end, maxBytes: 300)
            #expect(try again.read(request).records.bytes().array == scan(places, request))
        }
        let records = places.flatMap(\.records)
        for time in Int64(995)...1065 {
            let expected = records.first { $0.timestamp >= time }
            #expect(try again.offset(forTimestamp: time)?.offset == expected?.offset)
        }
        withExtendedLifetime(fixture) {}
    }
}
