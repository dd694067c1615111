/// Big-endian fields at fixed places, for views of headers that are read and patched in place.
/// Every access is checked against the slice.
extension SharedBytes {
    @inlinable
    @inline(__always)
    package func bigEndian<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, at position: Int) -> T
    {
        precondition(position >= 0 && position <= count - MemoryLayout<T>.size)
        return T(
            bigEndian: UnsafeRawPointer(storage.base)
                .loadUnaligned(fromByteOffset: offset + position, as: T.self))
    }

    /// Overwrites a field in place. Only for the one holder of the slice (see ``ByteStorage``).
    @inlinable
    @inline(__always)
    package func store<T: FixedWidthInteger & BitwiseCopyable>(bigEndian value: T, at position: Int)
    {
        precondition(position >= 0 && position <= count - MemoryLayout<T>.size)
        storage.base.storeBytes(
            of: value.bigEndian, toByteOffset: offset + position, as: T.self)
    }
}
