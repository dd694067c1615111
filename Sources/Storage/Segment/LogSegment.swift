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

    /// Whether blocks beyond the end were asked for, which a finished segment gives back.
    private var isPreallocated = false

    /// Opens the record file. ``begin(isPreallocated:)`` or ``loadIndexes()`` must follow. `suffix` ends
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

    /// Begins an empty segment. Index files of its names that are there are emptied when the new
    /// ones are written.
    func begin(isPreallocated: Bool) throws(SystemError) {
        if records.size > 0 { try cutRecords(to: 0) }
        offsetIndex.begin()
        timeIndex.begin()
        transactionIndex.begin()
        maxTimestamp = TimeIndex.Entry(timestamp: -1, offset: baseOffset)
        self.isPreallocated = isPreallocated
    }

    var size: Int { records.size }

    var view: View {
        View(
            baseOffset: baseOffset, records: records, offsetIndex: offsetIndex,
            timeIndex: timeIndex, transactionIndex: transactionIndex, maxTimestamp: maxTimestamp,
            isPreallocated: isPreallocated, readers: readers, cutCount: readers.cutCount)
    }

    // MARK: Loading

    /// Takes the indexes on disk. `false` if one is missing or damaged, so that the segment must be
    /// recovered. A missing time index alone is begun anew, as Kafka does.
    func loadIndexes() throws(SystemError) -> Bool {
        guard try offsetIndex.load(recordsSize: size),
            try transactionIndex.load(baseOffset: baseOffset, fileSystem)
        else { return false }
        if try fileSystem.attributes(timeIndex.file.path) == nil {
            timeIndex.begin()
            try timeIndex.file.write()
            timeIndex.file.release()
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

    /// Writes whole batches at the end, and notes an index entry where one is due.
    ///
    /// After an error nothing counts as written; what reached the file is cut off again, or, where
    /// that fails too, overwritten by the next append.
    func append(_ append: Append, indexInterval: Int) throws(SystemError) {
        let position = size
        do throws(SystemError) {
            try append.bytes.withUnsafeBytes { (bytes) throws(SystemError) in
                try records.file.write(bytes, at: Int64(position))
            }
        } catch {
            try? records.file.truncate(to: Int64(position))
            throw error
        }
        noteTimestamp(append.maxTimestamp, append.offsetOfMaxTimestamp)
        addIndexEntries(append.lastOffset, position: position, interval: indexInterval)
        if position == 0, append.maxTimestamp >= 0 { firstTimestamp = append.maxTimestamp }
        records.size += append.bytes.count
        bytesSinceIndexEntry += append.bytes.count
    }

    private func noteTimestamp(_ timestamp: Int64, _ offset: Offset) {
        if timestamp > maxTimestamp.timestamp {
            maxTimestamp = TimeIndex.Entry(timestamp: timestamp, offset: offset)
        }
    }

    private func addIndexEntries(_ lastOffset: Offset, position: Int, interval: Int) {
        guard bytesSinceIndexEntry > interval else { return }
        offsetIndex.append(lastOffset, position: position)
        timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        bytesSinceIndexEntry = 0
    }

    func append(_ entry: TransactionIndex.Entry) {
        transactionIndex.append(entry)
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
        firstTimestamp = try view.firstTimestamp()
    }

    // MARK: Files of the indexes

    /// Whether the index files are worth a write: they are missing, behind by a page, or without an
    /// aborted transaction, of which there are few.
    var wantsIndexWrite: Bool {
        !offsetIndex.file.isOnDisk || offsetIndex.file.unwrittenBytes >= IndexFile.tailLimit
            || transactionIndex.file.unwrittenBytes > 0
    }

    /// Notes the last entry of the time index: nothing is appended to this segment any more. In
    /// memory only.
    func seal() {
        timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
    }

    /// Takes over the indexes that were written from a copy of this segment. Nothing may have been
    /// truncated in between.
    func adopt(_ written: View) {
        offsetIndex.file.adopt(written.offsetIndex.file)
        timeIndex.file.adopt(written.timeIndex.file)
        transactionIndex.file.adopt(written.transactionIndex.file)
    }

    /// Gives the indexes' descriptors back.
    func releaseIndexes() {
        offsetIndex.file.release()
        timeIndex.file.release()
        transactionIndex.file.release()
    }

    /// Gives all files their final form and the indexes' descriptors back. The segment stays
    /// readable.
    func finish() throws(SystemError) {
        seal()
        var final = view
        try final.writeIndexes()
        try final.trimRecords()
        adopt(final)
        releaseIndexes()
    }

    // MARK: Rebuilding

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
            addIndexEntries(batch.lastOffset, position: batch.position, interval: interval)
            try offsetIndex.file.writeIfLarge()
            try timeIndex.file.writeIfLarge()
        }
        bytesSinceIndexEntry += batch.sizeInBytes
    }

    /// Ends a rebuild: the records end at `end` bytes. Returns how many were cut off.
    func endRebuild(at end: Int) throws(SystemError) -> Int {
        let cut = try cutRecords(to: end)
        timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        try offsetIndex.endRebuild()
        try timeIndex.endRebuild()
        try transactionIndex.endRebuild()
        return cut
    }

    /// Completes the last entry of the time index of a segment that was closed: it may have been
    /// lost, while everything before it was durable.
    func completeTimeIndex() throws(SystemError) {
        maxTimestamp = try view.findMaxTimestamp()
        guard maxTimestamp != timeIndex.last else { return }
        timeIndex.append(maxTimestamp.timestamp, offset: maxTimestamp.offset)
        try timeIndex.file.write()
        timeIndex.file.release()
    }

    /// Notes a batch that goes to `position` of the record file, by ``write(_:)``.
    func index(_ batch: AnyRecordBatch, at position: Int, interval: Int) throws(SystemError) {
        noteTimestamp(batch.maxTimestamp, batch.lastOffset)
        addIndexEntries(batch.lastOffset, position: position, interval: interval)
        try offsetIndex.file.writeIfLarge()
        try timeIndex.file.writeIfLarge()
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

    /// Takes over the view of this segment that was cut. In memory only: the files follow.
    func cut(to cut: View, firstTimestamp: Int64?) {
        if cut.records.size < size { readers.noteCut() }
        records.size = cut.records.size
        (offsetIndex, timeIndex) = (cut.offsetIndex, cut.timeIndex)
        transactionIndex = cut.transactionIndex
        maxTimestamp = cut.maxTimestamp
        self.firstTimestamp = firstTimestamp
        bytesSinceIndexEntry = 0
    }

    // MARK: Deletion

    /// Renames the files of the segment at `baseOffset`, the producer snapshot there among them unless
    /// it is kept, to `.deleted`. Returns their new names.
    static func markDeleted(
        _ baseOffset: Offset, in directory: String, keepingSnapshot: Bool = false,
        _ fileSystem: any FileSystem
    ) throws(SystemError) -> [String] {
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
