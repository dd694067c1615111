import Bytes
import Compression
import KafkaModel
import KafkaRecords

/// Writes what a cleaning leaves of a batch. Offsets, sequences, epochs and codec stay; the base
/// timestamp becomes that of the first record left, or the delete horizon. Source: Kafka's
/// `MemoryRecords.buildRetainedRecordsInto`, `DefaultRecordBatch.writeEmptyHeader`.
enum BatchRewrite {
    /// `batch` with the records of `kept`, which lie in `records`, its uncompressed content.
    ///
    /// - Parameter deleteHorizon: milliseconds; `nil`: none.
    static func batch(
        _ batch: RecordBatch, keeping kept: [RecordLayout], in records: SharedBytes,
        deleteHorizon: Int64?
    ) throws(RecordError) -> SharedBytes {
        let isAppendTime = batch.timestampType == .logAppendTime
        func timestamp(_ layout: RecordLayout) -> Int64 {
            isAppendTime ? batch.maxTimestamp : batch.baseTimestamp &+ layout.timestampDelta
        }
        let base = deleteHorizon ?? kept.first.map(timestamp) ?? -1
        var body = ByteWriter(capacity: records.count + kept.count * Self.growth)
        var largest: Int64 = -1
        records.withUnsafeBytes { source in
            for layout in kept {
                let time = timestamp(layout)
                largest = max(largest, time)
                if !isAppendTime && base == batch.baseTimestamp {
                    body.bytes(
                        UnsafeRawBufferPointer(rebasing: source[layout.start..<layout.end]))
                } else {
                    write(layout, timestampDelta: time &- base, of: source, to: &body)
                }
            }
        }
        let content = try compressed(body.finish(), batch.compression ?? .none)
        var header = RecordBatchHeader(of: batch)
        header.attributes.hasDeleteHorizon = deleteHorizon != nil
        return header.batch(
            lastOffsetDelta: batch.lastOffsetDelta, baseTimestamp: base,
            maxTimestamp: isAppendTime ? batch.maxTimestamp : largest, count: Int32(kept.count),
            content: content)
    }

    /// `batch` without records.
    static func empty(_ batch: RecordBatch) -> SharedBytes {
        var header = RecordBatchHeader(of: batch)
        header.attributes = RecordBatchAttributes(
            timestampType: batch.timestampType, isTransactional: batch.isTransactional,
            isControl: batch.isControl)
        return header.batch(
            lastOffsetDelta: batch.lastOffsetDelta, baseTimestamp: -1,
            maxTimestamp: batch.maxTimestamp, count: 0, content: .empty)
    }

    /// What a record may grow by when its timestamp is counted from another base: nine bytes of the
    /// delta and one of the length.
    private static let growth = 10

    /// The record with another timestamp delta; all behind its offset is copied as it is.
    private static func write(
        _ layout: RecordLayout, timestampDelta: Int64, of source: UnsafeRawBufferPointer,
        to body: inout ByteWriter
    ) {
        let content = source[layout.contentPosition..<layout.end]
        let length =
            1 + size(timestampDelta) + size(Int64(layout.offsetDelta)) + content.count
        body.varint(Int32(truncatingIfNeeded: length))
        body.int8(0)
        body.varlong(timestampDelta)
        body.varint(layout.offsetDelta)
        body.bytes(UnsafeRawBufferPointer(rebasing: content))
    }

    /// Bytes of `value` as a zig-zag integer of variable length.
    private static func size(_ value: Int64) -> Int {
        let bits = 64 - UInt64(bitPattern: (value << 1) ^ (value >> 63)).leadingZeroBitCount
        return max((bits + 6) / 7, 1)
    }

    private static func compressed(_ body: SharedBytes, _ codec: CompressionType)
        throws(RecordError) -> SharedBytes
    {
        do throws(CompressionError) {
            return try codec.compress(body)
        } catch {
            throw .undecompressible(error)
        }
    }
}
