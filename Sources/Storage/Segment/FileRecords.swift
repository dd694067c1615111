import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// The record file of a segment: batches one behind the other.
///
/// The value is a view of an open file up to `size`; bytes in front of it never change while the log
/// is not truncated, so any thread may read a copy of the view.
struct FileRecords: Sendable {
    let file: any File
    /// Bytes that belong to the log; the file may hold the rest of a failed write behind them.
    var size: Int
    /// Whether its reads may wait for the disk.
    var mode = ReadMode.waiting

    /// Bytes read at once by a walk over headers: about what an index entry leaves to scan.
    private static let headerChunk = 4096
    /// Bytes read at once by a walk over whole batches.
    private static let batchChunk = 1 << 20

    /// Calls `body` with the header of each batch from `position` on, until it returns `false`, the
    /// end is reached, or the rest is no whole batch. Returns the position behind the last one.
    @discardableResult
    func scan(
        from position: Int, _ body: (BatchHeader) -> Bool
    ) throws(SystemError) -> Int {
        var at = position
        var chunk = SharedBytes.empty
        var chunkStart = at
        while at + BatchPrefix.size <= size {
            let wanted = min(RecordBatch.headerSize, size - at)
            if at < chunkStart || at + wanted > chunkStart + chunk.count {
                chunk = try file.read(
                    min(Self.headerChunk, size - at), at: Int64(at), mode)
                chunkStart = at
                guard chunk.count >= wanted else { return at }
            }
            let bytes = chunk.slice(from: at - chunkStart, count: wanted)
            guard let header = BatchHeader(bytes, position: at), header.end <= size else {
                return at
            }
            guard body(header) else { return at }
            at = header.end
        }
        return at
    }

    /// The header of the batch at `position`; `nil` if there is no whole one.
    func header(at position: Int) throws(SystemError) -> BatchHeader? {
        var found: BatchHeader?
        try scan(from: position) { header in
            found = header
            return false
        }
        return found
    }

    /// Calls `body` with each whole batch from `position` on and where it stands, until it returns
    /// `false`. Returns the position behind the last batch taken.
    @discardableResult
    func walk(
        from position: Int, _ body: (AnyRecordBatch, _ position: Int) throws(LogError) -> Bool
    ) throws(LogError) -> Int {
        var at = position
        var chunkSize = Self.batchChunk
        while at + BatchPrefix.size <= size {
            let chunk = try read(at, min(chunkSize, size - at))
            var reader = RecordBatchReader(chunk)
            while let batch = try? reader.next() {
                guard try body(batch, at) else { return at }
                at += batch.sizeInBytes
            }
            if reader.position > 0 {
                chunkSize = Self.batchChunk
                continue
            }
            // Not one whole batch: it is longer than the chunk, or it is none.
            guard let prefix = try? BatchPrefix(chunk), prefix.sizeInBytes > chunk.count,
                prefix.sizeInBytes <= size - at
            else { return at }
            chunkSize = prefix.sizeInBytes
        }
        return at
    }

    /// The batch at `position`, which has `count` bytes.
    func batch(at position: Int, count: Int) throws(LogError) -> AnyRecordBatch {
        let bytes = try read(position, count)
        do throws(RecordError) {
            return try AnyRecordBatch(bytes)
        } catch {
            throw .corruptRecords(error)
        }
    }

    private func read(_ position: Int, _ count: Int) throws(LogError) -> SharedBytes {
        do throws(SystemError) {
            return try file.read(count, at: Int64(position), mode)
        } catch {
            throw .init(error)
        }
    }
}

/// The header of a batch in a file, as far as searching needs it.
struct BatchHeader: Equatable, Sendable {
    /// Where the batch begins in the file, bytes.
    let position: Int
    let sizeInBytes: Int
    let magic: Int8
    /// Of magic 0 and 1 the offset of the (last) message.
    let baseOffset: Offset
    let lastOffset: Offset
    /// Milliseconds; -1 if there is none.
    let maxTimestamp: Int64
    let leaderEpoch: LeaderEpoch

    /// Position behind the batch.
    var end: Int { position + sizeInBytes }

    /// Reads the first bytes of a batch; `nil` if they are not those of one.
    init?(_ bytes: SharedBytes, position: Int) {
        guard let prefix = try? BatchPrefix(bytes) else { return nil }
        self.position = position
        sizeInBytes = prefix.sizeInBytes
        magic = prefix.magic
        baseOffset = prefix.offset
        if magic == RecordBatch.magic {
            guard sizeInBytes >= RecordBatch.headerSize, bytes.count >= RecordBatch.headerSize
            else {
                return nil
            }
            let delta = bytes.bigEndian(Int32.self, at: 23)
            guard delta >= 0 else { return nil }
            lastOffset = baseOffset + Int64(delta)
            maxTimestamp = bytes.bigEndian(Int64.self, at: 35)
            leaderEpoch = LeaderEpoch(bytes.bigEndian(Int32.self, at: 12))
        } else {
            lastOffset = baseOffset
            maxTimestamp =
                magic == 1 && bytes.count >= 26 ? bytes.bigEndian(Int64.self, at: 18) : -1
            leaderEpoch = .none
        }
    }
}
