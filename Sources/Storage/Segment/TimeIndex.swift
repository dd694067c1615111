import Bytes
import KafkaModel
import Platform

/// The largest timestamp of a segment up to some of its batches.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 8 | largest timestamp so far, milliseconds |
/// | 8 | 4 | last offset of the batch that holds it, minus the segment's base offset |
///
/// Timestamps rise strictly, offsets do not fall. Source: Kafka's `TimeIndex`, log-format 7.
struct TimeIndex: Sendable {
    struct Entry: Equatable, Sendable {
        /// Milliseconds.
        var timestamp: Int64
        var offset: Offset
    }

    static let entrySize = 12

    var file: IndexFile
    let baseOffset: Offset
    private(set) var last: Entry?

    init(path: String, baseOffset: Offset, fileSystem: any FileSystem) {
        file = IndexFile(path: path, entrySize: Self.entrySize, fileSystem: fileSystem)
        self.baseOffset = baseOffset
    }

    var count: Int { file.count }

    /// Takes an existing file. `false` if it is missing or cannot be a time index of the segment.
    mutating func load() throws(SystemError) -> Bool {
        guard try file.load() else { return false }
        try takeLast()
        guard let last else { return true }
        let first = entry(try file.entry(0))
        return last.offset >= baseOffset && last.timestamp >= first.timestamp
    }

    /// Begins anew without entries, whatever the disk has.
    mutating func begin() {
        file.begin()
        last = nil
    }

    /// Begins a rebuild behind the entries with an offset at or before `offset`; see ``IndexFile``.
    /// `false` if they cannot be trusted; then the rebuild begins with an empty index.
    mutating func beginRebuild(behind offset: Offset) throws(SystemError) -> Bool {
        let relative = offset - baseOffset
        let kept = try file.last {
            Int64(Int32(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: Int32.self)))
                <= relative
        }
        let number = kept.map { $0.index + 1 } ?? 0
        let rises = try file.areEntries(number) { one, next in
            Int64(bigEndian: one.loadUnaligned(as: Int64.self))
                < Int64(bigEndian: next.loadUnaligned(as: Int64.self))
                && Int32(bigEndian: one.loadUnaligned(fromByteOffset: 8, as: Int32.self))
                    <= Int32(bigEndian: next.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        }
        last = rises ? kept.map { entry($0.entry) } : nil
        file.beginRebuild(keeping: last == nil ? 0 : number)
        return rises
    }

    mutating func beginRebuild() {
        last = nil
        file.beginRebuild(keeping: 0)
    }

    mutating func endRebuild() throws(SystemError) { try file.endRebuild() }

    /// Notes `timestamp`, the largest so far, unless it is not larger than the last one noted.
    mutating func append(_ timestamp: Int64, offset: Offset) {
        guard timestamp > (last?.timestamp ?? -1), offset >= (last?.offset ?? baseOffset) else {
            return
        }
        let relative = Int32(truncatingIfNeeded: offset - baseOffset)
        let high = UInt64(bitPattern: timestamp)
        var entry = (
            UInt32(truncatingIfNeeded: high >> 32).bigEndian,
            UInt32(truncatingIfNeeded: high).bigEndian, relative.bigEndian
        )
        withUnsafeBytes(of: &entry) { file.append($0) }
        last = Entry(timestamp: timestamp, offset: offset)
    }

    /// The last entry at or before `timestamp`; `nil`: scan from the segment's start.
    func lookup(_ timestamp: Int64) throws(SystemError) -> Entry? {
        guard let last else { return nil }
        if timestamp >= last.timestamp { return last }
        let found = try file.last {
            Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) <= timestamp
        }
        return found.map { entry($0.entry) }
    }

    /// Drops the entries with an offset at or behind `offset`, in memory.
    mutating func truncate(to offset: Offset) throws(SystemError) {
        let relative = offset - baseOffset
        let kept = try file.last {
            Int64(Int32(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: Int32.self))) < relative
        }
        file.truncate(to: kept.map { $0.index + 1 } ?? 0)
        try takeLast()
    }

    func entries() throws(SystemError) -> [Entry] {
        try file.entries().map { entry($0) }
    }

    private mutating func takeLast() throws(SystemError) {
        last = count > 0 ? entry(try file.entry(count - 1)) : nil
    }

    private func entry(_ bytes: SharedBytes) -> Entry {
        Entry(
            timestamp: bytes.bigEndian(Int64.self, at: 0),
            offset: baseOffset + Int64(bytes.bigEndian(Int32.self, at: 8)))
    }
}
