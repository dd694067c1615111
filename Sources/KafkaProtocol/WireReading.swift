import Bytes
import KafkaModel

/// The types of the protocol that are more than a number, in both length codings. `compact` is the
/// coding of flexible versions: an unsigned varint of the length plus one, 0 for null. The other is
/// a big-endian length, -1 for null. `allowed` says whether the version permits the null.
extension ByteReader {
    /// The most bytes that Kafka lets a string have, in either coding.
    static var longestText: Int { Int(Int16.max) }
    /// Elements of `stride` bytes for which room is taken before they are read. Decoded elements can be
    /// far larger than their bytes, so no more than the message itself still has; beyond that the
    /// array grows with what truly arrives.
    private func firstCapacity(_ count: Int, stride: Int) -> Int {
        min(count, max(16, remaining / max(stride, 1)))
    }

    mutating func uuid() throws(DecodeError) -> UUID {
        let high = try integer(UInt64.self)
        return UUID(mostSignificant: high, leastSignificant: try integer(UInt64.self))
    }

    mutating func string(compact: Bool) throws(DecodeError) -> String {
        guard let text = try nullableString(compact: compact) else { throw .unexpectedNull }
        return text
    }

    mutating func nullableString(
        compact: Bool, allowed: Bool = true
    ) throws(DecodeError) -> String? {
        let length = compact ? Int(try unsignedVarint()) - 1 : Int(try int16())
        if length == 0 { return "" }
        if length == -1 {
            guard allowed else { throw .unexpectedNull }
            return nil
        }
        guard length > 0, length <= Self.longestText else { throw .invalidLength }
        return try text(length)
    }

    mutating func byteArray(compact: Bool) throws(DecodeError) -> [UInt8] {
        guard let bytes = try nullableBytes(compact: compact) else { throw .unexpectedNull }
        return bytes.array
    }

    mutating func nullableByteArray(
        compact: Bool, allowed: Bool = true
    ) throws(DecodeError) -> [UInt8]? {
        let bytes = try nullableBytes(compact: compact)
        guard allowed || bytes != nil else { throw .unexpectedNull }
        return bytes?.array
    }

    mutating func records(compact: Bool) throws(DecodeError) -> Payload {
        guard let bytes = try nullableBytes(compact: compact) else { throw .unexpectedNull }
        return .bytes(bytes)
    }

    /// Records stay where they are; the slice shares the memory of the frame.
    mutating func nullableRecords(
        compact: Bool, allowed: Bool = true
    ) throws(DecodeError) -> Payload? {
        guard let bytes = try nullableBytes(compact: compact) else {
            guard allowed else { throw .unexpectedNull }
            return nil
        }
        return .bytes(bytes)
    }

    private mutating func nullableBytes(compact: Bool) throws(DecodeError) -> SharedBytes? {
        let length = compact ? Int(try unsignedVarint()) - 1 : Int(try int32())
        if length == -1 { return nil }
        return try bytes(length)
    }

    mutating func array<T: WireElement>(_ version: Int16, compact: Bool) throws(DecodeError) -> [T]
    {
        guard let elements: [T] = try nullableArray(version, compact: compact) else {
            throw .unexpectedNull
        }
        return elements
    }

    mutating func nullableArray<T: WireElement>(
        _ version: Int16, compact: Bool, allowed: Bool = true
    ) throws(DecodeError) -> [T]? {
        let size = T.minimumSize
        let read =
            compact
            ? try compactArrayCount(minimumSize: size) : try arrayCount(minimumSize: size)
        guard let count = read else {
            guard allowed else { throw .unexpectedNull }
            return nil
        }
        var elements: [T] = []
        elements.reserveCapacity(firstCapacity(count, stride: MemoryLayout<T>.stride))
        for _ in 0..<count {
            elements.append(try T(from: &self, version: version))
        }
        return elements
    }

    mutating func strings(compact: Bool) throws(DecodeError) -> [String] {
        guard let strings = try nullableStrings(compact: compact) else { throw .unexpectedNull }
        return strings
    }

    mutating func nullableStrings(
        compact: Bool, allowed: Bool = true
    ) throws(DecodeError) -> [String]? {
        let read =
            compact ? try compactArrayCount(minimumSize: 1) : try arrayCount(minimumSize: 2)
        guard let count = read else {
            guard allowed else { throw .unexpectedNull }
            return nil
        }
        var strings: [String] = []
        strings.reserveCapacity(firstCapacity(count, stride: MemoryLayout<String>.stride))
        for _ in 0..<count {
            strings.append(try string(compact: compact))
        }
        return strings
    }

    /// A structure behind a mark of its presence: a signed byte, or an unsigned varint in a tagged
    /// field.
    mutating func nullableStructure<T: WireElement>(
        _ version: Int16, tagged: Bool
    ) throws(DecodeError) -> T? {
        let isPresent = tagged ? try unsignedVarint() != 0 : try int8() >= 0
        return isPresent ? try T(from: &self, version: version) : nil
    }
}
