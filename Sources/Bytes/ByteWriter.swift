/// A growing output of big-endian values.
///
/// Small payloads are copied; file regions are kept as references and recorded with the position at
/// which they belong, so that a response is a few runs of memory and a few regions (``chunks()``).
@usableFromInline
package struct ByteWriter: ~Copyable {
    @usableFromInline package private(set) var storage: ByteStorage
    @usableFromInline package private(set) var length = 0
    private var regions: [(position: Int, region: any ByteRegion)] = []
    private var regionBytes = 0

    package init(capacity: Int = 256) {
        storage = ByteStorage(capacity: capacity)
    }

    /// Bytes written so far, file regions included.
    package var count: Int { length + regionBytes }

    @usableFromInline
    package mutating func reserve(_ more: Int) {
        let needed = length + more
        guard needed > storage.capacity else { return }
        let larger = ByteStorage(capacity: max(needed, storage.capacity * 2, 64))
        larger.base.copyMemory(from: storage.base, byteCount: length)
        storage = larger
    }

    @inlinable
    package mutating func integer<T: FixedWidthInteger>(_ value: T) {
        let size = MemoryLayout<T>.size
        if storage.capacity &- length < size { reserve(size) }
        storage.base.storeBytes(of: value.bigEndian, toByteOffset: length, as: T.self)
        advance(size)
    }

    @usableFromInline
    package mutating func advance(_ count: Int) {
        length += count
    }

    @inlinable package mutating func int8(_ value: Int8) { integer(value) }
    @inlinable package mutating func uint8(_ value: UInt8) { integer(value) }
    @inlinable package mutating func int16(_ value: Int16) { integer(value) }
    @inlinable package mutating func uint16(_ value: UInt16) { integer(value) }
    @inlinable package mutating func int32(_ value: Int32) { integer(value) }
    @inlinable package mutating func uint32(_ value: UInt32) { integer(value) }
    @inlinable package mutating func int64(_ value: Int64) { integer(value) }
    @inlinable package mutating func float64(_ value: Double) { integer(value.bitPattern) }
    @inlinable package mutating func bool(_ value: Bool) { integer(UInt8(value ? 1 : 0)) }

    package mutating func unsignedVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            uint8(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        uint8(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func varint(_ value: Int32) {
        unsignedVarint(UInt32(bitPattern: (value << 1) ^ (value >> 31)))
    }

    package mutating func varlong(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            uint8(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        uint8(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func bytes(_ source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress, source.count > 0 else { return }
        reserve(source.count)
        (storage.base + length).copyMemory(from: start, byteCount: source.count)
        length += source.count
    }

    package mutating func bytes(_ source: SharedBytes) {
        reserve(source.count)
        source.withUnsafeBytes { bytes($0) }
    }

    package mutating func bytes(_ source: [UInt8]) {
        source.withUnsafeBytes { bytes($0) }
    }

    /// The UTF-8 bytes of `text`, without a length.
    package mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    /// Bytes are copied, a region is only noted.
    package mutating func payload(_ payload: Payload) {
        switch payload {
        case .bytes(let source):
            bytes(source)
        case .region(let region):
            guard region.count > 0 else { return }
            regions.append((length, region))
            regionBytes += region.count
        }
    }

    /// Overwrites four bytes written before, for lengths known only afterwards.
    /// `position` counts bytes in memory (``memoryPosition``).
    package mutating func patch(_ value: Int32, at position: Int) {
        precondition(position >= 0 && position <= length - 4)
        storage.base.storeBytes(of: value.bigEndian, toByteOffset: position, as: Int32.self)
    }

    /// Where the next byte goes in memory, for ``patch(_:at:)``.
    package var memoryPosition: Int { length }

    /// The output as one slice. Only for output without regions.
    package consuming func finish() -> SharedBytes {
        precondition(regions.isEmpty, "output with file regions has no single slice")
        return SharedBytes(storage, offset: 0, count: length)
    }

    /// The output in order: runs of memory and file regions.
    package consuming func chunks() -> [Payload] {
        var result: [Payload] = []
        result.reserveCapacity(regions.count * 2 + 1)
        var from = 0
        for (position, region) in regions {
            if position > from {
                result.append(.bytes(SharedBytes(storage, offset: from, count: position - from)))
            }
            result.append(.region(region))
            from = position
        }
        if length > from || result.isEmpty {
            result.append(.bytes(SharedBytes(storage, offset: from, count: length - from)))
        }
        return result
    }
}
