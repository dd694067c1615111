/// A slice of a ``ByteStorage``, passed up through the layers without copying.
///
/// Equality and hashing are by content.
@frozen
@usableFromInline
package struct SharedBytes: Sendable {
    @usableFromInline package let storage: ByteStorage
    /// Position of the first byte in `storage`.
    @usableFromInline package let offset: Int
    @usableFromInline package let count: Int

    @inlinable
    package init(_ storage: ByteStorage, offset: Int, count: Int) {
        precondition(offset >= 0 && count >= 0 && offset <= storage.capacity - count)
        self.storage = storage
        self.offset = offset
        self.count = count
    }

    /// A slice of its own memory that holds a copy of `bytes`.
    package init(copying bytes: some Collection<UInt8>) {
        let storage = ByteStorage(capacity: bytes.count)
        let target = UnsafeMutableRawBufferPointer(start: storage.base, count: bytes.count)
        target.copyBytes(from: bytes)
        self.init(storage, offset: 0, count: bytes.count)
    }

    package init(copying bytes: UnsafeRawBufferPointer) {
        let storage = ByteStorage(capacity: bytes.count)
        if let source = bytes.baseAddress {
            storage.base.copyMemory(from: source, byteCount: bytes.count)
        }
        self.init(storage, offset: 0, count: bytes.count)
    }

    package static let empty = SharedBytes(.empty, offset: 0, count: 0)

    @inlinable package var isEmpty: Bool { count == 0 }

    /// The bytes `[start, start + length)` of this slice. Both are within `0...count`.
    @inlinable
    package func slice(from start: Int, count length: Int) -> SharedBytes {
        precondition(start >= 0 && length >= 0 && start <= count - length)
        return SharedBytes(storage, offset: offset + start, count: length)
    }

    @inlinable
    package func withUnsafeBytes<R, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: storage.base + offset, count: count))
    }

    /// Write access for the one holder of the slice; see ``ByteStorage`` for who that may be.
    @inlinable
    package func withUnsafeMutableBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeMutableRawBufferPointer(start: storage.base + offset, count: count))
    }

    /// A copy as an array, for small values that outlive their frame.
    package var array: [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }
}

extension SharedBytes: Hashable {
    @usableFromInline package static func == (left: SharedBytes, right: SharedBytes) -> Bool {
        left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
    }

    @usableFromInline package func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
