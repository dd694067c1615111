import Bytes
import Glibc
import Platform

/// A file of equal-sized entries in rising order, searched by halving.
///
/// New entries stay in memory until ``write()``, so that an append never waits for an index; what a
/// crash takes of them is found again in the records. Of what the file has, nothing is kept in memory
/// but the count: a search reads a handful of entries and then one block, all from the page cache.
///
/// A copy of the value is a snapshot that stays valid while entries are appended to the original, so
/// readers take one under the log's lock and search it outside.
///
/// Kafka preallocates the files of active segments with zeros; here they have their true size. An
/// entry of zeros cannot exist in the indexes that Kafka preallocates, so trailing zeros of a file
/// written by Kafka are no entries.
struct IndexFile: Sendable {
    let path: String
    let entrySize: Int
    /// Entries, those in memory among them.
    private(set) var count = 0

    /// Whether its reads may wait for the disk. If not, the file must be open already.
    var mode = ReadMode.waiting

    private let fileSystem: any FileSystem
    /// Open while the index is being written; readers of other indexes open it for one search, or
    /// take one that is open (``read(_:)``).
    private var file: (any File)?
    /// The last entries, which the file does not have yet.
    private var tail: [UInt8] = []
    /// Whether what stands at `path` is this index. If not, the first write begins with an empty file.
    private(set) var isOnDisk = false
    /// Whether the file is longer than its entries.
    private var hasSurplus = false

    /// Whether entries are compared with what the file has before they are written.
    private var isRebuilt = false

    /// From here on a search reads all candidates at once; 4 KiB are one page of the cache.
    private static let blockSize = 4096
    /// So many bytes in memory are worth a write: a page.
    static let tailLimit = 4096
    /// A rebuilt index is compared and written in blocks of about this many bytes.
    private static let rebuildBlockSize = 64 << 10

    init(path: String, entrySize: Int, fileSystem: any FileSystem) {
        self.path = path
        self.entrySize = entrySize
        self.fileSystem = fileSystem
    }

    private var written: Int { count - tail.count / entrySize }
    private var sizeInBytes: Int { count * entrySize }
    /// Bytes that are only in memory.
    var unwrittenBytes: Int { tail.count }

    /// Takes the entries of an existing file without the trailing zeros; `false` if there is no file
    /// or its size is no multiple of the entry size.
    mutating func load() throws(SystemError) -> Bool {
        guard let attributes = try fileSystem.attributes(path) else { return false }
        let size = Int(attributes.size)
        guard size % entrySize == 0 else { return false }
        tail = []
        count = size / entrySize
        isOnDisk = true
        if count > 0 { try dropTrailingZeros() }
        hasSurplus = size > count * entrySize
        return true
    }

    /// Begins anew without entries, whatever stands at `path`.
    mutating func begin() {
        file = nil
        tail = []
        count = 0
        isOnDisk = false
        hasSurplus = false
        isRebuilt = false
    }

    /// Begins a rebuild: keeps the first `kept` entries and takes what is appended from now on as the
    /// rest. Until ``endRebuild()`` nothing may be looked up.
    mutating func beginRebuild(keeping kept: Int) {
        count = kept
        tail = []
        isRebuilt = true
    }

    /// Writes the entries of a rebuild or of a compaction if they are many.
    mutating func writeIfLarge() throws(SystemError) {
        guard tail.count >= Self.rebuildBlockSize else { return }
        if isRebuilt { try settleRebuilt() } else { try write() }
    }

    /// Makes the file hold what was appended since ``beginRebuild(keeping:)`` and nothing behind it,
    /// writing only what differs, and gives the descriptor back.
    mutating func endRebuild() throws(SystemError) {
        try settleRebuilt()
        isRebuilt = false
        isOnDisk = true
        hasSurplus = false
        let file = try openForWriting(.createIfMissing)
        if try file.size() != Int64(sizeInBytes) { try file.truncate(to: Int64(sizeInBytes)) }
        release()
    }

