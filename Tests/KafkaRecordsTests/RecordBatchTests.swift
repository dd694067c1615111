import Bytes
import Compression
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

@Suite struct RecordBatchTests {
    private func randomRecords(_ random: inout SeededRandom, count: Int) -> [Record] {
        var offset: Int64 = 0
        return (0..<count).map { _ in
            offset += Int64(random.next() % 5) + 1
            let headers = (0..<Int(random.next() % 3)).map { number in
                RecordHeader(
                    key: "name\(number)",
                    value: random.next() % 2 == 0
                        ? nil : SharedBytes(copying: random.bytes(number * 3)))
            }
            let length = Int(random.next() % 200)
            return Record(
                offset: Offset(offset), timestamp: Int64(bitPattern: random.next() >> 20),
                copyingKey: random.next() % 3 == 0 ? nil : random.bytes(Int(random.next() % 9)),
                value: random.next() % 4 == 0 ? nil : random.bytes(length), headers: headers)
        }
    }

    @Test(arguments: CompressionType.allCases)
    func recordsComeBackAsTheyWere(codec: CompressionType) throws {
        var random = SeededRandom(seed: 11)
        for count in [1, 2, 30, 400] {
            let records = randomRecords(&random, count: count)
            var header = RecordBatchHeader()
            header.attributes = RecordBatchAttributes(compression: codec)
            header.producerID = 77
            header.baseSequence = 5
            var builder = RecordBatchBuilder(header)
            for record in records { builder.append(record) }
            let batch = try RecordBatch(try builder.finish())
            #expect(batch.isChecksumValid)
            #expect(try batch.records() == records)
            #expect(batch.lastOffset == records.last?.offset)
        }
    }

    @Test(arguments: [0, 1] as [Int8], [CompressionType.none, .gzip, .snappy, .lz4])
    func messageSetsComeBackAsTheyWere(magic: Int8, codec: CompressionType) throws {
        let records = (0..<20).map {
            Record(
                offset: Offset($0 + 40), timestamp: magic == 0 ? -1 : Int64($0 * 10),
                copyingKey: $0 % 3 == 0 ? nil : [UInt8($0)], value: [1, 2, UInt8($0)])
        }
        let bytes = try LegacyMessageSet.encode(records, magic: magic, compression: codec)
        var reader = RecordBatchReader(bytes)
        var found: [Record] = []
        while let batch = try reader.next() {
            #expect(batch.isChecksumValid)
            found += try batch.records()
        }
        #expect(found == records)
    }

    @Test func sequencesWrapToZero() {
        #expect(RecordBatch.sequence(Int32.max, plus: 1) == 0)
        #expect(RecordBatch.sequence(Int32.max - 1, plus: 3) == 1)
        #expect(RecordBatch.sequence(4, plus: 3) == 7)
    }

    @Test func aReaderStopsBeforeAnIncompleteBatch() throws {
        let batch = try RecordBatch.encode([Record(timestamp: 1, copyingKey: nil, value: [1])])
        let bytes = SharedBytes(copying: batch.array + batch.array.dropLast(3))
        var reader = RecordBatchReader(bytes)
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        #expect(reader.position == batch.count)
        #expect(RecordBatchReader.validBytes(of: bytes).count == batch.count)
    }

    @Test func aReaderRefusesWhatCanNeverBecomeABatch() throws {
        var zeros = RecordBatchReader(SharedBytes(copying: [UInt8](repeating: 0, count: 100)))
        #expect(throws: RecordError.sizeTooSmall(0)) { try zeros.next() }
        var batch = try RecordBatch.encode([Record(timestamp: 1, copyingKey: nil, value: [1])])
            .array
        batch[16] = 3
        var strange = RecordBatchReader(SharedBytes(copying: batch))
        #expect(throws: RecordError.unknownMagic(3)) { try strange.next() }
    }

    @Test func patchingKeepsTheChecksumRight() throws {
        let bytes = try RecordBatch.encode([Record(timestamp: 1, copyingKey: nil, value: [1])])
        let batch = try RecordBatch(bytes)
        batch.assign(baseOffset: 1000, leaderEpoch: 12)
        #expect(batch.isChecksumValid)
        batch.assign(maxTimestamp: 99, timestampType: .logAppendTime)
        #expect(batch.isChecksumValid)
        #expect(try batch.records().map(\.timestamp) == [99])
        #expect(batch.nextOffset == 1001)
    }

    @Test func anEmptyBatchKeepsItsOffsets() throws {
        var header = RecordBatchHeader()
        header.baseOffset = 10
        header.attributes = RecordBatchAttributes(compression: .lz4)
        let batch = try RecordBatch(try RecordBatchBuilder(header).finish(lastOffset: 14))
        #expect(batch.lastOffset == 14)
        #expect(batch.recordCount == 0)
        #expect(batch.baseTimestamp == -1)
    }
}
