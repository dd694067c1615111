import Bytes
import Compression
import KafkaModel

/// What stands in the header of a batch beside its records.
package struct RecordBatchHeader: Sendable {
    package var baseOffset: Offset = 0
    package var partitionLeaderEpoch = LeaderEpoch.none
    package var attributes = RecordBatchAttributes()
    package var producerID = ProducerID.none
    package var producerEpoch: Int16 = -1
    /// Sequence of the first record; -1 none.
    package var baseSequence: Int32 = -1
    /// The largest timestamp if the attributes say log append time, else ignored.
    package var logAppendTime: Int64 = -1
    /// Written in place of the base timestamp if the attributes say so.
    package var deleteHorizon: Int64 = -1

    package init() {}

    /// The header of `batch`, so that a batch rebuilt from its records says the same.
    package init(of batch: RecordBatch) {
        baseOffset = batch.baseOffset
        partitionLeaderEpoch = batch.partitionLeaderEpoch
        attributes = batch.attributes
        producerID = batch.producerID
        producerEpoch = batch.producerEpoch
        baseSequence = batch.baseSequence
        logAppendTime = batch.maxTimestamp
        deleteHorizon = batch.baseTimestamp
    }

    /// The batch with this header, checksum included.
    ///
    /// - Parameters:
    ///   - baseTimestamp: what stands in that place, delete horizon or not.
    ///   - content: the records as they are to stand there, compressed if the attributes say so.
    package func batch(
        lastOffsetDelta: Int32, baseTimestamp: Int64, maxTimestamp: Int64, count: Int32,
        content: SharedBytes
    ) -> SharedBytes {
        let size = RecordBatch.headerSize + content.count
        var writer = ByteWriter(capacity: size)
        writer.int64(baseOffset.rawValue)
        writer.int32(Int32(truncatingIfNeeded: size - BatchPrefix.overhead))
        writer.int32(partitionLeaderEpoch.rawValue)
        writer.int8(RecordBatch.magic)
        writer.uint32(0)
        writer.int16(attributes.rawValue)
        writer.int32(lastOffsetDelta)
        writer.int64(baseTimestamp)
        writer.int64(maxTimestamp)
        writer.int64(producerID.rawValue)
        writer.int16(producerEpoch)
        writer.int32(baseSequence)
        writer.int32(count)
        writer.bytes(content)
        let bytes = writer.finish()
        let checksum = CRC32C.checksum(bytes.slice(from: 21, count: bytes.count - 21))
        bytes.store(bigEndian: checksum, at: 17)
        return bytes
    }
}

/// Writes one batch of magic 2. Records come in rising order of offset.
package struct RecordBatchBuilder: ~Copyable {
    private let header: RecordBatchHeader
    /// `nil` is the codec's default.
    private let level: Int32?
    private var records: ByteWriter
    private var baseTimestamp: Int64?
    private var maxTimestamp: Int64 = -1
    private var lastOffset: Offset
    /// Records appended so far.
    package private(set) var count: Int32 = 0

    /// - Parameter capacity: a guess at the size of the records, to grow less often.
    package init(_ header: RecordBatchHeader, level: Int32? = nil, capacity: Int = 512) {
        self.header = header
        self.level = level
        records = ByteWriter(capacity: capacity)
        lastOffset = header.baseOffset - 1
        if header.attributes.hasDeleteHorizon { baseTimestamp = header.deleteHorizon }
    }

    package var isEmpty: Bool { count == 0 }

    /// The size of the batch in bytes as it stands, before compression.
    package var uncompressedSize: Int { RecordBatch.headerSize + records.count }

    /// The offset that ``append(_:)`` checks against and that a next record would get.
    package var nextOffset: Offset { lastOffset + 1 }

    /// Appends `record` with its own offset, which must be beyond those before and at most
    /// 2147483647 from the base.
    package mutating func append(_ record: Record) {
        precondition(record.offset > lastOffset, "records out of order")
        let delta = record.offset - header.baseOffset
        precondition(delta <= Int64(Int32.max) && count < Int32.max, "too many offsets in a batch")
        let base = baseTimestamp ?? record.timestamp
        if baseTimestamp == nil { baseTimestamp = base }
        var body = ByteWriter(
            capacity: 32 + (record.key?.count ?? 0) + (record.value?.count ?? 0))
        body.int8(0)
        body.varlong(record.timestamp &- base)
        body.varint(Int32(truncatingIfNeeded: delta))
        Self.write(record.key, to: &body)
        Self.write(record.value, to: &body)
        body.varint(Int32(truncatingIfNeeded: record.headers.count))
        for header in record.headers {
            body.varint(Int32(truncatingIfNeeded: header.key.utf8.count))
            body.text(header.key)
            Self.write(header.value, to: &body)
        }
        let bytes = body.finish()
        records.varint(Int32(truncatingIfNeeded: bytes.count))
        records.bytes(bytes)
        lastOffset = record.offset
        maxTimestamp = max(maxTimestamp, record.timestamp)
        count += 1
    }

    /// Appends a record at the next offset.
    package mutating func append(
        timestamp: Int64, key: SharedBytes?, value: SharedBytes?, headers: [RecordHeader] = []
    ) {
        append(
            Record(
                offset: nextOffset, timestamp: timestamp, key: key, value: value, headers: headers))
    }

    private static func write(_ bytes: SharedBytes?, to writer: inout ByteWriter) {
        guard let bytes else { return writer.varint(-1) }
        writer.varint(Int32(truncatingIfNeeded: bytes.count))
        writer.bytes(bytes)
    }

    /// The batch, checksum included. An empty batch keeps its base offset as its last.
    ///
    /// - Parameter lastOffset: a later last offset than that of the last record, for a batch whose
    ///   tail was compacted away.
    package consuming func finish(lastOffset keptLastOffset: Offset? = nil)
        throws(CompressionError) -> SharedBytes
    {
        let header = header
        let codec = count == 0 ? .none : header.attributes.compression ?? .none
        let last = max(keptLastOffset ?? lastOffset, header.baseOffset)
        let count = count
        let base = baseTimestamp ?? -1
        let largest =
            header.attributes.timestampType == .logAppendTime ? header.logAppendTime : maxTimestamp
        let body = try codec.compress(records.finish(), level: level)
        return header.batch(
            lastOffsetDelta: Int32(truncatingIfNeeded: last - header.baseOffset),
            baseTimestamp: base, maxTimestamp: largest, count: count, content: body)
    }
}

extension RecordBatch {
    /// A batch of `records` at the next offsets from the header's base, for coordinators and tests.
    package static func encode(
        _ records: [Record], header: RecordBatchHeader = RecordBatchHeader()
    ) throws(CompressionError) -> SharedBytes {
        var builder = RecordBatchBuilder(header)
        for record in records {
            builder.append(
                timestamp: record.timestamp, key: record.key, value: record.value,
                headers: record.headers)
        }
        return try builder.finish()
    }
}
