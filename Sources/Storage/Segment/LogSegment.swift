import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// One segment: a record file with its indexes, from a base offset on.
///
/// Owned by a log and guarded by its lock; readers outside of the lock work on a ``View``.
/// Source: Kafka's `LogSegment`.
final class LogSegment {
    let baseOffset: Offset
    let directory: String
    let createdAt: Int64
    let jitter: Int64

    private let fileSystem: any FileSystem
    private(set) var records: FileRecords
    private(set) var offsetIndex: OffsetIndex
    private(set) var timeIndex: TimeIndex
    private(set) var transactionIndex: TransactionIndex
    private var bytesSinceIndexEntry = 0
    /// The largest timestamp, milliseconds, and the last offset of the batch that holds it.
    private(set) var maxTimestamp: TimeIndex.Entry
    private var firstTimestamp: Int64?
    private let readers = SegmentReaders()

    /// What a reader needs of a segment.
    struct View: Sendable {
        let baseOffset: Offset
        var records: FileRecords
        var offsetIndex: OffsetIndex
        let timeIndex: TimeIndex
        let transactionIndex: TransactionIndex
        let maxTimestamp: TimeIndex.Entry
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

        /// Makes records and indexes durable.
        func synchronize() throws(SystemError) {
            try records.file.synchronize()
            try offsetIndex.file.synchronize()
            try timeIndex.file.synchronize()
            if transactionIndex.count > 0 { try transactionIndex.file.synchronize() }
        }
    }

    /// Opens the record file. ``begin(preallocating:)`` or ``loadIndexes()`` must follow. `suffix` ends
    /// the names of the files of a segment that is not in its place yet.
    init(
        directory: String, baseOffset: Offset, mode: FileOpenMode, createdAt: Int64, jitter: Int64,
        _ fileSystem: any FileSystem, suffix: String = ""
    ) throws(SystemError) {
        self.baseOffset = baseOffset
        self.directory = directory
        self.createdAt = createdAt
        self.jitter = jitter
        self.fileSystem = fileSystem
        func path(_ kind: String) -> String {
            "\(directory)/\(LogFileNames.name(baseOffset, kind))\(suffix)"
        }
        let file = try fileSystem.open(path(LogFileNames.records), mode)
        records = FileRecords(file: file, size: Int(try file.size()))
        offsetIndex = OffsetIndex(
            path: path(LogFileNames.offsetIndex), baseOffset: baseOffset, fileSystem: fileSystem)
        timeIndex = TimeIndex(
            path: path(LogFileNames.timeIndex), baseOffset: baseOffset, fileSystem: fileSystem)
        transactionIndex = TransactionIndex(
            path: path(LogFileNames.transactionIndex), fileSystem: fileSystem)
        maxTimestamp = TimeIndex.Entry(timestamp: -1, offset: baseOffset)
    }

    /// Begins an empty segment, whatever files of its names are there.
    func begin(preallocating size: Int64) throws(SystemError) {
        try cutRecords(to: 0)
        try resetIndexes()
        offsetIndex.release()
        timeIndex.release()
        if size > 0 { records.file.reserve(size) }
    }

    var size: Int { records.size }

    var view: View {
        View(
            baseOffset: baseOffset, records: records, offsetIndex: offsetIndex,
            timeIndex: timeIndex, transactionIndex: transactionIndex, maxTimestamp: maxTimestamp,
            readers: readers, cutCount: readers.cutCount)
    }

    // MARK: Loading

    /// Takes the indexes on disk. `false` if one is missing or damaged, so that the segment must be
    /// recovered. A missing time index alone is begun anew, as Kafka does.
    func loadIndexes() throws(SystemError) -> Bool {
        guard try offsetIndex.load(recordsSize: size),
            try transactionIndex.load(baseOffset: baseOffset, fileSystem)
        else { return false }
        if try fileSystem.attributes(timeIndex.file.path) == nil {
            try timeIndex.reset()
            timeIndex.release()
        }
        guard try timeIndex.load() else { return false }
        maxTimestamp = timeIndex.last ?? TimeIndex.Entry(timestamp: -1, offset: baseOffset)
        return true
    }

    /// The offset behind the last batch, by a scan from the last index entry.
    func readNextOffset() throws(SystemError) -> Offset {
        var next = baseOffset
        try records.scan(from: offsetIndex.last?.position ?? 0) { header in
            next = header.lastOffset + 1
            return true
        }
        return next
    }

    // MARK: Appending

    /// What an append adds to a segment.
    struct Append {
        var bytes: SharedBytes
        var firstOffset: Offset
        var lastOffset: Offset
        /// Milliseconds; -1 if there is none.
        var maxTimestamp: Int64
        /// The last offset of the batch that holds `maxTimestamp`.
        var offsetOfMaxTimestamp: Offset
    }