    private mutating func settleRebuilt() throws(SystemError) {
        guard !tail.isEmpty else { return }
        let file = try openForWriting(.createIfMissing)
        let entries = SharedBytes(copying: tail)
        let position = Int64(written * entrySize)
        if try file.read(entries.count, at: position) != entries {
            try entries.withUnsafeBytes { (bytes) throws(SystemError) in
                try file.write(bytes, at: position)
            }
        }
        tail = []
    }

    /// Whether `rises` holds for each two neighbours among the first `number` entries of the file.
    func areEntries(
        _ number: Int, rising rises: (UnsafeRawPointer, UnsafeRawPointer) -> Bool
    ) throws(SystemError) -> Bool {
        guard number > 1 else { return true }
        let file = try opened(.readOnly)
        let perBlock = Self.rebuildBlockSize / entrySize
        var first = 0
        while first < number - 1 {
            // Blocks overlap by one entry.
            let size = min(perBlock, number - first)
            let rise = try read(size, at: first, file).withUnsafeBytes { bytes in
                let base = bytes.baseAddress.unsafelyUnwrapped
                return (1..<size).allSatisfy {
                    rises(base + ($0 - 1) * entrySize, base + $0 * entrySize)
                }
            }
            guard rise else { return false }
            first += size - 1
        }
        return true
    }

    /// Ends the file's existence, and a rebuild with it.
    mutating func remove() throws(SystemError) {
        begin()
        try fileSystem.remove(path)
    }

    /// Adds one entry behind the last, in memory.
    mutating func append(_ entry: UnsafeRawBufferPointer) {
        precondition(entry.count == entrySize)
        tail.append(contentsOf: entry)
        count += 1
    }

    /// Brings the file to what the index is; creates it if it is missing.
    mutating func write() throws(SystemError) {
        guard !isOnDisk || hasSurplus || !tail.isEmpty else { return }
        let file = try openForWriting(.createIfMissing)
        if !isOnDisk { try file.truncate(to: 0) }
        isOnDisk = true
        let position = Int64(written * entrySize)
        do throws(SystemError) {
            try SharedBytes(copying: tail).withUnsafeBytes { (bytes) throws(SystemError) in
                try file.write(bytes, at: position)
            }
        } catch {
            hasSurplus = true
            throw error
        }
        tail = []
        if hasSurplus { try file.truncate(to: Int64(count * entrySize)) }
        hasSurplus = false
    }

    /// Takes over what ``write()`` made of a copy of this value. Entries may have come since; none
    /// may have gone.
    mutating func adopt(_ copy: IndexFile) {
        tail.removeFirst(min(tail.count, (copy.written - written) * entrySize))
        // Without entries there is nothing to look up: thousands of empty logs keep no descriptor of it.
        file = copy.written > 0 ? copy.file : nil
        isOnDisk = copy.isOnDisk
        hasSurplus = copy.hasSurplus
    }

    /// Drops the entries from `newCount` on, in memory; the file follows with ``cutSurplus()`` or the
    /// next write.
    mutating func truncate(to newCount: Int) {
        guard newCount < count else { return }
        if newCount < written { hasSurplus = isOnDisk }
        tail.removeLast(min(tail.count, (count - newCount) * entrySize))
        count = newCount
    }

    /// Cuts what the file holds behind the entries.
    mutating func cutSurplus() throws(SystemError) {
        guard isOnDisk, hasSurplus else { return }
        try openForWriting(.existing).truncate(to: Int64(written * entrySize))
        hasSurplus = false
    }

    func synchronize() throws(SystemError) {
        try opened(.existing).synchronize()
    }

    /// Reads from `file`, which is the index, instead of opening it.
    mutating func read(_ file: any File) {
        self.file = file
    }

    /// Whether a search needs no file opened.
    var isOpen: Bool { file != nil || written == 0 }

    /// Opens the file for reading only.
    func openForReading() throws(SystemError) -> any File {
        try fileSystem.open(path, .readOnly)
    }

    /// Gives the descriptor back; the next write opens the file again.
    mutating func release() {
        file = nil
    }

