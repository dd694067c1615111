import Bytes
import Compression
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

private let now: Int64 = 1_700_000_000_000

private func rules(_ config: [String: Any]) -> AppendRules {
    var rules = AppendRules()
    if let name = config.text("compression.type"), let codec = CompressionType(name: name) {
        rules.compression = .convert(
            codec, level: config.text("compression.gzip.level").flatMap { Int32($0) })
    }
    if config.text("message.timestamp.type") == "LogAppendTime" {
        rules.timestampType = .logAppendTime
    }
    func limit(_ key: String) -> Int64? { config.text(key).flatMap { Int64($0) } }
    rules.timestampBeforeMax = limit("message.timestamp.before.max.ms") ?? .max
    rules.timestampAfterMax = limit("message.timestamp.after.max.ms") ?? .max
    rules.maxMessageBytes = limit("max.message.bytes").map(Int.init) ?? rules.maxMessageBytes
    rules.isCompacted = config.text("cleanup.policy") == "compact"
    return rules
}

private func prepare(_ line: [String: Any]) throws(AppendRejection) -> PreparedAppend {
    let validator = RecordBatchValidator(
        rules: rules(line.object("topic_config")),
        origin: .client(produceVersion: Int16(line.number("produce_version") ?? 9)),
        now: line.number("request_time") ?? now, partition: TopicPartition("T", 0))
    return try validator.prepare(SharedBytes(copying: line.hex("hex") ?? []))
}

/// What a real leader answered, and stored.
@Suite(.enabled(if: GoldenRecords.isPresent("damaged"), "no golden records beside the repository"))
struct GoldenAppendTests {
    /// Where we answer otherwise, with the reason.
    private static let deliberatelyDifferent: [String: String] = [
        "null": "Kafka never answers",
        "offset-deltas": "Kafka stores offsets out of order; here the batch is renumbered",
        "offset-deltas-gzip": "Kafka fails on a key that it skipped; here the batch is renumbered",
        "segment-small": "the segment's size is storage's to check",
        "txn-bit-no-pid": "the request's transactional id is the handler's to check",
        "txn-bit-pid": "as above", "txn-bit-pid-txnid": "as above", "control": "as above",
    ]

    @Test func damagedBatchesAreAnsweredAsKafkaAnswersThem() throws {
        for line in try GoldenRecords.lines("damaged") {
            let id = line.text("id") ?? ""
            guard Self.deliberatelyDifferent[id] == nil else { continue }
            let broker = line.object("broker")
            var answer: AppendRejection?
            do throws(AppendRejection) {
                _ = try prepare(line)
            } catch {
                answer = error
            }
            #expect(
                Int64(answer?.code.rawValue ?? 0) == broker.number("error_code") ?? 0,
                "\(id): \(line.text("what") ?? "")")
            #expect(
                (answer?.recordFaults ?? []).map { Int64($0.batchIndex) }
                    == broker.list("record_errors").compactMap { $0.number("batchIndex") },
                "\(id)")
        }
    }

    @Test func whatIsKeptAsSentIsStoredByteForByte() throws {
        var kept = 0
        for name in ["damaged", "append"] {
            for line in try GoldenRecords.lines(name) {
                let id = line.text("id") ?? ""
                guard Self.deliberatelyDifferent[id] == nil, id != "append-second",
                    let stored = line.hex("stored_hex"), !stored.isEmpty
                else { continue }
                var line = line
                if let time = line.object("response").number("logAppendTimeMs"), time >= 0 {
                    line["request_time"] = time
                } else if name == "damaged",
                    rules(line.object("topic_config")).timestampType == .logAppendTime
                {
                    line["request_time"] = line.object("broker").number("log_append_time_ms") ?? 0
                }
                let prepared = try prepare(line)
                prepared.assign(from: 0, leaderEpoch: 0)
                guard !prepared.wasRebuilt else { continue }
                #expect(prepared.bytes.array == stored, "\(id)")
                kept += 1
            }
        }
        #expect(kept > 40)
    }

    @Test func rebuiltBatchesHoldTheRecordsThatKafkaStored() throws {
        var rebuilt = 0
        for line in try GoldenRecords.lines("append") {
            let id = line.text("id") ?? ""
            guard id != "append-second", let truth = line.list("stored").first else { continue }
            var line = line
            line["request_time"] = truth.number("maxTimestamp")
            let prepared = try prepare(line)
            let next = prepared.assign(from: 0, leaderEpoch: 0)
            guard prepared.wasRebuilt else { continue }
            let batch = try #require(prepared.batches.first)
            #expect(prepared.batches.count == 1, "\(id)")
            #expect(next.rawValue == truth.number("nextOffset"), "\(id)")
            #expect(batch.isChecksumValid, "\(id)")
            #expect(Int64(batch.attributes.rawValue) == truth.number("attributes"), "\(id)")
            #expect(batch.maxTimestamp == truth.number("maxTimestamp"), "\(id)")
            #expect(batch.baseTimestamp == truth.number("baseTimestamp"), "\(id)")
            expectRecords(try batch.records(), match: truth.list("records"), id)
            rebuilt += 1
        }
        #expect(rebuilt > 30)
    }

    @Test func onePartitionsFaultIsItsOwn() throws {
        for line in try GoldenRecords.lines("multi-partition-errors") {
            let validator = RecordBatchValidator(
                rules: AppendRules(), origin: .client(produceVersion: 9), now: now,
                partition: TopicPartition("T", 0))
            _ = try validator.prepare(SharedBytes(copying: line.hex("good_hex") ?? []))
            #expect(throws: AppendRejection.self, "\(line.text("id") ?? "")") {
                try validator.prepare(SharedBytes(copying: line.hex("bad_hex") ?? []))
            }
        }
    }
}

