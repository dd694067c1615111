import Bytes
import Glibc
import Platform

/// A file of equal-sized entries in rising order, searched by halving.
///
/// Nothing is kept in memory but the count: a search reads a handful of entries and then one block,
/// all from the page cache. A copy of the value is a snapshot that stays valid while entries are
/// appended to the original, so readers take one under the log's lock and search it outside.
///
/// Kafka preallocates the files of active segments with zeros; here they have their true size. An
/// entry of zeros cannot exist in the indexes that Kafka preallocates, so trailing zeros of a file
/// written by Kafka are no entries.
struct IndexFile: Sendable {
    let path: String
    let entrySize: Int
    private(set) var count = 0

    private let fileSystem: any FileSystem
    /// Open while the index is being written; readers of other indexes open it for one search.
    private var file: (any File)?

    /// From here on a search reads all candidates at once; 4 KiB are one page of the cache.
    private static let blockSize = 4096

    init(path: String, entrySize: Int, fileSystem: any FileSystem) {
        self.path = path
        self.entrySize = entrySize
        self.fileSystem = fileSystem
    }

    var sizeInBytes: Int { count * entrySize }

    /// Takes the entries of an existing file without the trailing zeros; `false` if there is no file
    /// or its size is no multiple of the entry size.
    mutating func load() throws(SystemError) -> Bool {
        guard let attributes = try fileSystem.attributes(path) else { return false }
        let size = Int(attributes.size)
        guard size % entrySize == 0 else { return false }
        count = size / entrySize
        if count > 0 { try dropTrailingZeros() }
        return true
    }

    /// Makes the file exist and be empty.
    mutating func reset() throws(SystemError) {
        let file = try openForWriting(.createIfMissing)
        try file.truncate(to: 0)
        count = 0
    }

    /// Writes one entry behind the last.
    mutating func append(_ entry: UnsafeRawBufferPointer) throws(SystemError) {
        precondition(entry.count == entrySize)
        try openForWriting(.createIfMissing).write(entry, at: Int64(sizeInBytes))
        count += 1
    }

    /// Drops the entries from `newCount` on, and whatever the file holds behind them.
    mutating func truncate(to newCount: Int) throws(SystemError) {
        count = min(count, newCount)
        guard let size = try fileSystem.attributes(path)?.size, size > Int64(sizeInBytes) else {
            return
        }
        try openForWriting(.existing).truncate(to: Int64(sizeInBytes))
    }

    func synchronize() throws(SystemError) {
        let file = try opened(.existing)
        try file.synchronize()
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
        guard count > 0 else { return nil }
        let file = try opened(.readOnly)
        var low = 0
        var high = count
        while (high - low) * entrySize > Self.blockSize {
            let middle = low + (high - low) / 2
            let entry = try read(1, at: middle, file)
            if entry.withUnsafeBytes({ isBelow($0.baseAddress.unsafelyUnwrapped) }) {
                low = middle
            } else {
                high = middle
            }
        }
        let block = try read(high - low, at: low, file)
        let below = block.withUnsafeBytes { bytes in
            var candidate = 0
            while candidate < high - low,
                isBelow(bytes.baseAddress.unsafelyUnwrapped + candidate * entrySize)
            { candidate += 1 }
            return candidate
        }
        guard below > 0 else { return nil }
        return (low + below - 1, block.slice(from: (below - 1) * entrySize, count: entrySize))
    }

    /// The entry at `index`.
    func entry(_ index: Int) throws(SystemError) -> SharedBytes {
        precondition(index >= 0 && index < count)
        return try read(1, at: index, try opened(.readOnly))
    }

    /// All entries, for checks and tools.
    func entries() throws(SystemError) -> [SharedBytes] {
        guard count > 0 else { return [] }
        let all = try read(count, at: 0, try opened(.readOnly))
        return (0..<count).map { all.slice(from: $0 * entrySize, count: entrySize) }
    }

    private func read(_ number: Int, at index: Int, _ file: any File) throws(SystemError)
        -> SharedBytes
    {
        let bytes = try file.read(number * entrySize, at: Int64(index * entrySize))
        guard bytes.count == number * entrySize else {
            // Cut since the snapshot was taken.
            throw SystemError("read", path, number: ESTALE)
        }
        return bytes
    }

    private func opened(_ mode: FileOpenMode) throws(SystemError) -> any File {
        if let file { return file }
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
