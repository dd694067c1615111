import Glibc
import KafkaModel

/// The last offset of every key in the dirty part of a log.
///
/// An open-addressed table with linear probing over memory of its own, 24 bytes for a key: its hash
/// and its offset. The memory is taken when the map is made, filled by the kernel with zeros as it is
/// touched, and given back with the map. Used by one thread at a time. Source: Kafka's
/// `SkimpyOffsetMap`, log-format 20.
final class CompactionOffsetMap {
    /// Bytes of an entry: 16 of the hash, 8 of the offset plus one, 0 where the slot is free.
    static let entrySize = 24

    let slots: Int
    /// Keys that fit.
    let capacity: Int
    /// Keys in the map.
    private(set) var count = 0
    /// Every record up to this offset has been put in; -1 at the beginning.
    private(set) var latestOffset = Offset.none

    private let memory: UnsafeMutableRawPointer
    private let hasher: KeyHasher

    /// A map of `slots` slots, at least 1, of which at most `capacity` are used, so that a search
    /// ends. `nil` if there is no memory for it.
    init?(slots: Int, capacity: Int, hasher: KeyHasher) {
        precondition(slots > 0 && capacity >= 0)
        self.slots = slots
        self.capacity = min(capacity, slots - 1)
        self.hasher = hasher
        guard let memory = calloc(slots, Self.entrySize) else { return nil }
        self.memory = memory
    }

    deinit {
        free(memory)
    }

    /// Notes that `key` has a record at `offset`, which is behind all that were noted before.
    /// `false` if the key is new and the map is full.
    func put(_ key: UnsafeRawBufferPointer, _ offset: Offset) -> Bool {
        let hash = hasher.hash(key)
        let slot = find(hash)
        if storedOffset(slot) == 0 {
            guard count < capacity else { return false }
            count += 1
            slot.storeBytes(of: hash.low, as: UInt64.self)
            slot.storeBytes(of: hash.high, toByteOffset: 8, as: UInt64.self)
        }
        slot.storeBytes(of: offset.rawValue &+ 1, toByteOffset: 16, as: Int64.self)
        latestOffset = offset
        return true
    }

    /// The last offset of `key`; -1 if it has none.
    func offset(of key: UnsafeRawBufferPointer) -> Offset {
        Offset(storedOffset(find(hasher.hash(key))) &- 1)
    }

    /// Notes that everything up to `offset` has been looked at.
    func advance(to offset: Offset) {
        latestOffset = max(latestOffset, offset)
    }

    /// The slot of the hash, or the free one where it would stand.
    @inline(__always)
    private func find(_ hash: KeyHash) -> UnsafeMutableRawPointer {
        var index = Int(truncatingIfNeeded: hash.low.multipliedFullWidth(by: UInt64(slots)).high)
        while true {
            let slot = memory + index &* Self.entrySize
            if storedOffset(slot) == 0 { return slot }
            if slot.load(as: UInt64.self) == hash.low,
                slot.load(fromByteOffset: 8, as: UInt64.self) == hash.high
            {
                return slot
            }
            index &+= 1
            if index == slots { index = 0 }
        }
    }

    @inline(__always)
    private func storedOffset(_ slot: UnsafeMutableRawPointer) -> Int64 {
        slot.load(fromByteOffset: 16, as: Int64.self)
    }
}

/// How large a map may and need be. Pure.
struct OffsetMapSize: Equatable, Sendable {
    var slots: Int
    /// Keys that may be put in.
    var capacity: Int

    /// Kafka's table and this one work badly when they are nearly full.
    private static let loadFactors = 0.01...0.99

    /// - Parameters:
    ///   - records: an upper bound of the records in the dirty range, from its offsets.
    ///   - bytes: what one cleaning may use (`log.cleaner.dedupe.buffer.size` / threads).
    ///   - loadFactor: `log.cleaner.io.buffer.load.factor`.
    init(records: Int64, bytes: Int, loadFactor: Double) {
        let factor = min(
            max(loadFactor, Self.loadFactors.lowerBound), Self.loadFactors.upperBound)
        let most = max(bytes / CompactionOffsetMap.entrySize, 2)
        // Half as many again as records keeps the probes short; at least what the factor demands.
        let wanted = Double(max(records, 1)) * max(1.5, 1 / factor) + 2
        slots = wanted >= Double(most) ? most : Int(wanted)
        capacity = max(Int(Double(slots) * factor), 1)
    }
}
