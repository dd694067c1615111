import KafkaModel
import Platform

extension LogSegment {
    /// What a reader, or a writer of the indexes, needs of a segment.
    struct View: Sendable {
        let baseOffset: Offset
        var records: FileRecords
        var offsetIndex: OffsetIndex
        var timeIndex: TimeIndex
        var transactionIndex: TransactionIndex
        var maxTimestamp: TimeIndex.Entry
        let isPreallocated: Bool
        let readers: SegmentReaders
        /// ``SegmentReaders/cutCount`` when the view was taken.
        let cutCount: Int

        /// The largest timestamp, or the time of the last write where records have none,
        /// milliseconds.
        func largestTimestamp(_ fileSystem: any FileSystem) throws(SystemError) -> Int64 {
            if maxTimestamp.timestamp >= 0 { return maxTimestamp.timestamp }
            return try modificationTime(fileSystem)
        }

        /// The time of the last write to the record file, milliseconds.
        func modificationTime(_ fileSystem: any FileSystem) throws(SystemError) -> Int64 {
            try fileSystem.attributes(records.file.path)?.modificationTime ?? 0
        }

        /// Brings the index files to what the indexes are. The file of aborted transactions exists
        /// only if there are any.
        mutating func writeIndexes() throws(SystemError) {
            try offsetIndex.file.write()
            try timeIndex.file.write()
            if transactionIndex.count > 0 { try transactionIndex.file.write() }
        }

        /// Gives back what the record file has behind the records.
        func trimRecords() throws(SystemError) {
            let size = try records.file.size()
            if isPreallocated || size > Int64(records.size) {
                try records.file.truncate(to: Int64(records.size))
            }
        }

        /// Makes records and indexes durable, which were written before.
        func synchronize() throws(SystemError) {
            try synchronizeRecords()
            try synchronizeIndexes()
        }

        /// Makes the records durable.
        func synchronizeRecords() throws(SystemError) {
            try records.file.synchronize()
        }

        /// Makes the indexes durable, which were written before.
        func synchronizeIndexes() throws(SystemError) {
            try offsetIndex.file.synchronize()
            try timeIndex.file.synchronize()
            if transactionIndex.count > 0 { try transactionIndex.file.synchronize() }
        }

        // MARK: Truncation

        /// Leaves out every batch that holds `offset` or lies behind it. Reads the files and leaves
        /// them as they are; ``cutFiles()`` is to follow.
        mutating func cut(at offset: Offset) throws(SystemError) {
            let from = try offsetIndex.lookup(offset)?.position ?? 0
            records.size = try records.scan(from: from) { $0.lastOffset < offset }
            try offsetIndex.truncate(to: offset)
            try timeIndex.truncate(to: offset)
            try transactionIndex.truncate(to: offset)
            maxTimestamp = try findMaxTimestamp()
        }

        /// Cuts from the files what the view has left out. The records last: an index may lack entries,
        /// but may have none of batches that are gone.
        mutating func cutFiles() throws(SystemError) {
            try offsetIndex.file.cutSurplus()
            try timeIndex.file.cutSurplus()
            try transactionIndex.file.cutSurplus()
            if try records.file.size() > Int64(records.size) {
                try records.file.truncate(to: Int64(records.size))
            }
        }

        /// The largest timestamp of what the time index has and what lies behind its last entry.
        func findMaxTimestamp() throws(SystemError) -> TimeIndex.Entry {
            var largest =
                timeIndex.last ?? TimeIndex.Entry(timestamp: -1, offset: baseOffset)
            let from = try timeIndex.last.flatMap { (last) throws(SystemError) in
                try offsetIndex.lookup(last.offset)?.position
            }
            try records.scan(from: from ?? 0) { header in
                if header.maxTimestamp > largest.timestamp {
                    largest = TimeIndex.Entry(
                        timestamp: header.maxTimestamp, offset: header.lastOffset)
                }
                return true
            }
            return largest
        }

        /// The timestamp of the first batch, milliseconds; `nil` if there is none.
        func firstTimestamp() throws(SystemError) -> Int64? {
            let first = try records.header(at: 0)
            return first.flatMap { $0.maxTimestamp >= 0 ? $0.maxTimestamp : nil }
        }
    }
}
