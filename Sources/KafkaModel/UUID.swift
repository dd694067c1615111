/// Sixteen bytes that identify a topic, a cluster or a log directory. Its text form is URL-safe
/// base64 without padding, 22 characters (Kafka's `Uuid`).
package struct UUID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var mostSignificant: UInt64
    package var leastSignificant: UInt64

    @inlinable
    package init(mostSignificant: UInt64, leastSignificant: UInt64) {
        self.mostSignificant = mostSignificant
        self.leastSignificant = leastSignificant
    }

    /// All zero: no id.
    package static let zero = UUID(mostSignificant: 0, leastSignificant: 0)

    package var isZero: Bool { self == .zero }

    /// A fresh id from 128 random bits: version 4, variant 2, and, as Kafka demands of topic ids, a
    /// text that does not begin with `-`.
    package static func random(from next: () -> UInt64) -> UUID {
        while true {
            let id = UUID(
                mostSignificant: (next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000,
                leastSignificant: (next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000)
            if id.mostSignificant >> 58 != 62 { return id }
        }
    }

    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(22)
        for index in 0..<22 {
            text.append(Self.alphabet[Int(sixBits(at: index * 6))])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Bits `[start, start + 6)` counted from the most significant; zeros follow the last one.
    private func sixBits(at start: Int) -> UInt64 {
        if start + 6 <= 64 { return (mostSignificant >> (58 - start)) & 0x3F }
        if start >= 64 {
            let low = start - 64
            return low + 6 <= 64
                ? (leastSignificant >> (58 - low)) & 0x3F
                : (leastSignificant << (low - 58)) & 0x3F
        }
        let fromHigh = 64 - start
        return ((mostSignificant << (6 - fromHigh)) | (leastSignificant >> (58 + fromHigh))) & 0x3F
    }

    /// Reads the text form. Padding (`==`) is allowed, surplus low bits of the last character are
    /// ignored; anything else that is not 22 characters of the alphabet is `nil`.
    package init?(_ text: String) {
        var characters = Array(text.utf8)
        if characters.count == 24, characters.suffix(2) == [0x3D, 0x3D] {
            characters.removeLast(2)
        }
        guard characters.count == 22 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, character) in characters.enumerated() {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            let bits = UInt64(value)
            let start = index * 6
            if start + 6 <= 64 {
                high |= bits << UInt64(58 - start)
            } else if start < 64 {
                high |= bits >> UInt64(start - 58)
                low |= bits << UInt64(122 - start)
            } else if start + 6 <= 128 {
                low |= bits << UInt64(122 - start)
            } else {
                low |= bits >> UInt64(start - 122)
            }
        }
        self.init(mostSignificant: high, leastSignificant: low)
    }

    package static func < (a: UUID, b: UUID) -> Bool {
        (a.mostSignificant, a.leastSignificant) < (b.mostSignificant, b.leastSignificant)
    }
}
