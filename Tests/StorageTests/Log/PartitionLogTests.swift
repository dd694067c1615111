import Bytes
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

struct PartitionLogTests {
    let fixture: LogFixture

    init() throws { fixture = try LogFixture() }

    // MARK: Append

    @Test func `a leader's append gives offsets from the log's end on`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a", "b"]))
        let result = try log.produce(try Batch.of(["c"]))
        #expect(result.firstOffset == 2)
        #expect(result.lastOffset == 2)
        #expect(log.offsets.end == 3)
        let values = try log.values
        #expect(values == ["a", "b", "c"])
    }

    @Test func `a leader's append carries the leader's epoch`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a"]), epoch: 3)
        try log.produce(try Batch.of(["b"]), epoch: 5)
        #expect(log.latestEpoch == 5)
        #expect(log.endOffset(for: 3) == EpochEndOffset(epoch: 3, endOffset: 1))
        #expect(log.epoch(at: 1) == 5)
    }

    @Test func `a follower's append keeps the leader's bytes`() throws {
        let log = try fixture.open()
        let batch = try Batch.of(["a", "b"], offset: 7, leaderEpoch: 4)
        let result = try log.append(asFollower: batch)
        #expect(result?.firstOffset == 7)
        #expect(log.offsets.end == 9)
        let read = try log.read(LogReadRequest(from: 7, upTo: 9, maxBytes: 1000)).records.bytes()
        #expect(read == batch)
    }

    @Test func `a follower refuses offsets below the log's end`() throws {
        let log = try fixture.open()
        try log.append(asFollower: try Batch.of(["a"], offset: 5, leaderEpoch: 0))
        #expect(throws: LogError.offsetsOutOfOrder(first: 5, logEnd: 6)) {
            try log.append(asFollower: try Batch.of(["b"], offset: 5, leaderEpoch: 0))
        }
    }

    @Test func `a follower refuses a batch with a wrong checksum`() throws {
        let log = try fixture.open()
        let batch = try Batch.of(["a"], leaderEpoch: 0)
        batch.store(bigEndian: UInt8(0xFF), at: batch.count - 1)
        #expect(throws: LogError.corruptRecords(.checksumMismatch)) {
            try log.append(asFollower: batch)
        }
        #expect(log.offsets.end == 0)
    }

    @Test func `a follower leaves an incomplete last batch out`() throws {
        let log = try fixture.open()
        let whole = try Batch.of(["a"], leaderEpoch: 0)
        let next = try Batch.of(["b"], offset: 1, leaderEpoch: 0)
        let bytes = SharedBytes(copying: whole.array + next.array.dropLast(5))
        try log.append(asFollower: bytes)
        #expect(log.offsets.end == 1)
        let nothing = try log.append(asFollower: next.slice(from: 0, count: 30))
        #expect(nothing == nil)
    }

    @Test func `what a client may not send is rejected and leaves no trace`() throws {
        let log = try fixture.open()
        let batch = try Batch.of(["a"], offset: 4)
        #expect(throws: LogError.self) { try log.produce(batch) }
        #expect(log.offsets.end == 0)
        #expect(log.sizeInBytes == 0)
    }

    @Test func `records larger than a segment are refused`() throws {
        fixture.config.segmentBytes = 100
        let log = try fixture.open()
        let batch = try Batch.of([String(repeating: "x", count: 200)])
        #expect(throws: LogError.recordListTooLarge(size: batch.count, limit: 100)) {
            try log.produce(batch)
        }
    }

    @Test func `a follower splits what does not fit into one segment`() throws {
        fixture.config.segmentBytes = 200
        let log = try fixture.open()
        var bytes: [UInt8] = []
        for offset in 0..<10 {
            bytes += try Batch.of(["value"], offset: Int64(offset), leaderEpoch: 0).array
        }
        try log.append(asFollower: SharedBytes(copying: bytes))
        #expect(log.segmentCount == 5)
        #expect(try log.records().count == 10)
    }

    @Test func `segments roll by size and have their own files`() throws {
        fixture.config.segmentBytes = 200
        let log = try fixture.open()
        for value in 0..<6 { try log.produce(try Batch.of(["value \(value)"])) }
        #expect(log.segmentCount == 3)
        let names = SharedFiles.names(fixture.path)
        for base in ["00000000000000000002", "00000000000000000004"] {
            for suffix in [".log", ".index", ".timeindex", ".snapshot"] {
                #expect(names.contains(base + suffix))
            }
        }
    }

    // MARK: Read

    private func logOfTen() throws -> PartitionLog {
        fixture.config.segmentBytes = 250
        fixture.config.indexIntervalBytes = 60
        let log = try fixture.open()
        for value in 0..<10 { try log.produce(try Batch.of(["value \(value)", "x"])) }
        return log
    }

    @Test(arguments: [1, 100, 101, 1000])
    func `reading on from anywhere gives every record once`(maxBytes: Int) throws {
        let log = try logOfTen()
        for start in 0..<20 {
            let offsets = try log.records(from: Offset(start), maxBytes: maxBytes).map(\.offset)
            #expect(offsets == (start..<20).map { Offset($0) })
        }
    }

    @Test func `a read at the log's end is empty`() throws {
        let log = try logOfTen()
        let result = try log.read(LogReadRequest(from: 20, upTo: 20, maxBytes: 100))
        #expect(result.records.count == 0)
        #expect(result.offsets.end == 20)
    }

    @Test(arguments: [Offset(-1), Offset(21), Offset(3)])
    func `a read outside of the log is refused`(offset: Offset) throws {
        let log = try logOfTen()
        try log.advanceStartOffset(to: 4)
        #expect(throws: LogError.offsetOutOfRange(requested: offset, start: 4, end: 20)) {
            try log.read(LogReadRequest(from: offset, upTo: 20, maxBytes: 100))
        }
    }

    @Test func `no record at or behind the bound is returned`() throws {
        let log = try logOfTen()
        for bound in stride(from: 0, through: 20, by: 2) {
            let request = LogReadRequest(from: 0, upTo: Offset(bound), maxBytes: 1 << 20)
            var reader = RecordBatchReader(try log.read(request).records.bytes())
            while let batch = try reader.next() { #expect(batch.lastOffset < Offset(bound)) }
        }
    }

    @Test func `a bound within a batch leaves the batch out`() throws {
        let log = try logOfTen()
        let result = try log.read(LogReadRequest(from: 0, upTo: 1, maxBytes: 100))
        #expect(result.records.count == 0)
    }

    @Test func `the first batch comes whole where it may exceed the limit`() throws {
        let log = try logOfTen()
        let result = try log.read(LogReadRequest(from: 0, upTo: 20, maxBytes: 1))
        #expect(try RecordBatchReader.validBytes(of: result.records.bytes()).count > 1)
        #expect(!result.isFirstBatchIncomplete)
    }

    @Test func `the first batch is cut where it may not exceed the limit`() throws {
        let log = try logOfTen()
        var request = LogReadRequest(from: 0, upTo: 20, maxBytes: 10)
        request.atLeastOneBatch = false
        let result = try log.read(request)
        #expect(result.records.count == 10)
        #expect(result.isFirstBatchIncomplete)
    }

    @Test func `a large read is a region that outlives its segment`() throws {
        fixture.config.segmentBytes = 20_000
        fixture.config.retentionBytes = 0
        let log = try fixture.open()
        let value = String(repeating: "x", count: 10_000)
        try log.produce(try Batch.of([value]))
        let before = try log.read(LogReadRequest(from: 0, upTo: 1, maxBytes: 1 << 20)).records
        #expect(before.inMemory == nil)
        try log.deleteOldSegments(highWatermark: 1)
        fixture.clock.advance(by: .seconds(61))
        _ = log.deleteDueFiles(at: fixture.clock.monotonic())
        #expect(!SharedFiles.names(fixture.path).contains { $0.hasSuffix(".deleted") })
        var reader = RecordBatchReader(try before.bytes())
        let batch = try #require(try reader.next())
        #expect(batch.isChecksumValid)
    }

    @Test func `gaps between segments are read over`() throws {
        fixture.config.segmentBytes = 100
        let log = try fixture.open()
        try log.append(asFollower: try Batch.of(["a"], offset: 0, leaderEpoch: 0))
        try log.append(asFollower: try Batch.of(["b"], offset: 50, leaderEpoch: 0))
        let result = try log.read(LogReadRequest(from: 10, upTo: 51, maxBytes: 1000))
        var reader = RecordBatchReader(try result.records.bytes())
        #expect(try reader.next()?.baseOffset == 50)
    }

    // MARK: Transactions

    @Test func `an open transaction holds the last stable offset`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a"]))
        try log.produce(
            try Batch.of(["b"], producer: 1, epoch: 0, sequence: 0, transactional: true))
        #expect(log.lastStableOffset(highWatermark: 2) == 1)
        try log.mark(.commit, producer: 1)
        #expect(log.lastStableOffset(highWatermark: 2) == 1)
        #expect(log.lastStableOffset(highWatermark: 3) == 3)
    }

    @Test func `a read committed read names the aborted transactions`() throws {
        let log = try fixture.open()
        try log.produce(
            try Batch.of(["a"], producer: 1, epoch: 0, sequence: 0, transactional: true))
        try log.produce(
            try Batch.of(["b"], producer: 2, epoch: 0, sequence: 0, transactional: true))
        try log.mark(.abort, producer: 2)
        try log.mark(.commit, producer: 1)
        var request = LogReadRequest(from: 0, upTo: 4, maxBytes: 1 << 20)
        request.includesAbortedTransactions = true
        let aborted = try log.read(request).abortedTransactions
        #expect(aborted == [AbortedTransaction(producerID: 2, firstOffset: 1)])
    }

    @Test func `a non-transactional batch amid a transaction is refused`() throws {
        let log = try fixture.open()
        try log.produce(
            try Batch.of(["a"], producer: 1, epoch: 0, sequence: 0, transactional: true))
        #expect(throws: LogError.invalidTransactionState(producer: 1)) {
            try log.produce(try Batch.of(["b"], producer: 1, epoch: 0, sequence: 1))
        }
    }

    // MARK: Timestamps

    private func logOfTimes() throws -> PartitionLog {
        fixture.config.segmentBytes = 300
        fixture.config.indexIntervalBytes = 60
        let log = try fixture.open()
        // Each batch has the timestamps t, t + 1, t + 2.
        for timestamp: Int64 in [100, 50, 200, 150, 300, 120, 400] {
            try log.produce(try Batch.of(["a", "b", "c"], timestamp: timestamp))
        }
        return log
    }

    @Test func `the first record at or after a time is found like by a scan`() throws {
        let log = try logOfTimes()
        let records = try log.records()
        for timestamp: Int64 in 40...410 {
            let expected = records.first { $0.timestamp >= timestamp }
            let found = try log.offset(forTimestamp: timestamp)
            #expect(found?.offset == expected?.offset)
            #expect(found?.timestamp == expected?.timestamp)
        }
    }

    @Test func `records below the log start are not found`() throws {
        let log = try logOfTimes()
        try log.advanceStartOffset(to: 2)
        #expect(try log.offset(forTimestamp: 0)?.offset == 2)
    }

    @Test func `the largest timestamp is found with its epoch`() throws {
        let log = try logOfTimes()
        let found = try log.offsetOfMaxTimestamp()
        #expect(found == TimestampedOffset(offset: 20, timestamp: 402, leaderEpoch: 0))
    }

    @Test func `an empty log has no largest timestamp`() throws {
        #expect(try fixture.open().offsetOfMaxTimestamp() == nil)
    }

    // MARK: Retention and bounds

    @Test func `retention moves the log start and delays the files' end`() throws {
        let log = try logOfTen()
        let segments = log.segmentCount
        log.update(
            {
                var config = log.config
                config.retentionBytes = 300
                return config
            }())
        #expect(try log.deleteOldSegments(highWatermark: 20) > 0)
        #expect(log.segmentCount < segments)
        #expect(log.offsets.start > 0)
        #expect(SharedFiles.names(fixture.path).contains("00000000000000000000.log.deleted"))
        _ = log.deleteDueFiles(at: fixture.clock.monotonic())
        #expect(SharedFiles.names(fixture.path).contains("00000000000000000000.log.deleted"))
        fixture.clock.advance(by: .seconds(60))
        _ = log.deleteDueFiles(at: fixture.clock.monotonic())
        #expect(!SharedFiles.names(fixture.path).contains("00000000000000000000.log.deleted"))
    }

    @Test func `retention of everything leaves an empty segment at the end`() throws {
        let log = try logOfTen()
        var config = log.config
        config.retentionMilliseconds = 0
        log.update(config)
        try log.deleteOldSegments(highWatermark: 20)
        #expect(log.segmentCount == 1)
        #expect(log.offsets.start == 20)
        #expect(log.offsets.end == 20)
        let result = try log.produce(try Batch.of(["more"]))
        #expect(result.firstOffset == 20)
    }

    @Test func `the log start moves only forward and not beyond the end`() throws {
        let log = try logOfTen()
        #expect(try log.advanceStartOffset(to: 5))
        #expect(try !log.advanceStartOffset(to: 3))
        #expect(log.offsets.start == 5)
        #expect(throws: LogError.offsetOutOfRange(requested: 21, start: 5, end: 20)) {
            try log.advanceStartOffset(to: 21)
        }
    }

    @Test func `a log cut to nothing begins at the given offset`() throws {
        let log = try logOfTen()
        try log.truncateFully(startingAt: 100)
        #expect(log.offsets == LogOffsets(start: 100, end: 100, recoveryPoint: 100))
        #expect(log.latestEpoch == nil)
        let result = try log.produce(try Batch.of(["new"]))
        #expect(result.firstOffset == 100)
    }

    @Test func `truncation below the first segment begins there`() throws {
        let log = try fixture.open(startOffset: 50)
        try log.produce(try Batch.of(["a"]))
        try log.truncate(to: 10)
        #expect(log.offsets.start == 10)
        #expect(log.offsets.end == 10)
    }

    @Test func `truncation forgets epochs that begin behind it`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a"]), epoch: 1)
        try log.produce(try Batch.of(["b"]), epoch: 2)
        try log.truncate(to: 1)
        #expect(log.latestEpoch == 1)
    }

    @Test func `truncation to the end forgets an epoch without records`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a"]), epoch: 1)
        try log.assign(leaderEpoch: 2)
        #expect(log.latestEpoch == 2)
        let changed = try log.truncate(to: 1)
        #expect(!changed)
        #expect(log.latestEpoch == 1)
    }

    @Test func `truncation forgets sequences behind it`() throws {
        let log = try fixture.open()
        try log.produce(try Batch.of(["a"], producer: 1, epoch: 0, sequence: 0))
        try log.produce(try Batch.of(["b"], producer: 1, epoch: 0, sequence: 1))
        try log.truncate(to: 1)
        let result = try log.produce(try Batch.of(["c"], producer: 1, epoch: 0, sequence: 1))
        #expect(result.firstOffset == 1)
        #expect(!result.isDuplicate)
    }

    // MARK: Closing

    @Test func `a closed log reopens with everything and reads no batch`() throws {
        fixture.producerExpiration = .max
        let log = try logOfTen()
        try log.produce(try Batch.of(["p"], producer: 1, epoch: 0, sequence: 0), epoch: 4)
        let before = try log.values
        let epochs = log.endOffset(for: 0)
        try log.close()
        let lines = fixture.log.lines.count
        let reopened = try fixture.open(clean: true, recoveryPoint: log.offsets.end)
        #expect(reopened.offsets == LogOffsets(start: 0, end: 21, recoveryPoint: 21))
        let after = try reopened.values
        #expect(after == before)
        #expect(reopened.endOffset(for: 0) == epochs)
        #expect(reopened.producers.map(\.producerID) == [1])
        #expect(fixture.log.lines.count == lines)
    }

    @Test func `a closed log can no longer be used`() throws {
        let log = try logOfTen()
        try log.close()
        #expect(throws: LogError.offline(path: fixture.path)) {
            try log.produce(try Batch.of(["late"]))
        }
    }

    @Test func `the topic id is kept and may not change`() throws {
        let id = try #require(UUID("IgQRVouuQUO5rpa200Zxzw"))
        let other = try #require(UUID("UBxwgcEtSmq3KdGLCWLC9w"))
        let log = try fixture.open()
        try log.assign(topicID: id)
        try log.assign(topicID: id)
        #expect(throws: LogError.inconsistentTopicID(expected: id, found: other)) {
            try log.assign(topicID: other)
        }
        #expect(try fixture.open().topicID == id)
    }
}