    /// Writes whole batches at the end, and an index entry where one is due.
    ///
    /// After an error nothing counts as written; what reached the file is overwritten by the next
    /// append.
    func append(_ append: Append, indexInterval: Int) throws(SystemError) {
        let position = size
        do throws(SystemError) {
            try append.bytes.withUnsafeBytes { (bytes) throws(SystemError) in
                try records.file.write(bytes, at: Int64(position))
            }
            noteTimestamp(append.maxTimestamp, append.offsetOfMaxTimestamp)
            try addIndexEntries(append.lastOffset, position: position, interval: indexInterval)
        } catch {
            try? records.file.truncate(to: Int64(position))
            try? offsetIndex.truncate(to: append.firstOffset)
            try? timeIndex.truncate(to: append.firstOffset)
            throw error
        }
        if position == 0, append.maxTimestamp >= 0 { firstTimestamp = append.maxTimestamp }
        records.size += append.bytes.count
        bytesSinceIndexEntry += append.bytes.count
    }

    private func noteTimestamp(_ timestamp: Int64, _ offset: Offset) {
        if timestamp > maxTimestamp.timestamp {
            maxTimestamp = TimeIndex.Entry(timestamp: timestamp, offset: offset)
        }
    }

    private func addIndexEntries(
        _ lastOffset: Offset, position: Int, interval: Int
    ) throws(SystemError) {
        guard bytesSinceIndexEntry > interval else { return }
        try offsetIndex.append(lastOffset, position: position)
        try timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        bytesSinceIndexEntry = 0
    }

    func append(_ entry: TransactionIndex.Entry) throws(SystemError) {
        try transactionIndex.append(entry)
    }

    /// Drops the aborted transactions whose markers stand at or behind `offset`.
    func dropAborts(from offset: Offset) throws(SystemError) {
        if let last = transactionIndex.last, last.lastOffset >= offset {
            try transactionIndex.truncate(to: offset)
        }
    }

    /// What decides whether the next append rolls.
    var rollState: SegmentRoll.Segment {
        SegmentRoll.Segment(
            baseOffset: baseOffset, size: size, createdAt: createdAt,
            firstTimestamp: firstTimestamp, offsetIndexEntries: offsetIndex.count,
            timeIndexEntries: timeIndex.count, jitter: jitter)
    }

    /// Reads the timestamp of the first batch, for an active segment that was loaded.
    func loadFirstTimestamp() throws(SystemError) {
        firstTimestamp = nil
        try records.scan(from: 0) { header in
            if header.maxTimestamp >= 0 { firstTimestamp = header.maxTimestamp }
            return false
        }
    }

    /// Closes the books: the last time index entry, indexes at their true size, descriptors given
    /// back. The segment stays readable; a later append opens the indexes again.
    func finish() throws(SystemError) {
        try timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        try offsetIndex.finish()
        try timeIndex.finish()
        transactionIndex.release()
        if Int64(size) < (try records.file.size()) {
            try records.file.truncate(to: Int64(size))
        }
    }

    // MARK: Rebuilding

    private func resetIndexes() throws(SystemError) {
        try offsetIndex.reset()
        try timeIndex.reset()
        try transactionIndex.reset()
        bytesSinceIndexEntry = 0
        maxTimestamp = TimeIndex.Entry(timestamp: -1, offset: baseOffset)
    }

    /// Begins to fill the indexes anew, by ``note(_:interval:)``, with the batches behind what is
    /// known to be good: the last batch of the offset index below `recoveryPoint`, up to which records
    /// and indexes are durable, or the front of the file. Returns where to begin; ``endRebuild(at:)``
    /// must follow.
    func beginRebuild(from recoveryPoint: Offset) throws(SystemError) -> RebuildStart {
        bytesSinceIndexEntry = 0
        if let start = try keepDurableEntries(recoveryPoint) {
            maxTimestamp = timeIndex.last ?? TimeIndex.Entry(timestamp: -1, offset: baseOffset)
            return start
        }
        offsetIndex.beginRebuild()
        timeIndex.beginRebuild()
        transactionIndex.beginRebuild()
        maxTimestamp = TimeIndex.Entry(timestamp: -1, offset: baseOffset)
        return RebuildStart(position: 0, offset: baseOffset)
    }

