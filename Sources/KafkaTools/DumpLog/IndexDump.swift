import Bytes
import KafkaRecords

/// Prints an offset index, or compares it with its log.
struct OffsetIndexDump {
    private let file: DumpedFile
    private let settings: DumpSettings
    private let console: any Console

    init(_ file: DumpedFile, _ settings: DumpSettings, _ console: any Console) {
        self.file = file
        self.settings = settings
        self.console = console
    }

    func run(_ disk: DumpedDisk, _ findings: inout DumpFindings) throws(CommandFailure) {
        let base = try file.baseOffset
        let log = try disk.open(file.sibling(".log"))
        let index = try disk.open(file)
        guard index.size >= IndexEntry.size else {
            console.line("\(file.path) is empty.")
            return
        }
        if settings.checksSanityOnly {
            try checkSanity(index, base)
            console.line("\(file.path) passed sanity check.")
            return
        }
        try index.forEachEntry(of: IndexEntry.size) { (number, bytes) throws(CommandFailure) in
            let entry = IndexEntry(bytes, base: base)
            // What a crash left of a file made in advance.
            guard entry.offset != base || number == 0 else { return false }
            let found = try lastOffset(at: Int64(entry.position), log)
            if found != entry.offset {
                findings.noteMismatch(file, indexed: entry.offset, found: found)
            }
            if !settings.verifiesOnly {
                console.line("offset: \(entry.offset) position: \(entry.position)")
            }
            return true
        }
    }

    /// The last offset of the batch at `position`.
    private func lastOffset(
        at position: Int64, _ log: OpenDumpedFile
    ) throws(CommandFailure) -> Int64 {
        guard position >= 0 else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "Invalid position: \(position) in read from \(log.text())")
        }
        guard position <= log.size else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "Slice from position \(position) exceeds end position of \(log.text())")
        }
        guard settings.maxMessageSize >= 0 else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "Invalid size: \(settings.maxMessageSize) in read from \(log.text())")
        }
        var batches = DumpedBatches(
            log, from: position, to: min(log.size, position + Int64(settings.maxMessageSize)))
        guard let batch = try batches.next() else {
            throw javaFailure("java.util.NoSuchElementException")
        }
        return batch.lastOffset
    }

    private func checkSanity(_ index: OpenDumpedFile, _ base: Int64) throws(CommandFailure) {
        let last = IndexEntry(
            try index.read(IndexEntry.size, at: (index.size / 8 - 1) * 8), base: base)
        if last.offset < base {
            throw corruptIndex(
                "Corrupt index found, index file (\(file.absolutePath)) has non-zero size but the "
                    + "last offset is \(last.offset) which is less than the base offset \(base)")
        }
        if index.size % Int64(IndexEntry.size) != 0 {
            throw corruptIndex(
                "Index file \(file.absolutePath) is corrupt, found \(index.size) bytes which is "
                    + "neither positive nor a multiple of \(IndexEntry.size)")
        }
    }
}

/// Prints a time index, or compares it with its log.
struct TimeIndexDump {
    private let file: DumpedFile
    private let settings: DumpSettings
    private let console: any Console

    init(_ file: DumpedFile, _ settings: DumpSettings, _ console: any Console) {
        self.file = file
        self.settings = settings
        self.console = console
    }

    func run(_ disk: DumpedDisk, _ findings: inout DumpFindings) throws(CommandFailure) {
        let base = try file.baseOffset
        let log = try disk.open(file.sibling(".log"))
        let offsets = OffsetSearch(try disk.open(file.sibling(".index")), base: base)
        let index = try disk.open(file)
        if settings.checksSanityOnly {
            try checkSanity(index, base)
            console.line("\(file.path) passed sanity check.")
            return
        }
        var previous: Int64 = -1
        try index.forEachEntry(of: TimeEntry.size) { (number, bytes) throws(CommandFailure) in
            let entry = TimeEntry(bytes, base: base)
            guard entry.offset != base || number == 0 else { return false }
            let position = try offsets.position(atOrBefore: entry.offset)
            try compare(entry, previous, log, Int64(position), &findings)
            if !settings.verifiesOnly {
                console.line("timestamp: \(entry.timestamp) offset: \(entry.offset)")
            }
            previous = entry.timestamp
            return true
        }
    }

