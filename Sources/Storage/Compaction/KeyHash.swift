import Platform

/// 128 bits that stand for a record's key in memory.
struct KeyHash: Equatable, Sendable {
    var low: UInt64
    var high: UInt64
}

/// Hashes keys with SipHash-2-4-128 under a secret that is drawn for each cleaning.
///
/// Two keys with one hash would lose the older record of one of them, so the hash must be wide, and a
/// producer that knows it must not be able to find such keys. Kafka takes MD5, for which collisions
/// can be made at will; a keyed function needs no more than its secret, is faster on short keys, and
/// never leaves the memory of one cleaning. Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast
/// short-input PRF" with its variant of 128 bits.
struct KeyHasher: Sendable {
    private let v0: UInt64
    private let v1: UInt64
    private let v2: UInt64
    private let v3: UInt64

    init(secret: (UInt64, UInt64)) {
        v0 = secret.0 ^ 0x736f_6d65_7073_6575
        v1 = secret.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = secret.0 ^ 0x6c79_6765_6e65_7261
        v3 = secret.1 ^ 0x7465_6462_7974_6573
    }

    init(_ random: any RandomSource) {
        self.init(secret: (random.next(), random.next()))
    }

    func hash(_ bytes: UnsafeRawBufferPointer) -> KeyHash {
        var state = (v0, v1, v2, v3)
        let count = bytes.count
        var position = 0
        var last = UInt64(truncatingIfNeeded: count) << 56
        if let base = bytes.baseAddress {
            while position &+ 8 <= count {
                let word = UInt64(
                    littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                Self.absorb(word, &state)
                position &+= 8
            }
            var shift: UInt64 = 0
            while position < count {
                let byte = base.loadUnaligned(fromByteOffset: position, as: UInt8.self)
                last |= UInt64(byte) &<< shift
                shift &+= 8
                position &+= 1
            }
        }
        Self.absorb(last, &state)
        state.2 ^= 0xee
        for _ in 0..<4 { Self.round(&state) }
        let low = state.0 ^ state.1 ^ state.2 ^ state.3
        state.1 ^= 0xdd
        for _ in 0..<4 { Self.round(&state) }
        return KeyHash(low: low, high: state.0 ^ state.1 ^ state.2 ^ state.3)
    }

    @inline(__always)
    private static func absorb(_ word: UInt64, _ state: inout (UInt64, UInt64, UInt64, UInt64)) {
        state.3 ^= word
        round(&state)
        round(&state)
        state.0 ^= word
    }

    @inline(__always)
    private static func round(_ state: inout (UInt64, UInt64, UInt64, UInt64)) {
        state.0 &+= state.1
        state.1 = rotated(state.1, 13) ^ state.0
        state.0 = rotated(state.0, 32)
        state.2 &+= state.3
        state.3 = rotated(state.3, 16) ^ state.2
        state.0 &+= state.3
        state.3 = rotated(state.3, 21) ^ state.0
        state.2 &+= state.1
        state.1 = rotated(state.1, 17) ^ state.2
        state.2 = rotated(state.2, 32)
    }

    @inline(__always)
    private static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 &- count)
    }
}
