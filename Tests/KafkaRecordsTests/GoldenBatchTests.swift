import Bytes
import Compression
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

/// Batches built by Kafka's own builder, compared with Kafka's own reading of them.
@Suite(.enabled(if: GoldenRecords.isPresent("batches"), "no golden records beside the repository"))
struct GoldenBatchTests {
    @Test func headersReadAsKafkaReadsThem() throws {
        for line in try GoldenRecords.lines("batches") {
            let id = line.text("id") ?? ""
            var reader = RecordBatchReader(SharedBytes(copying: line.hex("hex") ?? []))
            for truth in line.list("batches") {
                let batch = try #require(try reader.next(), "\(id)")
                #expect(batch.lastOffset.rawValue == truth.number("lastOffset"), "\(id)")
                #expect(batch.sizeInBytes == truth.number("sizeInBytes").map(Int.init), "\(id)")
                #expect(Int64(batch.magic) == truth.number("magic"), "\(id)")
                #expect(batch.maxTimestamp == truth.number("maxTimestamp"), "\(id)")
                #expect(batch.compression?.name == truth.text("compression"), "\(id)")
                #expect(batch.isChecksumValid == truth.flag("isValid"), "\(id)")
                if let current = batch.current { expect(current, matches: truth, id) }
            }
            #expect(reader.remaining == 0, "\(id)")
        }
    }

    private func expect(_ batch: RecordBatch, matches truth: [String: Any], _ id: String) {
        #expect(batch.baseOffset.rawValue == truth.number("baseOffset"), "\(id)")
        #expect(Int64(batch.storedChecksum) == truth.number("crc"), "\(id)")
        #expect(Int64(batch.attributes.rawValue) == truth.number("attributes"), "\(id)")
        #expect(batch.producerID.rawValue == truth.number("producerId"), "\(id)")
        #expect(Int64(batch.producerEpoch) == truth.number("producerEpoch"), "\(id)")
        #expect(Int64(batch.baseSequence) == truth.number("baseSequence"), "\(id)")
        #expect(Int64(batch.lastSequence) == truth.number("lastSequence"), "\(id)")
        #expect(batch.isTransactional == truth.flag("isTransactional"), "\(id)")
        #expect(batch.isControl == truth.flag("isControl"), "\(id)")
        #expect(batch.deleteHorizon == truth.number("deleteHorizonMs"), "\(id)")
        #expect(Int64(batch.recordCount) == truth.number("count"), "\(id)")
        #expect(
            Int64(batch.partitionLeaderEpoch.rawValue) == truth.number("partitionLeaderEpoch"),
            "\(id)")
    }

    @Test func recordsReadAsKafkaReadsThem() throws {
        for line in try GoldenRecords.lines("batches") {
            let id = line.text("id") ?? ""
            var reader = RecordBatchReader(SharedBytes(copying: line.hex("hex") ?? []))
            for truth in line.list("batches") {
                let batch = try #require(try reader.next(), "\(id)")
                expectRecords(try batch.records(), match: truth.list("records"), id)
            }
        }
    }

    @Test func markersReadAsKafkaReadsThem() throws {
        var markers = 0
        for line in try GoldenRecords.lines("batches") {
            var reader = RecordBatchReader(SharedBytes(copying: line.hex("hex") ?? []))
            while let batch = try reader.next()?.current {
                guard let control = try ControlRecord(batch) else { continue }
                let truth = line.list("batches").flatMap { $0.list("records") }
                #expect(
                    truth.contains {
                        $0.number("coordinatorEpoch") == Int64(control.coordinatorEpoch)
                            && $0.text("controlType")?.lowercased() == "\(control.kind)"
                    }, "\(line.text("id") ?? "")")
                markers += 1
            }
        }
        #expect(markers > 0)
    }

    @Test func uncompressedBatchesAreRebuiltByteForByte() throws {
        var rebuilt = 0
        for line in try GoldenRecords.lines("batches") {
            let bytes = SharedBytes(copying: line.hex("hex") ?? [])
            var reader = RecordBatchReader(bytes)
            while let batch = try reader.next()?.current {
                guard batch.compression == CompressionType.none, batch.recordCount > 0 else {
                    continue
                }
                var builder = RecordBatchBuilder(RecordBatchHeader(of: batch))
                // Records of a batch with log append time were written with times of their own.
                guard batch.timestampType == .createTime else { continue }
                for record in try batch.records() { builder.append(record) }
                let again = try builder.finish(lastOffset: batch.lastOffset)
                #expect(again == batch.bytes, "\(line.text("id") ?? "")")
                rebuilt += 1
            }
        }
        #expect(rebuilt > 10)
    }

    @Test func uncompressedMessageSetsAreRebuiltByteForByte() throws {
        var rebuilt = 0
        for line in try GoldenRecords.lines("batches") {
            let bytes = SharedBytes(copying: line.hex("hex") ?? [])
            var reader = RecordBatchReader(bytes)
            while case .legacy(let message) = try reader.next() {
                guard !message.isCompressed else { continue }
                let again = try LegacyMessageSet.encode(
                    try LegacyMessageSet.records(of: message), magic: message.magic,
                    logAppendTime: message.timestampType == .logAppendTime
                        ? message.timestamp : nil)
                #expect(again == message.bytes, "\(line.text("id") ?? "")")
                rebuilt += 1
            }
        }
        #expect(rebuilt > 10)
    }
}

/// Compares with records in the form of the golden files; long values only by their length.
func expectRecords(_ records: [Record], match truth: [[String: Any]], _ id: String) {
    #expect(records.count == truth.count, "\(id)")
    for (record, truth) in zip(records, truth) {
        #expect(record.offset.rawValue == truth.number("offset"), "\(id)")
        #expect(record.timestamp == truth.number("timestamp"), "\(id)")
        #expect(record.key?.array == truth.hex("key"), "\(id)")
        if let length = truth.number("value_len") {
            #expect(record.value.map { Int64($0.count) } == length, "\(id)")
        } else {
            #expect(record.value?.array == truth.hex("value"), "\(id)")
        }
        let headers = truth["headers"] as? [[Any]] ?? []
        #expect(record.headers.map(\.key) == headers.map { $0.first as? String ?? "" }, "\(id)")
        #expect(
            record.headers.map { $0.value?.array }
                == headers.map { ($0.last as? String).map(GoldenRecords.bytes) }, "\(id)")
    }
}