    private func compare(
        _ entry: TimeEntry, _ previous: Int64, _ log: OpenDumpedFile, _ position: Int64,
        _ findings: inout DumpFindings
    ) throws(CommandFailure) {
        guard position >= 0, position <= log.size else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                position < 0
                    ? "Invalid position: \(position) in read from \(log.text())"
                    : "Slice from position \(position) exceeds end position of \(log.text())")
        }
        var batches = DumpedBatches(log, from: position, to: log.size)
        while let batch = try batches.next() {
            guard batch.lastOffset >= entry.offset else { continue }
            guard batch.lastOffset == entry.offset else {
                findings.noteOffsetNotFound(
                    file, indexed: entry.offset, found: batch.lastOffset)
                return
            }
            var largest: Int64 = -1
            try batch.forEachRecord { (record) throws(CommandFailure) in
                largest = max(largest, record.record.timestamp)
            }
            if largest != entry.timestamp {
                findings.noteTimestampMismatch(file, indexed: entry.timestamp, found: largest)
            }
            if previous >= entry.timestamp {
                findings.noteOutOfOrder(file, indexed: entry.timestamp, previous: previous)
            }
            return
        }
        findings.noteOffsetNotFound(file, indexed: entry.offset, found: -1)
    }

    private func checkSanity(_ index: OpenDumpedFile, _ base: Int64) throws(CommandFailure) {
        let size = Int64(TimeEntry.size)
        let count = index.size / size
        if count > 0 {
            let first = TimeEntry(try index.read(TimeEntry.size, at: 0), base: base)
            let last = TimeEntry(
                try index.read(TimeEntry.size, at: (count - 1) * size), base: base)
            let found =
                "Corrupt time index found, time index file (\(file.absolutePath)) has non-zero "
                + "size but the last"
            if last.timestamp < first.timestamp {
                throw corruptIndex(
                    "\(found) timestamp is \(last.timestamp) which is less than the first "
                        + "timestamp \(first.timestamp)")
            }
            if last.offset < base {
                throw corruptIndex(
                    "\(found) offset is \(last.offset) which is less than the first offset \(base)")
            }
        }
        if index.size % size != 0 {
            throw corruptIndex(
                "Time index file \(file.absolutePath) is corrupt, found \(index.size) bytes which "
                    + "is neither positive nor a multiple of \(size)")
        }
    }
}

private func corruptIndex(_ message: String) -> CommandFailure {
    javaFailure("org.apache.kafka.storage.internals.log.CorruptIndexException", message)
}

/// An entry of an offset index.
struct IndexEntry {
    static let size = 8
    let offset: Int64
    let position: Int32

    init(_ bytes: SharedBytes, base: Int64) {
        offset = base &+ Int64(bytes.bigEndian(Int32.self, at: 0))
        position = bytes.bigEndian(Int32.self, at: 4)
    }
}

/// An entry of a time index.
private struct TimeEntry {
    static let size = 12
    let timestamp: Int64
    let offset: Int64

    init(_ bytes: SharedBytes, base: Int64) {
        timestamp = bytes.bigEndian(Int64.self, at: 0)
        offset = base &+ Int64(bytes.bigEndian(Int32.self, at: 8))
    }
}

/// Searches an offset index by halving.
private struct OffsetSearch {
    private let index: OpenDumpedFile
    private let base: Int64

    init(_ index: OpenDumpedFile, base: Int64) {
        self.index = index
        self.base = base
    }

    /// The position of the last entry at or before `offset`; 0 if there is none.
    func position(atOrBefore offset: Int64) throws(CommandFailure) -> Int32 {
        var low: Int64 = 0
        var high = index.size / Int64(IndexEntry.size)
        var found: Int32 = 0
        while low < high {
            let middle = low + (high - low) / 2
            let bytes = try index.read(IndexEntry.size, at: middle * Int64(IndexEntry.size))
            guard bytes.count == IndexEntry.size else { return found }
            let entry = IndexEntry(bytes, base: base)
            if entry.offset <= offset {
                found = entry.position
                low = middle + 1
            } else {
                high = middle
            }
        }
        return found
    }
}
