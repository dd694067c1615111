import Bytes
import CoordinatorRuntime
import KafkaModel
import KafkaRecords
import Testing

/// Writes down what it is told.
private struct Transcript: CoordinatorReplay {
    var lines: [String] = []

    mutating func replay(_ record: Record, in producer: ProducerID?) {
        let key = record.key.map { String(decoding: $0.array, as: UTF8.self) } ?? "-"
        let value = record.value.map { String(decoding: $0.array, as: UTF8.self) } ?? "null"
        lines.append("\(record.offset) \(key)=\(value)" + (producer.map { " in \($0)" } ?? ""))
    }

    mutating func endTransaction(of producer: ProducerID, isCommitted: Bool) {
        lines.append("\(producer) \(isCommitted ? "commits" : "aborts")")
    }
}

/// A log of fixed batches.
private struct FixedLog: CoordinatorLog {
    var batches: [RecordBatch] = []
    var start: Offset = 0
    var end: Offset?
    var failure: CoordinatorLogError?

    mutating func add(_ bytes: SharedBytes) throws {
        let batch = try RecordBatch(bytes)
        batch.assign(baseOffset: batches.last?.nextOffset ?? 0, leaderEpoch: 0)
        batches.append(batch)
    }

    func append(
        _ batch: SharedBytes, to partition: TopicPartition, acks: Acknowledgements,
        timeout: Duration,
        completion: @escaping @Sendable (Result<Offset, CoordinatorLogError>) -> Void
    ) {
        completion(.failure(CoordinatorLogError(.notLeaderOrFollower)))
    }

    func bounds(of partition: TopicPartition) throws(CoordinatorLogError) -> Range<Offset> {
        if let failure { throw failure }
        return start..<(end ?? batches.last?.nextOffset ?? 0)
    }

    func read(_ partition: TopicPartition, from offset: Offset, maximumBytes: Int)
        throws(CoordinatorLogError) -> SharedBytes
    {
        var writer = ByteWriter()
        for batch in batches where batch.nextOffset > offset {
            if writer.count > 0 && writer.count + batch.sizeInBytes > maximumBytes { break }
            writer.bytes(batch.bytes)
        }
        return writer.finish()
    }
}

@Suite struct CoordinatorLoaderTests {
    private static let partition = TopicPartition("__t", 0)

    private static func record(_ key: String, _ value: String?) -> CoordinatorRecord {
        CoordinatorRecord(
            key: SharedBytes(copying: Array(key.utf8)),
            value: value.map { SharedBytes(copying: Array($0.utf8)) })
    }

    private static func marker(_ kind: ControlRecord.Kind, of producer: ProducerID) throws
        -> SharedBytes
    {
        var header = RecordBatchHeader()
        header.attributes = RecordBatchAttributes(isTransactional: true, isControl: true)
        header.producerID = producer
        header.producerEpoch = 0
        let type: UInt8 = kind == .commit ? 1 : 0
        return try RecordBatch.encode(
            [Record(timestamp: 1, copyingKey: [0, 0, 0, type], value: [0, 0, 0, 0, 0, 0])],
            header: header)
    }

    private static func log() throws -> FixedLog {
        var log = FixedLog()
        try log.add(
            CoordinatorRecord.batch(of: [record("a", "1"), record("b", "2")], timestamp: 5))
        try log.add(
            CoordinatorRecord.batch(
                of: [record("c", "3")], timestamp: 6,
                producer: TransactionalProducer(id: 9, epoch: 0)))
        try log.add(marker(.commit, of: 9))
        try log.add(CoordinatorRecord.batch(of: [record("a", nil)], timestamp: 7, codec: 1))
        try log.add(marker(.abort, of: 8))
        return log
    }

    private static func lines(_ log: FixedLog, chunkBytes: Int = 1 << 20) throws -> [String] {
        var transcript = Transcript()
        try CoordinatorLoader(log, chunkBytes: chunkBytes).load(partition, into: &transcript)
        return transcript.lines
    }

    private static let whole = [
        "0 a=1", "1 b=2", "2 c=3 in 9", "9 commits", "4 a=null", "8 aborts",
    ]

    @Test(arguments: [1, 100, 1 << 20])
    func recordsAndMarkersComeInOrder(chunkBytes: Int) throws {
        #expect(try Self.lines(Self.log(), chunkBytes: chunkBytes) == Self.whole)
    }

    @Test func recordsBeforeTheLogsStartDoNotCount() throws {
        var log = try Self.log()
        log.start = 1
        #expect(try Self.lines(log) == Array(Self.whole.dropFirst()))
    }

    @Test func aLogThatGotShorterMeanwhileEndsTheLoad() throws {
        var log = try Self.log()
        log.end = 1000
        #expect(try Self.lines(log) == Self.whole)
    }

    @Test func theLogsFailureIsPassedOn() {
        let log = FixedLog(failure: CoordinatorLogError(.kafkaStorageError))
        #expect(throws: CoordinatorLogError(.kafkaStorageError)) { try Self.lines(log) }
    }

    @Test func bytesThatAreNoRecordsAreCorrupt() throws {
        let garbage = SharedBytes(copying: [UInt8](repeating: 7, count: 64))
        #expect(throws: CoordinatorLogError(.corruptMessage)) {
            var transcript = Transcript()
            _ = try CoordinatorLoader.replay(garbage, from: 0, into: &transcript)
        }
    }

    @Test func aBatchHasOneTimestampAndItsProducer() throws {
        let bytes = try CoordinatorRecord.batch(
            of: [Self.record("a", "1"), Self.record("b", nil)], timestamp: 77,
            producer: TransactionalProducer(id: 4, epoch: 2), baseSequence: 0)
        let batch = try RecordBatch(bytes)
        #expect(batch.isTransactional && !batch.isControl)
        #expect(batch.producerID == 4 && batch.producerEpoch == 2 && batch.baseSequence == 0)
        #expect(batch.baseTimestamp == 77 && batch.maxTimestamp == 77)
        #expect(batch.recordCount == 2)
    }
}