    /// The largest index whose entry satisfies `isBelow`, which holds for a prefix of the entries;
    /// and that entry. `nil` if there is none.
    func last(
        where isBelow: (UnsafeRawPointer) -> Bool
    ) throws(SystemError) -> (index: Int, entry: SharedBytes)? {
        guard let block = try block(where: isBelow),
            let place = Self.last(in: block.entries, entrySize: entrySize, where: isBelow)
        else { return nil }
        return (
            block.first + place,
            block.entries.slice(from: place * entrySize, count: entrySize)
        )
    }

    /// The entries, and the index of the first of them, among which the last one stands that
    /// satisfies `isBelow`, if any does; more may follow. `nil` in an empty index.
    func block(
        where isBelow: (UnsafeRawPointer) -> Bool
    ) throws(SystemError) -> (first: Int, entries: SharedBytes)? {
        guard count > 0 else { return nil }
        let isInMemory =
            !tail.isEmpty && tail.withUnsafeBytes { $0.baseAddress.map(isBelow) ?? false }
        if written == 0 || isInMemory { return (written, SharedBytes(copying: tail)) }
        let file = try opened(.readOnly)
        let length = Self.blockSize / entrySize
        var low = 0
        var high = written
        while high - low > length {
            let middle = low + (high - low) / 2
            let entry = try read(1, at: middle, file)
            if entry.withUnsafeBytes({ isBelow($0.baseAddress.unsafelyUnwrapped) }) {
                low = middle
            } else {
                high = middle
            }
        }
        return (low, try read(min(length, written - low), at: low, file))
    }

    /// The place of the last of `entries` that satisfies `isBelow`; `nil` if the first does not.
    static func last(
        in entries: SharedBytes, entrySize: Int, where isBelow: (UnsafeRawPointer) -> Bool
    ) -> Int? {
        entries.withUnsafeBytes { bytes in
            var low = 0
            var high = bytes.count / entrySize
            while low < high {
                let middle = low + (high - low) / 2
                if isBelow(bytes.baseAddress.unsafelyUnwrapped + middle * entrySize) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low > 0 ? low - 1 : nil
        }
    }

    private func inMemory(_ index: Int) -> SharedBytes {
        let start = (index - written) * entrySize
        return SharedBytes(copying: Array(tail[start..<(start + entrySize)]))
    }

    /// The entry at `index`.
    func entry(_ index: Int) throws(SystemError) -> SharedBytes {
        precondition(index >= 0 && index < count)
        if index >= written { return inMemory(index) }
        return try read(1, at: index, try opened(.readOnly))
    }

    /// All entries, for checks and tools.
    func entries() throws(SystemError) -> [SharedBytes] {
        var all: [SharedBytes] = []
        if written > 0 {
            let bytes = try read(written, at: 0, try opened(.readOnly))
            all = (0..<written).map { bytes.slice(from: $0 * entrySize, count: entrySize) }
        }
        return all + (written..<count).map { inMemory($0) }
    }

    private func read(_ number: Int, at index: Int, _ file: any File) throws(SystemError)
        -> SharedBytes
    {
        let bytes = try file.read(number * entrySize, at: Int64(index * entrySize), mode)
        guard bytes.count == number * entrySize else {
            // Cut since the snapshot was taken.
            throw SystemError("read", path, number: ESTALE)
        }
        return bytes
    }

    private func opened(_ mode: FileOpenMode) throws(SystemError) -> any File {
        if let file { return file }
        // Opening reads the directory and the inode.
        if self.mode == .resident { throw SystemError("open", path, number: EAGAIN) }
        return try fileSystem.open(path, mode)
    }

    private mutating func openForWriting(_ mode: FileOpenMode) throws(SystemError) -> any File {
        if let file { return file }
        let new = try fileSystem.open(path, mode)
        file = new
        return new
    }

    private mutating func dropTrailingZeros() throws(SystemError) {
        let isZero: (UnsafeRawPointer) -> Bool = { [entrySize] entry in
            UnsafeRawBufferPointer(start: entry, count: entrySize).allSatisfy { $0 == 0 }
        }
        guard try entry(count - 1).withUnsafeBytes({ isZero($0.baseAddress.unsafelyUnwrapped) })
        else { return }
        count = try last { !isZero($0) }.map { $0.index + 1 } ?? 0
    }
}
