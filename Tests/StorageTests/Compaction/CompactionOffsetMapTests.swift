import Bytes
import KafkaModel
import TestSupport
import Testing

@testable import Storage

struct CompactionOffsetMapTests {
    private func map(slots: Int, capacity: Int) throws -> CompactionOffsetMap {
        try #require(
            CompactionOffsetMap(
                slots: slots, capacity: capacity, hasher: KeyHasher(secret: (1, 2))))
    }

    private func put(_ key: String, _ offset: Int64, in map: CompactionOffsetMap) -> Bool {
        Array(key.utf8).withUnsafeBytes { map.put($0, Offset(offset)) }
    }

    private func offset(of key: String, in map: CompactionOffsetMap) -> Offset {
        Array(key.utf8).withUnsafeBytes { map.offset(of: $0) }
    }

    /// The vectors that the authors of SipHash publish for outputs of 128 bits.
    @Test(arguments: [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"),
    ])
    func `keys are hashed with SipHash-2-4-128`(length: Int, expected: String) {
        let hasher = KeyHasher(secret: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        let input = (0..<length).map { UInt8($0) }
        let hash = input.withUnsafeBytes { hasher.hash($0) }
        var text = ""
        for word in [hash.low, hash.high] {
            for shift in stride(from: 0, to: 64, by: 8) {
                let byte = UInt8(truncatingIfNeeded: word >> UInt64(shift))
                text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        #expect(text == expected)
    }

    @Test func `hashes depend on the secret and on every byte`() {
        let keys: [[UInt8]] = (0...40).map { length in (0..<length).map { UInt8($0) } }
        let first = KeyHasher(secret: (1, 2))
        let second = KeyHasher(secret: (1, 3))
        for key in keys {
            let hash = key.withUnsafeBytes { first.hash($0) }
            #expect(hash != key.withUnsafeBytes { second.hash($0) })
            for index in key.indices {
                var other = key
                other[index] ^= 0x80
                #expect(hash != other.withUnsafeBytes { first.hash($0) })
            }
        }
    }

    @Test(arguments: 0..<5)
    func `the map answers like a dictionary`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let map = try map(slots: 300, capacity: 270)
        var expected: [String: Int64] = [:]
        for offset in 0..<1000 {
            let key = "k\(Int.random(in: 0..<250, using: &random))"
            #expect(put(key, Int64(offset), in: map))
            expected[key] = Int64(offset)
        }
        #expect(map.count == expected.count)
        for key in 0..<300 {
            let found = offset(of: "k\(key)", in: map)
            #expect(found == Offset(expected["k\(key)"] ?? -1))
        }
        #expect(map.latestOffset == 999)
    }

    @Test func `a full map takes new offsets of its keys, but no new keys`() throws {
        let map = try map(slots: 4, capacity: 2)
        #expect(put("a", 0, in: map))
        #expect(put("b", 1, in: map))
        #expect(put("a", 2, in: map))
        #expect(!put("c", 3, in: map))
        #expect(map.latestOffset == 2)
        #expect(offset(of: "c", in: map) == .none)
    }

    @Test func `an offset of zero is told from none`() throws {
        let map = try map(slots: 4, capacity: 2)
        #expect(offset(of: "", in: map) == .none)
        #expect(put("", 0, in: map))
        #expect(offset(of: "", in: map) == 0)
    }

    @Test func `a map always keeps a free slot, so that searches end`() throws {
        let map = try map(slots: 1, capacity: 5)
        #expect(map.capacity == 0)
        #expect(!put("a", 0, in: map))
    }

    @Test(
        arguments: [
            // What the range can need, with room.
            (1000, 1 << 20, 0.9, 1502, 1351),
            // What may be used.
            (1_000_000, 24_000, 0.9, 1000, 900),
            (1_000_000, 24_000, 0.5, 1000, 500),
            // Whatever the settings say, there is a map.
            (0, 0, 0, 2, 1),
            (Int64.max, 24_000, 7, 1000, 990),
        ] as [(Int64, Int, Double, Int, Int)])
    func `the size follows the range, the buffer and the load factor`(
        records: Int64, bytes: Int, loadFactor: Double, slots: Int, capacity: Int
    ) {
        let size = OffsetMapSize(records: records, bytes: bytes, loadFactor: loadFactor)
        #expect(size.slots == slots)
        #expect(size.capacity == capacity)
    }
}