    /// `nil` if the indexes hold nothing below `recoveryPoint`, or nothing that can be trusted.
    private func keepDurableEntries(_ recoveryPoint: Offset) throws(SystemError) -> RebuildStart? {
        guard recoveryPoint > baseOffset, try offsetIndex.load(recordsSize: size),
            try timeIndex.load(), try transactionIndex.load(baseOffset: baseOffset, fileSystem),
            let entry = try offsetIndex.beginRebuild(behind: recoveryPoint),
            let batch = try records.header(at: entry.position),
            batch.baseOffset >= baseOffset, batch.baseOffset <= entry.offset,
            try timeIndex.beginRebuild(behind: entry.offset)
        else { return nil }
        try transactionIndex.beginRebuild(behind: batch.baseOffset)
        return RebuildStart(position: entry.position, offset: batch.baseOffset)
    }

    /// Where a rebuild begins to read.
    struct RebuildStart {
        var position: Int
        var offset: Offset
        /// The largest epoch of the batches read so far.
        var leaderEpoch = LeaderEpoch.none
    }

    /// Notes a batch that the record file holds.
    func note(_ batch: ScannedBatch, interval: Int) throws(SystemError) {
        noteTimestamp(batch.maxTimestamp, batch.lastOffset)
        // The entry at which a rebuild begins may stand for several batches.
        if batch.lastOffset > (offsetIndex.last?.offset ?? Offset(-1)) {
            try addIndexEntries(batch.lastOffset, position: batch.position, interval: interval)
        }
        bytesSinceIndexEntry += batch.sizeInBytes
    }

    /// Ends a rebuild: the records end at `end` bytes. Returns how many were cut off.
    func endRebuild(at end: Int) throws(SystemError) -> Int {
        let cut = try cutRecords(to: end)
        try timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        try offsetIndex.endRebuild()
        try timeIndex.endRebuild()
        try transactionIndex.endRebuild()
        return cut
    }

    /// Completes the last entry of the time index of a segment that was closed: it may have been
    /// lost, while everything before it was durable.
    func completeTimeIndex() throws(SystemError) {
        try recomputeMaxTimestamp()
        guard maxTimestamp != timeIndex.last else { return }
        try timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        timeIndex.release()
    }

    /// Notes a batch that goes to `position` of the record file, by ``write(_:)``.
    func index(_ batch: AnyRecordBatch, at position: Int, interval: Int) throws(SystemError) {
        noteTimestamp(batch.maxTimestamp, batch.lastOffset)
        try addIndexEntries(batch.lastOffset, position: position, interval: interval)
        bytesSinceIndexEntry += batch.sizeInBytes
    }

    /// Writes whole batches at the end of the record file, for which ``index(_:at:interval:)`` was
    /// called.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try records.file.write(bytes, at: Int64(size))
        records.size += bytes.count
    }

    /// Cuts the record file behind `end` bytes. Returns the bytes that went.
    @discardableResult
    func cutRecords(to end: Int) throws(SystemError) -> Int {
        let surplus = Int(try records.file.size()) - end
        if end < size { readers.noteCut() }
        if surplus > 0 { try records.file.truncate(to: Int64(end)) }
        records.size = end
        return max(surplus, 0)
    }

    /// Drops every batch that holds `offset` or lies behind it.
    func truncate(to offset: Offset) throws(SystemError) {
        let from = try offsetIndex.lookup(offset)?.position ?? 0
        let end = try records.scan(from: from) { $0.lastOffset < offset }
        try offsetIndex.truncate(to: offset)
        try timeIndex.truncate(to: offset)
        try transactionIndex.truncate(to: offset)
        try cutRecords(to: end)
        bytesSinceIndexEntry = 0
        if end == 0 { firstTimestamp = nil }
        try recomputeMaxTimestamp()
    }

    /// The largest timestamp of what the time index has and what lies behind its last entry.
    private func recomputeMaxTimestamp() throws(SystemError) {
        maxTimestamp = timeIndex.last ?? TimeIndex.Entry(timestamp: -1, offset: baseOffset)
        let from = try timeIndex.last.flatMap { (last) throws(SystemError) in
            try offsetIndex.lookup(last.offset)?.position
        }
        try records.scan(from: from ?? 0) { header in
            noteTimestamp(header.maxTimestamp, header.lastOffset)
            return true
        }
    }

    // MARK: Deletion

    /// Renames the files, the producer snapshot at the base offset among them unless it is kept, to
    /// `.deleted`. Returns their new names.
    func markDeleted(keepingSnapshot: Bool = false) throws(SystemError) -> [String] {
        var names: [String] = []
        var kinds = LogFileNames.segmentFiles
        if !keepingSnapshot { kinds.append(LogFileNames.producerSnapshot) }
        for suffix in kinds {
            let name = LogFileNames.name(baseOffset, suffix)
            let path = "\(directory)/\(name)"
            guard try fileSystem.attributes(path) != nil else { continue }
            try fileSystem.rename(path, to: path + LogFileNames.deleted)
            names.append(name + LogFileNames.deleted)
        }
        return names
    }
}
