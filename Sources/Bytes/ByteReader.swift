/// A bounds-checked cursor over big-endian bytes.
///
/// Every read either moves past the value and returns it, or throws and leaves the position
/// undefined: a reader that threw is done. Lengths and counts are compared with the bytes that remain
/// before any memory is taken for them.
@frozen
@usableFromInline
package struct ByteReader {
    @usableFromInline package let storage: ByteStorage
    @usableFromInline package let base: UnsafeRawPointer
    @usableFromInline package let start: Int
    @usableFromInline package let end: Int
    @usableFromInline package var at: Int

    @inlinable
    package init(_ bytes: SharedBytes) {
        storage = bytes.storage
        base = UnsafeRawPointer(bytes.storage.base)
        start = bytes.offset
        at = bytes.offset
        end = bytes.offset + bytes.count
    }

    /// Reads a copy of `bytes`.
    package init(copying bytes: [UInt8]) {
        self.init(SharedBytes(copying: bytes))
    }

    /// Bytes read so far.
    @inlinable package var position: Int { at - start }
    /// Bytes not read yet.
    @inlinable package var remaining: Int { end - at }
    @inlinable package var isAtEnd: Bool { at == end }

    @inlinable
    package mutating func take(_ count: Int) throws(DecodeError) -> Int {
        let here = at
        guard count >= 0 else { throw .invalidLength }
        guard end &- here >= count else { throw .truncated }
        at = here &+ count
        return here
    }

    @inlinable
    package mutating func integer<T: FixedWidthInteger>(_: T.Type) throws(DecodeError) -> T {
        let here = try take(MemoryLayout<T>.size)
        return T(bigEndian: base.loadUnaligned(fromByteOffset: here, as: T.self))
    }

    @inlinable package mutating func int8() throws(DecodeError) -> Int8 { try integer(Int8.self) }
    @inlinable package mutating func uint8() throws(DecodeError) -> UInt8 {
        try integer(UInt8.self)
    }
    @inlinable package mutating func int16() throws(DecodeError) -> Int16 {
        try integer(Int16.self)
    }
    @inlinable package mutating func uint16() throws(DecodeError) -> UInt16 {
        try integer(UInt16.self)
    }
    @inlinable package mutating func int32() throws(DecodeError) -> Int32 {
        try integer(Int32.self)
    }
    @inlinable package mutating func uint32() throws(DecodeError) -> UInt32 {
        try integer(UInt32.self)
    }
    @inlinable package mutating func int64() throws(DecodeError) -> Int64 {
        try integer(Int64.self)
    }
    @inlinable package mutating func float64() throws(DecodeError) -> Double {
        Double(bitPattern: try integer(UInt64.self))
    }
    /// Any non-zero byte is true, as Kafka reads it.
    @inlinable package mutating func bool() throws(DecodeError) -> Bool { try uint8() != 0 }

    /// Base-128, least significant group first, at most five bytes; surplus high bits are dropped.
    @inlinable
    package mutating func unsignedVarint() throws(DecodeError) -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while shift < 35 {
            let byte = try uint8()
            value |= UInt32(truncatingIfNeeded: byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw .invalidVariableLengthInteger
    }

    /// Zig-zag coded ``unsignedVarint()``.
    @inlinable
    package mutating func varint() throws(DecodeError) -> Int32 {
        let value = try unsignedVarint()
        return Int32(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
    }

    /// Base-128 zig-zag 64-bit integer of at most ten bytes.
    @inlinable
    package mutating func varlong() throws(DecodeError) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 70 {
            let byte = try uint8()
            value |= UInt64(truncatingIfNeeded: byte & 0x7F) << shift
            if byte & 0x80 == 0 {
                return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
            }
            shift += 7
        }
        throw .invalidVariableLengthInteger
    }

    /// A count read from the wire, refused unless that many elements of at least `minimumSize` bytes
    /// could still follow. `nil` stands for the null array (-1).
    @inlinable
    package mutating func arrayCount(minimumSize: Int = 1) throws(DecodeError) -> Int? {
        // In two steps: a nonmutating call would look at the reader as it was before the count.
        let count = Int(try int32())
        return try bounded(count, minimumSize: minimumSize)
    }

    /// ``arrayCount(minimumSize:)`` in the compact form: the count plus one, 0 for null.
    @inlinable
    package mutating func compactArrayCount(minimumSize: Int = 1) throws(DecodeError) -> Int? {
        let count = Int(try unsignedVarint()) - 1
        return try bounded(count, minimumSize: minimumSize)
    }

    @inlinable
    func bounded(_ count: Int, minimumSize: Int) throws(DecodeError) -> Int? {
        if count == -1 { return nil }
        guard count >= 0, count <= remaining / max(minimumSize, 1) else { throw .invalidLength }
        return count
    }

    /// `count` bytes without copying.
    @inlinable
    package mutating func bytes(_ count: Int) throws(DecodeError) -> SharedBytes {
        let here = try take(count)
        return SharedBytes(storage, offset: here, count: count)
    }

    /// `count` bytes as text.
    package mutating func text(_ count: Int) throws(DecodeError) -> String {
        let here = try take(count)
        let buffer = UnsafeRawBufferPointer(start: base + here, count: count)
        guard let text = String(validating: buffer, as: UTF8.self) else { throw .invalidText }
        return text
    }

    @inlinable
    package mutating func skip(_ count: Int) throws(DecodeError) {
        _ = try take(count)
    }
}
