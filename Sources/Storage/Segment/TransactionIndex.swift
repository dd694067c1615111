import Bytes
import KafkaModel
import Platform

/// The aborted transactions that end in a segment, in the order of their markers.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 2 | version, 0 |
/// | 2 | 8 | producer id |
/// | 10 | 8 | first offset of the transaction |
/// | 18 | 8 | offset of its ABORT marker |
/// | 26 | 8 | last stable offset after the marker |
///
/// The file exists only if there is an entry. Source: Kafka's `TransactionIndex`, log-format 8.
struct TransactionIndex: Sendable {
    struct Entry: Equatable, Sendable {
        var producerID: ProducerID
        var firstOffset: Offset
        var lastOffset: Offset
        var lastStableOffset: Offset
    }

    static let entrySize = 34
    private static let version: Int16 = 0

    var file: IndexFile
    private(set) var last: Entry?

    init(path: String, fileSystem: any FileSystem) {
        file = IndexFile(path: path, entrySize: Self.entrySize, fileSystem: fileSystem)
    }

    var count: Int { file.count }

    /// Takes an existing file. `false` if it is damaged; a missing one is an empty index.
    mutating func load(baseOffset: Offset, _ fileSystem: any FileSystem) throws(SystemError)
        -> Bool
    {
        guard try fileSystem.attributes(file.path) != nil else { return true }
        guard try file.load() else { return false }
        var previous = Offset(baseOffset.rawValue - 1)
        for bytes in try file.entries() {
            let next = entry(bytes)
            guard bytes.bigEndian(Int16.self, at: 0) >= Self.version, next.lastOffset > previous,
                next.firstOffset <= next.lastOffset
            else { return false }
            previous = next.lastOffset
            last = next
        }
        return true
    }

    mutating func append(_ entry: Entry) {
        var writer = ByteWriter(capacity: Self.entrySize)
        writer.int16(Self.version)
        writer.int64(entry.producerID.rawValue)
        writer.int64(entry.firstOffset.rawValue)
        writer.int64(entry.lastOffset.rawValue)
        writer.int64(entry.lastStableOffset.rawValue)
        let bytes = writer.finish()
        bytes.withUnsafeBytes { file.append($0) }
        last = entry
    }

    /// The aborted transactions with records in `[from, upTo)` whose marker stands in this segment,
    /// and whether the search is over (no later marker can matter).
    func aborted(from: Offset, upTo: Offset) throws(SystemError)
        -> (transactions: [AbortedTransaction], isComplete: Bool)
    {
        var found: [AbortedTransaction] = []
        for bytes in try file.entries() {
            let next = entry(bytes)
            if next.lastOffset >= from, next.firstOffset < upTo {
                found.append(
                    AbortedTransaction(producerID: next.producerID, firstOffset: next.firstOffset))
            }
            if next.lastStableOffset >= upTo { return (found, true) }
        }
        return (found, false)
    }

    /// Drops the transactions whose marker stands at or behind `offset`, in memory.
    mutating func truncate(to offset: Offset) throws(SystemError) {
        let kept = try file.last { bytes in
            Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 18, as: Int64.self))
                < offset.rawValue
        }
        file.truncate(to: kept.map { $0.index + 1 } ?? 0)
        last = try count > 0 ? entry(file.entry(count - 1)) : nil
    }

    /// Begins a rebuild behind the transactions whose marker stands before `offset`; see
    /// ``IndexFile``. Entries that are kept have been verified by ``load(baseOffset:_:)``.
    mutating func beginRebuild(behind offset: Offset) throws(SystemError) {
        let kept = try file.last { bytes in
            Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 18, as: Int64.self))
                < offset.rawValue
        }
        last = kept.map { entry($0.entry) }
        file.beginRebuild(keeping: kept.map { $0.index + 1 } ?? 0)
    }

    mutating func beginRebuild() {
        last = nil
        file.beginRebuild(keeping: 0)
    }

    /// Without an entry there is no file.
    mutating func endRebuild() throws(SystemError) {
        if count > 0 { try file.endRebuild() } else { try file.remove() }
    }

    /// Begins anew without entries, whatever the disk has.
    mutating func begin() {
        file.begin()
        last = nil
    }

    func entries() throws(SystemError) -> [Entry] {
        try file.entries().map { entry($0) }
    }

    private func entry(_ bytes: SharedBytes) -> Entry {
        Entry(
            producerID: ProducerID(bytes.bigEndian(Int64.self, at: 2)),
            firstOffset: Offset(bytes.bigEndian(Int64.self, at: 10)),
            lastOffset: Offset(bytes.bigEndian(Int64.self, at: 18)),
            lastStableOffset: Offset(bytes.bigEndian(Int64.self, at: 26)))
    }
}
