import Bytes
import Compression
import KafkaModel

/// Turns what a log holds into what an old Fetch version can read: message sets of magic 0
/// (Fetch 0–1) or 1 (Fetch 2–3).
///
/// Headers and transaction marks are lost, control batches are left out, a batch keeps its codec.
/// Source: Kafka's `RecordsUtil.downConvert` and `LazyDownConversionRecords`; log-format 3.
package enum DownConversion {
    package enum Failure: Error, Equatable, Sendable {
        /// Old formats have no zstd: the fetch is answered with UNSUPPORTED_COMPRESSION_TYPE.
        case zstd
        case unreadable(RecordError)
    }

    /// The largest magic that a Fetch of that version understands.
    package static func magic(forFetchVersion version: Int16) -> Int8 {
        version <= 1 ? 0 : version <= 3 ? 1 : 2
    }

    /// Whether `bytes` hold any batch above `magic`.
    package static func isNeeded(for bytes: SharedBytes, magic: Int8) -> Bool {
        guard magic < RecordBatch.magic else { return false }
        var reader = RecordBatchReader(bytes)
        while let batch = try? reader.next() {
            if batch.magic > magic { return true }
        }
        return false
    }

    /// The batches of `bytes` in a form of at most `magic`, from `fetchOffset` on.
    ///
    /// The answer is as long as the input, or as the first batch after conversion if that is longer: longer
    /// output is cut (old clients ask again), shorter output is filled with the beginning of a
    /// message that never ends, which they skip.
    package static func convert(
        _ bytes: SharedBytes, magic: Int8, fetchOffset: Offset,
        decompressionLimit: Int = RecordReader.decompressionLimit
    ) throws(Failure) -> SharedBytes {
        var reader = RecordBatchReader(bytes)
        var output = ByteWriter(capacity: bytes.count * 2)
        var firstSize = 0
        do {
            while let batch = try reader.next(), output.count < max(bytes.count, firstSize) {
                guard !batch.isControl else { continue }
                guard batch.compression != .zstd else { throw Failure.zstd }
                let converted = try convert(
                    batch, magic: magic, fetchOffset: fetchOffset, limit: decompressionLimit)
                if firstSize == 0 { firstSize = converted.count }
                output.bytes(converted)
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as RecordError {
            throw .unreadable(error)
        } catch let error as CompressionError {
            throw .unreadable(.undecompressible(error))
        } catch {
            throw .unreadable(.truncated)
        }
        guard output.count > 0 else { return .empty }
        let promised = max(bytes.count, firstSize)
        let converted = output.finish()
        return converted.count >= promised
            ? converted.slice(from: 0, count: promised) : padded(converted, to: promised)
    }

    private static func convert(
        _ batch: AnyRecordBatch, magic: Int8, fetchOffset: Offset, limit: Int
    ) throws -> SharedBytes {
        guard batch.magic > magic else { return batch.bytes }
        let compression = batch.compression ?? .none
        var records = try batch.records(decompressionLimit: limit)
        if magic == 0 || magic == 1, compression == .none {
            records.removeAll { $0.offset < fetchOffset }
        }
        let isAppendTime = batch.timestampType == .logAppendTime
        return try LegacyMessageSet.encode(
            records, magic: magic, compression: compression,
            logAppendTime: isAppendTime ? batch.maxTimestamp : nil)
    }

    /// Fills up with a message of offset -1 whose size is one more than what follows.
    private static func padded(_ bytes: SharedBytes, to length: Int) -> SharedBytes {
        var writer = ByteWriter(capacity: length + BatchPrefix.overhead)
        writer.bytes(bytes)
        let missing = length - bytes.count
        writer.int64(-1)
        writer.int32(Int32(max(missing + 1, RecordBatch.headerSize)))
        while writer.count < length { writer.uint8(0) }
        return writer.finish().slice(from: 0, count: length)
    }
}
