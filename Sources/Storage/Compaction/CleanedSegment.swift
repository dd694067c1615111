import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// The output of a cleaning: a segment under names that end in `.cleaned`, which nobody sees until it
/// is complete. Written in large pieces.
struct CleanedSegment {
    let segment: LogSegment
    private let fileSystem: any FileSystem
    private let interval: Int
    private let buffer: ByteStorage
    private var filled = 0
    /// Bytes since the file was last made durable.
    private var unsynchronized = 0

    /// So much is made durable at once, so that the last sync, for which a stop has to wait, is short.
    private static let syncInterval = 32 << 20

    /// Begins anew, whatever an unfinished cleaning has left behind.
    init(
        directory: String, baseOffset: Offset, config: LogConfig, bufferSize: Int, now: Int64,
        _ fileSystem: any FileSystem
    ) throws(LogError) {
        self.fileSystem = fileSystem
        interval = Int(config.indexIntervalBytes)
        buffer = ByteStorage(capacity: bufferSize)
        segment = try onDisk { () throws(SystemError) in
            let segment = try LogSegment(
                directory: directory, baseOffset: baseOffset, mode: .createIfMissing,
                createdAt: now, jitter: 0, fileSystem, suffix: LogFileNames.cleaned)
            try segment.begin(isPreallocated: false)
            // The other files are emptied when they are written; this one may stay away.
            try fileSystem.remove(segment.view.transactionIndex.file.path)
            return segment
        }
    }

    /// Bytes of all batches so far.
    var size: Int { segment.size + filled }

    /// Adds one batch behind the last.
    mutating func append(_ batch: AnyRecordBatch) throws(LogError) {
        let count = batch.sizeInBytes
        guard size <= Int(Int32.max) - count else {
            throw .recordListTooLarge(size: size + count, limit: Int(Int32.max))
        }
        let (position, interval, segment) = (size, interval, segment)
        try onDisk { () throws(SystemError) in
            try segment.index(batch, at: position, interval: interval)
        }
        if filled + count > buffer.capacity { try flush() }
        if count > buffer.capacity {
            try batch.bytes.withUnsafeBytes { (bytes) throws(LogError) in try write(bytes) }
        } else {
            batch.bytes.withUnsafeBytes { bytes in
                if let source = bytes.baseAddress {
                    (buffer.base + filled).copyMemory(from: source, byteCount: count)
                }
            }
            filled += count
        }
    }

    func append(_ aborted: TransactionIndex.Entry) {
        segment.append(aborted)
    }

    private mutating func flush() throws(LogError) {
        guard filled > 0 else { return }
        try write(UnsafeRawBufferPointer(start: buffer.base, count: filled))
        filled = 0
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LogError) {
        let segment = segment
        unsynchronized += bytes.count
        let isSyncDue = unsynchronized >= Self.syncInterval
        try onDisk { () throws(SystemError) in
            try segment.write(bytes)
            if isSyncDue { try segment.records.file.synchronize() }
        }
        if isSyncDue { unsynchronized = 0 }
    }

    /// Removes an output that is not needed; what cannot be removed now, the next start removes.
    func remove() {
        for kind in LogFileNames.segmentFiles {
            let name = LogFileNames.name(segment.baseOffset, kind) + LogFileNames.cleaned
            try? fileSystem.remove("\(segment.directory)/\(name)")
        }
    }

    /// Completes all files and makes them durable. The segment gets the time of the last one that it
    /// replaces, milliseconds.
    mutating func finish(modificationTime: Int64) throws(LogError) {
        try flush()
        let segment = segment
        try onDisk { () throws(SystemError) in
            try segment.finish()
            try segment.records.file.setModificationTime(modificationTime)
            try segment.view.synchronize()
        }
    }
}
