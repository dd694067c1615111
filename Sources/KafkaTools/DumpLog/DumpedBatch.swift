import Bytes
import Compression
import KafkaModel
import KafkaRecords

/// A batch in a record file, good or damaged: every field is read as it stands.
struct DumpedBatch {
    /// Header bytes of magic 2, and those of a message that has no key and no value.
    private static let legacyHeaderSize = 34
    /// A batch is held in memory to read its records: more than any setting allows is refused.
    private static let largestBatch = 1 << 30
    /// Bytes that are checksummed at once.
    private static let chunk: Int64 = 1 << 20

    let file: OpenDumpedFile
    let position: Int64
    let sizeInBytes: Int
    /// As it stands in the file. Kafka reads everything above 2 as 2, and what is negative as 1.
    let magic: Int8
    /// The fields in front of the records.
    let header: AnyRecordBatch

    /// The batch whose first 17 bytes are `prefix`.
    init(
        _ file: OpenDumpedFile, at position: Int64, size: Int, magic: Int8
    ) throws(CommandFailure) {
        self.file = file
        self.position = position
        sizeInBytes = size
        self.magic = magic
        let wanted = magic >= 2 ? RecordBatch.headerSize : Self.legacyHeaderSize
        var bytes = try file.read(wanted, at: position).array
        if magic >= 2, bytes.count < wanted { throw Self.unreadable(file, position) }
        bytes += [UInt8](repeating: 0, count: wanted - bytes.count)
        do throws(RecordError) {
            header = try Self.view(SharedBytes(copying: bytes), magic)
        } catch {
            throw Self.unreadable(file, position)
        }
    }

    private static func unreadable(_ file: OpenDumpedFile, _ position: Int64) -> CommandFailure {
        javaFailure(
            "org.apache.kafka.common.KafkaException",
            "Failed to load record batch at position \(position) from \(file.text())")
    }

    /// `bytes` taken for one batch of a magic that is read.
    private static func view(_ bytes: SharedBytes, _ magic: Int8) throws(RecordError)
        -> AnyRecordBatch
    {
        bytes.store(
            bigEndian: Int32(truncatingIfNeeded: bytes.count - BatchPrefix.overhead), at: 8)
        bytes.store(bigEndian: magic >= 2 ? 2 : magic == 0 ? 0 : 1 as Int8, at: 16)
        return try AnyRecordBatch(bytes)
    }

    var lastOffset: Int64 { header.lastOffset.rawValue }

    var timestampTypeName: String {
        switch header.timestampType {
        case nil: "NoTimestampType"
        case .createTime: "CreateTime"
        case .logAppendTime: "LogAppendTime"
        }
    }

    var storedChecksum: UInt32 {
        switch header {
        case .batch(let batch): batch.storedChecksum
        case .legacy(let message): message.storedChecksum
        }
    }

    /// Whether the checksum is that of the bytes; they are read piece by piece.
    func isValid() throws(CommandFailure) -> Bool {
        let isCurrent = magic >= 2
        guard sizeInBytes >= (isCurrent ? RecordBatch.headerSize : 14) else { return false }
        var at = position + (isCurrent ? 21 : 16)
        let end = position + Int64(sizeInBytes)
        var checksum: UInt32 = 0
        while at < end {
            let bytes = try file.read(Int(min(Self.chunk, end - at)), at: at)
            guard !bytes.isEmpty else { return false }
            checksum = bytes.withUnsafeBytes {
                isCurrent
                    ? CRC32C.checksum($0, continuing: checksum)
                    : Checksum32.checksum($0, continuing: checksum)
            }
            at += Int64(bytes.count)
        }
        return checksum == storedChecksum
    }

    /// Calls `body` with each record in order. Neither the checksum nor anything behind the record
    /// is looked at before.
    func forEachRecord(
        _ body: (DumpedRecord) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        guard sizeInBytes <= Self.largestBatch else {
            throw invalid("a batch of \(sizeInBytes) bytes is too large to be read")
        }
        let bytes = try file.read(sizeInBytes, at: position)
        let batch: AnyRecordBatch
        do throws(RecordError) {
            batch = try Self.view(bytes, magic)
        } catch {
            throw invalid("\(error)")
        }
        switch batch {
        case .batch(let current): try forEachRecord(of: current, body)
        case .legacy(let message): try forEachMessage(of: message, body)
        }
    }

    private func forEachRecord(
        of batch: RecordBatch, _ body: (DumpedRecord) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        do {
            var reader = try RecordReader(batch, decompressionLimit: Self.largestBatch)
            while let record = try reader.next() {
                let delta = Int32(truncatingIfNeeded: record.offset - batch.baseOffset)
                let sequence =
                    batch.baseSequence == -1
                    ? -1 : RecordBatch.sequence(batch.baseSequence, plus: delta)
                try body(DumpedRecord(record, sequence: sequence))
            }
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }

    private func forEachMessage(
        of message: LegacyMessage, _ body: (DumpedRecord) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        do {
            let limit = Self.largestBatch
            for (inner, record) in try LegacyMessageSet.messages(
                of: message, decompressionLimit: limit)
            {
                try body(DumpedRecord(record, message: inner))
            }
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }

    private func invalid(_ reason: String) -> CommandFailure {
        javaFailure("org.apache.kafka.common.InvalidRecordException", reason)
    }
}

/// A record, and what only one of the formats has.
struct DumpedRecord {
    let record: Record
    /// Magic 2.
    let sequence: Int32?
    /// Magic 0 and 1: the message that holds it.
    let message: LegacyMessage?

    init(_ record: Record, sequence: Int32) {
        self.record = record
        self.sequence = sequence
        message = nil
    }

    init(_ record: Record, message: LegacyMessage) {
        self.record = record
        sequence = nil
        self.message = message
    }
}

/// Walks the batches between two positions of a record file, as far as they are whole.
struct DumpedBatches {
    let file: OpenDumpedFile
    private(set) var position: Int64
    private let end: Int64

    init(_ file: OpenDumpedFile, from position: Int64 = 0, to end: Int64) {
        self.file = file
        self.position = position
        self.end = end
    }

    /// The next batch; `nil` if less than a whole one is left.
    mutating func next() throws(CommandFailure) -> DumpedBatch? {
        guard position < end - Int64(BatchPrefix.size) else { return nil }
        let prefix = try file.read(BatchPrefix.size, at: position)
        guard prefix.count == BatchPrefix.size else { return nil }
        let size = prefix.bigEndian(Int32.self, at: 8)
        guard size >= BatchPrefix.minimumSizeField else {
            throw javaFailure(
                "org.apache.kafka.common.errors.CorruptRecordException",
                "Found record size \(size) smaller than minimum record overhead "
                    + "(\(BatchPrefix.minimumSizeField)) in file \(file.path).")
        }
        let whole = BatchPrefix.overhead + Int(size)
        guard Int64(whole) <= end - position else { return nil }
        let batch = try DumpedBatch(
            file, at: position, size: whole, magic: prefix.bigEndian(Int8.self, at: 16))
        position += Int64(whole)
        return batch
    }
}