@Suite struct RecordBatchValidatorTests {
    private func validator(
        _ rules: AppendRules = AppendRules(),
        origin: AppendOrigin = .client(produceVersion: 9)
    ) -> RecordBatchValidator {
        RecordBatchValidator(
            rules: rules, origin: origin, now: now, partition: TopicPartition("t", 3))
    }

    private func batch(
        _ count: Int, compression: CompressionType = .none,
        edit: (inout RecordBatchHeader) -> Void = { _ in }
    ) throws -> SharedBytes {
        var header = RecordBatchHeader()
        header.attributes = RecordBatchAttributes(compression: compression)
        edit(&header)
        let records = (0..<count).map {
            Record(
                timestamp: now - Int64($0), copyingKey: Array("k\($0)".utf8),
                value: Array("value \($0)".utf8))
        }
        return try RecordBatch.encode(records, header: header)
    }

    @Test(arguments: CompressionType.allCases)
    func theUsualBatchIsPatchedInPlace(codec: CompressionType) throws {
        let bytes = try batch(10, compression: codec)
        let prepared = try validator().prepare(bytes)
        let next = prepared.assign(from: 100, leaderEpoch: 4)
        #expect(prepared.bytes.storage === bytes.storage)
        #expect(!prepared.wasRebuilt)
        #expect(next == 110)
        #expect(prepared.recordCount == 10)
        #expect(prepared.maxTimestamp == now)
        let written = try RecordBatch(prepared.bytes)
        #expect(written.baseOffset == 100)
        #expect(written.partitionLeaderEpoch == 4)
        #expect(written.isChecksumValid)
        #expect(try written.records().map(\.offset.rawValue) == Array(100..<110))
    }

    @Test func offsetsOutOfOrderAreRenumbered() throws {
        var builder = RecordBatchBuilder(RecordBatchHeader())
        builder.append(Record(offset: 0, timestamp: now, copyingKey: nil, value: [1]))
        builder.append(Record(offset: 2, timestamp: now, copyingKey: nil, value: [2]))
        let bytes = try builder.finish()
        bytes.store(bigEndian: Int32(1), at: 23)
        bytes.store(
            bigEndian: CRC32C.checksum(bytes.slice(from: 21, count: bytes.count - 21)), at: 17)
        let prepared = try validator().prepare(bytes)
        #expect(prepared.wasRebuilt)
        #expect(prepared.assign(from: 7, leaderEpoch: 0) == 9)
        #expect(try prepared.batches[0].records().map(\.offset) == [7, 8])
    }

    @Test func coordinatorsMayWriteMarkersAndSeveralBatches() throws {
        let marker = try ControlRecord(kind: .commit, coordinatorEpoch: 3)
            .makeBatch(timestamp: now, producerID: 9, producerEpoch: 1)
        let two = SharedBytes(copying: marker.array + marker.array)
        let prepared = try validator(origin: .coordinator).prepare(two)
        #expect(prepared.assign(from: 5, leaderEpoch: 1) == 7)
        #expect(prepared.batches.map(\.baseOffset) == [5, 6])
        #expect(marker.count == 78)
        #expect(throws: AppendRejection(.invalidRecord)) { try validator().prepare(marker) }
    }

    @Test func aBombIsRefused() throws {
        var limited = AppendRules()
        limited.decompressionLimit = 10_000
        let bytes = try RecordBatch.encode(
            [
                Record(
                    timestamp: now, copyingKey: nil, value: [UInt8](repeating: 0, count: 20_000))
            ],
            header: {
                var header = RecordBatchHeader()
                header.attributes = RecordBatchAttributes(compression: .gzip)
                return header
            }())
        #expect {
            try validator(limited).prepare(bytes)
        } throws: {
            ($0 as? AppendRejection)?.code == .messageTooLarge
        }
    }

    @Test func noDamageTraps() throws {
        let original = try batch(3, compression: .none).array
        for position in original.indices {
            for flip: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = original
                damaged[position] ^= flip
                let bytes = SharedBytes(copying: damaged)
                if damaged.count >= 61 {
                    bytes.store(
                        bigEndian: CRC32C.checksum(
                            bytes.slice(from: 21, count: bytes.count - 21)), at: 17)
                }
                _ = try? validator(origin: .coordinator).prepare(bytes)
                _ = try? validator().prepare(SharedBytes(copying: damaged))
            }
        }
        for length in 0..<original.count {
            let cut = SharedBytes(copying: original.prefix(length))
            #expect(throws: AppendRejection.self) { try validator().prepare(cut) }
        }
    }

    @Test func anEmptySetOfAnOldProducerIsNothing() throws {
        let prepared = try validator(origin: .client(produceVersion: 2)).prepare(.empty)
        #expect(prepared.isEmpty)
        #expect(throws: AppendRejection(.invalidRecord)) { try validator().prepare(.empty) }
    }

    @Test func aBatchThatGrowsBeyondTheLimitIsRefused() throws {
        let compressed = try RecordBatch.encode(
            [Record(timestamp: now, copyingKey: nil, value: [UInt8](repeating: 0, count: 5000))],
            header: {
                var header = RecordBatchHeader()
                header.attributes = RecordBatchAttributes(compression: .gzip)
                return header
            }())
        var rules = AppendRules()
        rules.maxMessageBytes = 1000
        rules.compression = .convert(.none, level: nil)
        #expect(throws: AppendRejection(.messageTooLarge)) {
            try validator(rules).prepare(compressed)
        }
    }
}
