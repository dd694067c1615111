import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// The first half of a cleaning: fills the map with the keys of the dirty segments, a chunk at a time.
///
/// Control batches and data of aborted transactions are left out. When the map is full, the rest waits
/// for the next cleaning: this one ends behind the last record that found room. Source: Kafka's
/// `Cleaner.buildOffsetMap`.
struct OffsetMapBuilding {
    private let segments: [LogSegment.View]
    private let from: Offset
    private let end: Offset
    private var transactions: CleanedTransactions
    private var index = 0
    private var reader: BatchChunkReader?
    private(set) var isFull = false
    /// Records looked at.
    private(set) var records = 0

    /// - Parameters:
    ///   - segments: those that hold `[from, end)`, in order.
    ///   - aborted: the aborted transactions with data in that range.
    init(
        _ segments: [LogSegment.View], from: Offset, end: Offset,
        aborted: [TransactionIndex.Entry]
    ) {
        self.segments = segments
        self.from = from
        self.end = end
        transactions = CleanedTransactions(aborted: aborted)
    }

    /// Reads the next chunk. Returns its bytes; `nil` when all is read or the map is full.
    mutating func step(_ map: CompactionOffsetMap, _ buffer: ReadBuffer) throws(LogError) -> Int? {
        guard index < segments.count, !isFull else { return nil }
        var reader = try openReader()
        var bytes = 0
        if !reader.isAtEnd {
            bytes = try reader.next(buffer) { (batch) throws(LogError) in
                let fitted = try take(batch, map)
                if !fitted { isFull = true }
                return fitted
            }
        }
        if isFull { return bytes }
        self.reader = reader
        if reader.isAtEnd {
            // Offsets without records at the segment's end count as seen.
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : end
            map.advance(to: next - 1)
            index += 1
            self.reader = nil
        }
        return bytes
    }

    private func openReader() throws(LogError) -> BatchChunkReader {
        if let reader { return reader }
        let segment = segments[index]
        guard segment.baseOffset < from else { return BatchChunkReader(segment.records) }
        let position = try onDisk { () throws(SystemError) in
            try segment.offsetIndex.lookup(from)?.position ?? 0
        }
        return BatchChunkReader(segment.records, from: position)
    }

    /// `false` if a key found no room.
    private mutating func take(_ batch: AnyRecordBatch, _ map: CompactionOffsetMap)
        throws(LogError) -> Bool
    {
        do throws(RecordError) {
            switch batch {
            case .batch(let batch):
                guard try take(batch, map) else { return false }
            case .legacy(let message):
                guard try take(message, map) else { return false }
            }
        } catch {
            throw .corruptRecords(error)
        }
        if batch.lastOffset >= from { map.advance(to: batch.lastOffset) }
        return true
    }

    private mutating func take(_ batch: RecordBatch, _ map: CompactionOffsetMap)
        throws(RecordError) -> Bool
    {
        if batch.isControl {
            _ = transactions.noteMarker(
                try ControlRecord(batch)?.kind, batch.producerID, lastOffset: batch.lastOffset)
            return true
        }
        let isAborted = transactions.noteData(
            batch.producerID, isTransactional: batch.isTransactional, lastOffset: batch.lastOffset)
        if isAborted || batch.lastOffset < from { return true }
        var reader = try RecordReader(batch)
        let base = batch.baseOffset
        let fitted = try reader.bytes.withUnsafeBytes { (bytes) throws(RecordError) in
            while let layout = try reader.nextLayout() {
                records += 1
                let offset = base + Int64(layout.offsetDelta)
                guard layout.hasKey, offset >= from else { continue }
                let key = UnsafeRawBufferPointer(
                    rebasing: bytes[layout.keyPosition..<(layout.keyPosition + layout.keyCount)])
                guard map.put(key, offset) else { return false }
            }
            return true
        }
        return fitted
    }

    private mutating func take(_ message: LegacyMessage, _ map: CompactionOffsetMap)
        throws(RecordError) -> Bool
    {
        for record in try LegacyMessageSet.records(of: message) where record.offset >= from {
            records += 1
            guard let key = record.key else { continue }
            guard key.withUnsafeBytes({ map.put($0, record.offset) }) else { return false }
        }
        return true
    }
}
