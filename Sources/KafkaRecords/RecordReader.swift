import Bytes
import Compression
import KafkaModel

/// Walks the records of one batch in the order in which they stand.
///
/// After the last record the walk checks what Kafka checks: the count in the header is right and no
/// bytes are left over.
package struct RecordReader {
    /// How much a batch may unpack to where the caller does not say: 128 times the default limit of
    /// a batch (1 MiB), so that honest batches pass and a bomb does not take all memory.
    package static let decompressionLimit = 128 * 1024 * 1024

    private let batch: RecordBatch
    /// The uncompressed records; the positions of a ``RecordLayout`` count in here.
    package let bytes: SharedBytes
    private var reader: ByteReader
    private var left: Int
    private let appendTimestamp: Int64?

    package init(_ batch: RecordBatch, decompressionLimit: Int = decompressionLimit)
        throws(RecordError)
    {
        guard let compression = batch.compression else {
            throw .unknownCodec(batch.attributes.codec)
        }
        do {
            bytes = try compression.decompress(batch.recordBytes, limit: decompressionLimit)
        } catch {
            throw .undecompressible(error)
        }
        self.batch = batch
        reader = ByteReader(bytes)
        left = Int(batch.recordCount)
        guard left >= 0 else { throw .invalidRecord("negative record count") }
        appendTimestamp = batch.timestampType == .logAppendTime ? batch.maxTimestamp : nil
    }

    /// The places of the next record; `nil` behind the last.
    package mutating func nextLayout() throws(RecordError) -> RecordLayout? {
        guard left > 0 else {
            guard reader.isAtEnd else { throw .invalidRecord("bytes behind the last record") }
            return nil
        }
        guard !reader.isAtEnd else { throw .invalidRecord("fewer records than declared") }
        left -= 1
        return try RecordLayout(&reader)
    }

    package mutating func next() throws(RecordError) -> Record? {
        guard let layout = try nextLayout() else { return nil }
        return Record(
            offset: offset(of: layout), timestamp: timestamp(of: layout),
            key: layout.key(in: bytes), value: layout.value(in: bytes),
            headers: try layout.headers(in: bytes))
    }

    package func offset(of layout: RecordLayout) -> Offset {
        batch.baseOffset + Int64(layout.offsetDelta)
    }

    /// The record's own time, or the batch's if the leader's clock counts.
    package func timestamp(of layout: RecordLayout) -> Int64 {
        appendTimestamp ?? batch.baseTimestamp &+ layout.timestampDelta
    }
}

extension RecordBatch {
    /// All records. For hot walks use ``RecordReader``.
    package func records(decompressionLimit: Int = RecordReader.decompressionLimit)
        throws(RecordError) -> [Record]
    {
        var reader = try RecordReader(self, decompressionLimit: decompressionLimit)
        var records: [Record] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}

extension AnyRecordBatch {
    /// All records; those of a legacy wrapper are unpacked and have absolute offsets.
    package func records(decompressionLimit: Int = RecordReader.decompressionLimit)
        throws(RecordError) -> [Record]
    {
        switch self {
        case .batch(let batch):
            try batch.records(decompressionLimit: decompressionLimit)
        case .legacy(let message):
            try LegacyMessageSet.records(of: message, decompressionLimit: decompressionLimit)
        }
    }
}
