import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// Memory that a cleaning reads into again and again, so that the kernel has to give it only once.
final class ReadBuffer {
    private var storage: ByteStorage
    /// Bytes read at once, unless a batch is longer.
    let chunkSize: Int

    init(chunkSize: Int) {
        self.chunkSize = chunkSize
        storage = ByteStorage(capacity: chunkSize)
    }

    /// Up to `count` bytes of `file`. What was read before is overwritten.
    func read(_ count: Int, of file: any File, at position: Int) throws(LogError) -> SharedBytes {
        if storage.capacity < count || !isKnownUniquelyReferenced(&storage) {
            storage = ByteStorage(capacity: max(count, chunkSize))
        }
        let target = UnsafeMutableRawBufferPointer(start: storage.base, count: count)
        let got = try onDisk { () throws(SystemError) in
            try file.read(into: target, at: Int64(position))
        }
        return SharedBytes(storage, offset: 0, count: got)
    }
}

/// Reads the batches of a segment in order, many with one call. Unlike recovery it takes bytes that are
/// no whole batch for damage: the segment is closed.
struct BatchChunkReader {
    private let records: FileRecords
    private(set) var position: Int

    init(_ records: FileRecords, from position: Int = 0) {
        self.records = records
        self.position = position
    }

    var isAtEnd: Bool { position >= records.size }

    /// Calls `body` with the batches of the next chunk; those after a `false` are not taken.
    /// Returns the bytes that were read.
    ///
    /// Throws ``LogError/corruptRecords(_:)`` at bytes that are no batch, and at a wrong checksum.
    mutating func next(
        _ buffer: ReadBuffer, _ body: (AnyRecordBatch) throws(LogError) -> Bool
    ) throws(LogError) -> Int {
        var count = min(buffer.chunkSize, records.size - position)
        while true {
            let chunk = try buffer.read(count, of: records.file, at: position)
            var batches = RecordBatchReader(chunk)
            while let batch = try Self.next(&batches) {
                guard batch.isChecksumValid else { throw .corruptRecords(.checksumMismatch) }
                guard try body(batch) else { break }
            }
            if batches.position > 0 {
                position += batches.position
                return chunk.count
            }
            // Not one whole batch.
            let size = try Self.size(of: chunk)
            guard size > chunk.count, size <= records.size - position else {
                throw .corruptRecords(.truncated)
            }
            count = size
        }
    }

    private static func next(_ reader: inout RecordBatchReader) throws(LogError)
        -> AnyRecordBatch?
    {
        do throws(RecordError) {
            return try reader.next()
        } catch {
            throw .corruptRecords(error)
        }
    }

    private static func size(of chunk: SharedBytes) throws(LogError) -> Int {
        do throws(RecordError) {
            return try BatchPrefix(chunk)?.sizeInBytes ?? 0
        } catch {
            throw .corruptRecords(error)
        }
    }
}
