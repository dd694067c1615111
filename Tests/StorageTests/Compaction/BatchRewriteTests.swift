import Bytes
import Compression
import KafkaModel
import KafkaRecords
import Testing

@testable import Storage

struct BatchRewriteTests {
    private static let time: Int64 = 1_600_000_000_000

    private func batch(_ attributes: RecordBatchAttributes) throws -> RecordBatch {
        let bytes = try KeyedBatch.of(
            [("a", "1"), ("b", nil), ("c", String(repeating: "x", count: 300))],
            timestamp: Self.time, producer: 7, epoch: 2, sequence: 40, attributes: attributes)
        let batch = try RecordBatch(bytes)
        batch.assign(baseOffset: 100, leaderEpoch: 5)
        if attributes.timestampType == .logAppendTime {
            batch.assign(maxTimestamp: Self.time + 9, timestampType: .logAppendTime)
        }
        return batch
    }

    /// What is left when `indexes` stay.
    private func rewritten(_ batch: RecordBatch, _ indexes: Set<Int>, deleteHorizon: Int64? = nil)
        throws -> RecordBatch
    {
        var reader = try RecordReader(batch)
        var layouts: [RecordLayout] = []
        while let layout = try reader.nextLayout() { layouts.append(layout) }
        let kept = layouts.enumerated().filter { indexes.contains($0.offset) }.map(\.element)
        return try RecordBatch(
            try BatchRewrite.batch(
                batch, keeping: kept, in: reader.bytes, deleteHorizon: deleteHorizon))
    }

    static let kinds = CompressionType.allCases.flatMap { codec in
        [TimestampType.createTime, .logAppendTime].map {
            RecordBatchAttributes(compression: codec, timestampType: $0, isTransactional: true)
        }
    }

    @Test(arguments: kinds)
    func `the records left are what they were, in a batch that says the same`(
        attributes: RecordBatchAttributes
    ) throws {
        let batch = try batch(attributes)
        let all = try batch.records()
        for indexes: Set<Int> in [[0], [1, 2], [0, 2], [2]] {
            for horizon in [nil, 1_700_000_000_000, 5] as [Int64?] {
                let left = try rewritten(batch, indexes, deleteHorizon: horizon)
                #expect(left.isChecksumValid)
                #expect(try left.records() == indexes.sorted().map { all[$0] })
                #expect(left.baseOffset == 100)
                #expect(left.lastOffset == 102)
                #expect(left.partitionLeaderEpoch == 5)
                #expect(left.producerID == 7)
                #expect(left.producerEpoch == 2)
                #expect(left.baseSequence == 40)
                #expect(left.lastSequence == 42)
                #expect(left.deleteHorizon == horizon)
                #expect(left.compression == attributes.compression)
                #expect(left.timestampType == attributes.timestampType)
                #expect(left.isTransactional)
            }
        }
    }

    @Test func `timestamps are counted from the first record left, and the largest is theirs`()
        throws
    {
        let left = try rewritten(try batch(RecordBatchAttributes()), [1])
        #expect(left.baseTimestamp == Self.time + 1)
        #expect(left.maxTimestamp == Self.time + 1)
    }

    @Test func `the broker's time stays that of the batch`() throws {
        let batch = try batch(RecordBatchAttributes(timestampType: .logAppendTime))
        let left = try rewritten(batch, [1], deleteHorizon: 99)
        #expect(left.maxTimestamp == Self.time + 9)
        #expect(try left.records().map(\.timestamp) == [Self.time + 9])
    }

    @Test func `an empty batch keeps offsets, producer and largest timestamp`() throws {
        let batch = try batch(RecordBatchAttributes(compression: .gzip, isTransactional: true))
        let empty = try RecordBatch(BatchRewrite.empty(batch))
        #expect(empty.isChecksumValid)
        #expect(empty.sizeInBytes == RecordBatch.headerSize)
        #expect(try empty.records() == [])
        #expect(empty.attributes == RecordBatchAttributes(isTransactional: true))
        #expect(empty.baseTimestamp == -1)
        #expect(empty.maxTimestamp == batch.maxTimestamp)
        #expect(empty.lastOffset == 102)
        #expect(empty.lastSequence == 42)
    }
}
