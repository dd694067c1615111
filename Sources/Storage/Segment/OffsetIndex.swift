import Bytes
import KafkaModel
import Platform

/// Where in a segment's record file some of its batches stand.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 4 | last offset of the batch, minus the segment's base offset |
/// | 4 | 4 | position of the batch in bytes |
///
/// Both rise strictly. An entry comes with the first append after `index.interval.bytes`, so a search
/// leaves at most about that many bytes to scan. Source: Kafka's `OffsetIndex`, log-format 6.
struct OffsetIndex: Sendable {
    struct Entry: Equatable, Sendable {
        var offset: Offset
        var position: Int
    }

    static let entrySize = 8

    var file: IndexFile
    let baseOffset: Offset
    /// The last entry, so that the tail of a log is found without reading.
    private(set) var last: Entry?

    init(path: String, baseOffset: Offset, fileSystem: any FileSystem) {
        file = IndexFile(path: path, entrySize: Self.entrySize, fileSystem: fileSystem)
        self.baseOffset = baseOffset
    }

    var count: Int { file.count }

    /// Takes an existing file. `false` if it is missing or cannot be an index of the segment, whose
    /// record file has `recordsSize` bytes.
    mutating func load(recordsSize: Int) throws(SystemError) -> Bool {
        guard try file.load() else { return false }
        try takeLast()
        guard let last else { return true }
        return last.offset >= baseOffset && last.position >= 0 && last.position < recordsSize
    }

    /// Begins anew without entries, whatever the disk has.
    mutating func begin() {
        file.begin()
        last = nil
    }

    /// Begins a rebuild behind the last entry below `offset` that can be trusted; see ``IndexFile``.
    /// Returns that entry; `nil`: the rebuild begins with an empty index.
    mutating func beginRebuild(behind offset: Offset) throws(SystemError) -> Entry? {
        let relative = offset - baseOffset
        let kept = try file.last { Int64(Int32(bigEndian: $0.load(as: Int32.self))) < relative }
        let number = kept.map { $0.index + 1 } ?? 0
        let rises = try file.areEntries(number) { one, next in
            Int32(bigEndian: one.load(as: Int32.self)) < Int32(bigEndian: next.load(as: Int32.self))
                && Int32(bigEndian: one.load(fromByteOffset: 4, as: Int32.self))
                    < Int32(bigEndian: next.load(fromByteOffset: 4, as: Int32.self))
        }
        last = rises ? kept.map { entry($0.entry) } : nil
        file.beginRebuild(keeping: last == nil ? 0 : number)
        return last
    }

    mutating func beginRebuild() {
        last = nil
        file.beginRebuild(keeping: 0)
    }

    mutating func endRebuild() throws(SystemError) { try file.endRebuild() }

    mutating func append(_ offset: Offset, position: Int) {
        precondition(offset > (last?.offset ?? Offset(-1)), "index offsets must rise")
        var entry = (
            Int32(truncatingIfNeeded: offset - baseOffset).bigEndian,
            Int32(truncatingIfNeeded: position).bigEndian
        )
        withUnsafeBytes(of: &entry) { file.append($0) }
        last = Entry(offset: offset, position: position)
    }

    /// The last entry at or before `target`; `nil`: scan from the segment's start.
    func lookup(_ target: Offset) throws(SystemError) -> Entry? {
        guard let last else { return nil }
        if target >= last.offset { return last }
        let relative = target - baseOffset
        let found = try file.last { Int64(Int32(bigEndian: $0.load(as: Int32.self))) <= relative }
        return found.map { entry($0.entry) }
    }

    /// The last entry whose batch stands at or before `position`.
    func lookup(position: Int) throws(SystemError) -> Entry? {
        let found = try file.last {
            Int(Int32(bigEndian: $0.load(fromByteOffset: 4, as: Int32.self))) <= position
        }
        return found.map { entry($0.entry) }
    }

    /// The entries around the place of `target`, for ``lookup(_:in:)``. Reads the file.
    func block(around target: Offset) throws(SystemError) -> SharedBytes {
        let relative = target - baseOffset
        return try file.block { Int64(Int32(bigEndian: $0.load(as: Int32.self))) <= relative }?
            .entries ?? .empty
    }

    /// ``lookup(_:)`` in some entries; `nil` unless they show that no other can be the answer.
    func lookup(_ target: Offset, in block: SharedBytes) -> Entry? {
        guard block.count >= Self.entrySize, let found = last(in: block, atOrBefore: target)
        else { return nil }
        let end = entry(block.slice(from: block.count - Self.entrySize, count: Self.entrySize))
        return target < end.offset ? found : nil
    }

    /// The last of some entries that is at or before `target`; `nil` if none is.
    func last(in block: SharedBytes, atOrBefore target: Offset) -> Entry? {
        let relative = target - baseOffset
        let place = IndexFile.last(in: block, entrySize: Self.entrySize) {
            Int64(Int32(bigEndian: $0.load(as: Int32.self))) <= relative
        }
        return place.map { entry(block.slice(from: $0 * Self.entrySize, count: Self.entrySize)) }
    }

    /// Drops the entries with an offset at or behind `offset`, in memory.
    mutating func truncate(to offset: Offset) throws(SystemError) {
        let relative = offset - baseOffset
        let kept = try file.last { Int64(Int32(bigEndian: $0.load(as: Int32.self))) < relative }
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
            offset: baseOffset + Int64(bytes.bigEndian(Int32.self, at: 0)),
            position: Int(bytes.bigEndian(Int32.self, at: 4)))
    }
}
