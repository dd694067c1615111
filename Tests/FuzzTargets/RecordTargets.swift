import Bytes
import Compression
import KafkaModel
import KafkaRecords

extension FuzzTarget {
    /// Record batches and old message sets, as they come from clients, leaders and files.
    static let recordTargets = [
        FuzzTarget("record-batch") { input in
            var input = FuzzInput(input)
            let bytes = input.batches()
            var reader = RecordBatchReader(bytes)
            while let batch = try? reader.next() { read(batch) }
        },
        FuzzTarget("validation") { input in
            var input = FuzzInput(input)
            var rules = AppendRules()
            let flags = input.byte()
            rules.isCompacted = flags & 1 != 0
            rules.timestampType = flags & 2 != 0 ? .logAppendTime : .createTime
            if let codec = CompressionType(rawValue: flags >> 2 & 7) {
                rules.compression = .convert(codec, level: nil)
            }
            if flags & 32 != 0 { rules.timestampBeforeMax = 1000 }
            rules.maxMessageBytes = 4096
            rules.decompressionLimit = limit
            let origin: AppendOrigin =
                flags & 64 != 0 ? .coordinator : .client(produceVersion: Int16(input.byte() % 10))
            validate(input.batches(), rules, origin)
        },
        FuzzTarget("down-conversion") { input in
            var input = FuzzInput(input)
            let magic = Int8(input.number(below: 3))
            let offset = Offset(Int64(input.byte()))
            let bytes = input.batches()
            _ = DownConversion.isNeeded(for: bytes, magic: magic)
            _ = try? DownConversion.convert(
                bytes, magic: magic, fetchOffset: offset, decompressionLimit: limit)
        },
        // The key and the value of a record of a control batch.
        FuzzTarget("control-record") { input in
            var input = FuzzInput(input)
            var header = RecordBatchHeader()
            header.attributes = RecordBatchAttributes(isControl: true)
            var builder = RecordBatchBuilder(header)
            builder.append(timestamp: 0, key: input.piece(), value: input.piece())
            guard let batch = try? RecordBatch(builder.finish()) else { return }
            _ = try? ControlRecord(batch)
        },
    ]

    /// Bytes that a batch may grow to.
    static let limit = 1 << 16

    static func read(_ batch: AnyRecordBatch) {
        _ = (batch.baseOffset, batch.lastOffset, batch.nextOffset, batch.maxTimestamp)
        _ = (batch.timestampType, batch.compression, batch.isControl, batch.isTransactional)
        _ = (batch.isChecksumValid, batch.partitionLeaderEpoch)
        if let records = try? batch.records(decompressionLimit: limit) {
            for record in records { _ = (record.offset, record.timestamp, record.headers.count) }
        }
        if let current = batch.current { _ = try? ControlRecord(current) }
    }

    /// What the validator lets pass can be read, with offsets that count up.
    private static func validate(_ bytes: SharedBytes, _ rules: AppendRules, _ origin: AppendOrigin)
    {
        let validator = RecordBatchValidator(
            rules: rules, origin: origin, now: 1_700_000_000_000,
            partition: TopicPartition("topic", 0))
        guard let prepared = try? validator.prepare(bytes), !prepared.isEmpty else { return }
        let end = prepared.assign(from: 100, leaderEpoch: 7)
        var next: Offset = 100
        var reader = RecordBatchReader(prepared.bytes)
        while let batch = try? reader.next() {
            precondition(batch.isChecksumValid, "a batch that was let pass is damaged")
            guard let records = try? batch.records(decompressionLimit: limit) else {
                preconditionFailure("a batch that was let pass cannot be read")
            }
            for record in records {
                requireEqual(record.offset, next, "an offset")
                next = record.offset + 1
            }
        }
        requireEqual(next, end, "the end of what was let pass")
    }
}

extension FuzzInput {
    /// What is left, as batches. If the first byte is odd, their checksums are made right, so that
    /// what lies behind the check is reached.
    mutating func batches() -> SharedBytes {
        let repairs = byte() & 1 != 0
        let bytes = remaining()
        if repairs { Self.repair(bytes) }
        return bytes
    }

    static func repair(_ bytes: SharedBytes) {
        var at = 0
        while at + RecordBatch.headerSize <= bytes.count {
            let size = Int(bytes.bigEndian(Int32.self, at: at + 8)) + 12
            guard size >= RecordBatch.headerSize, size <= bytes.count - at else { return }
            let batch = bytes.slice(from: at, count: size)
            let isCurrent = batch.bigEndian(Int8.self, at: 16) == RecordBatch.magic
            let covered = isCurrent ? 21 : 16
            let rest = batch.slice(from: covered, count: size - covered)
            let checksum = isCurrent ? CRC32C.checksum(rest) : Checksum32.of(rest)
            batch.store(bigEndian: checksum, at: isCurrent ? 17 : 12)
            at += size
        }
    }
}
