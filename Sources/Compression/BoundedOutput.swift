import Bytes

/// The memory that a decompressor fills: grows by doubling and never beyond the caller's limit.
struct BoundedOutput {
    private(set) var storage: ByteStorage
    private(set) var count = 0
    let limit: Int

    /// Longest content ever held: one byte more than the limit, so that a stream which ends exactly
    /// at the limit still has room to say so.
    private var ceiling: Int { limit &+ 1 }

    /// `expected` is a guess at the final length; memory is only taken for it within the limit.
    init(expected: Int, limit: Int) {
        self.limit = min(max(limit, 0), Int(Int32.max))
        storage = ByteStorage(capacity: min(max(expected, 512), self.limit &+ 1))
    }

    var free: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: storage.base + count, count: storage.capacity - count)
    }

    /// Makes room for at least `more` bytes.
    mutating func reserve(_ more: Int) throws(CompressionError) {
        guard more <= ceiling - count else { throw .outputLimitExceeded(limit: limit) }
        guard storage.capacity - count < more else { return }
        let larger = ByteStorage(
            capacity: min(ceiling, max(count + more, storage.capacity &* 2)))
        larger.base.copyMemory(from: storage.base, byteCount: count)
        storage = larger
    }

    /// Notes that `length` bytes of ``free`` have been filled.
    mutating func advance(_ length: Int) {
        precondition(length >= 0 && length <= storage.capacity - count)
        count += length
    }

    mutating func append(_ source: UnsafeRawBufferPointer) throws(CompressionError) {
        try reserve(source.count)
        if let start = source.baseAddress {
            (storage.base + count).copyMemory(from: start, byteCount: source.count)
        }
        count += source.count
    }

    func finish() throws(CompressionError) -> SharedBytes {
        guard count <= limit else { throw .outputLimitExceeded(limit: limit) }
        return SharedBytes(storage, offset: 0, count: count)
    }
}
