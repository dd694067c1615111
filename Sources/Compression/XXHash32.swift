import Bytes

/// The 32-bit xxHash with seed 0, which guards headers and blocks of LZ4 frames.
enum XXHash32 {
    private static let prime1: UInt32 = 2_654_435_761
    private static let prime2: UInt32 = 2_246_822_519
    private static let prime3: UInt32 = 3_266_489_917
    private static let prime4: UInt32 = 668_265_263
    private static let prime5: UInt32 = 374_761_393

    static func of(_ bytes: SharedBytes) -> UInt32 {
        bytes.withUnsafeBytes { hash($0) }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var position = 0
        var result = prime5
        if bytes.count >= 16 {
            var lanes = (prime1 &+ prime2, prime2, UInt32(0), 0 &- prime1)
            while bytes.count - position >= 16 {
                lanes.0 = round(lanes.0, word(bytes, position))
                lanes.1 = round(lanes.1, word(bytes, position + 4))
                lanes.2 = round(lanes.2, word(bytes, position + 8))
                lanes.3 = round(lanes.3, word(bytes, position + 12))
                position += 16
            }
            result =
                rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12)
                &+ rotated(lanes.3, 18)
        }
        result &+= UInt32(truncatingIfNeeded: bytes.count)
        while bytes.count - position >= 4 {
            result = rotated(result &+ word(bytes, position) &* prime3, 17) &* prime4
            position += 4
        }
        while position < bytes.count {
            result = rotated(result &+ UInt32(bytes[position]) &* prime5, 11) &* prime1
            position += 1
        }
        result = (result ^ (result >> 15)) &* prime2
        result = (result ^ (result >> 13)) &* prime3
        return result ^ (result >> 16)
    }

    private static func round(_ lane: UInt32, _ input: UInt32) -> UInt32 {
        rotated(lane &+ input &* prime2, 13) &* prime1
    }

    private static func rotated(_ value: UInt32, _ bits: UInt32) -> UInt32 {
        (value << bits) | (value >> (32 - bits))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }
}
