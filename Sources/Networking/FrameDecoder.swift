import Bytes

/// Cuts a stream of bytes into frames: a length of four bytes, big-endian, then as many bytes.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 4 | length of the rest; not negative, at most the limit |
/// | 4 | length | content |
///
/// Bytes are received into a block shared by many small frames, which become slices of it without
/// being copied. A frame that does not fit in there is *assembled*: it gets memory of its own, into
/// which the rest is received directly. When the socket has nothing more, an unfinished frame moves
/// into memory of its own too and the block goes back, so that idle connections hold no blocks.
///
/// Memory of an announced frame is not touched before its bytes arrive: up to ``trustedSize`` it is
/// reserved at once, beyond that it doubles as the bytes come.
package struct FrameDecoder {
    /// Frames up to this size get their memory in one piece when their length is known. Larger than
    /// the largest batch that brokers accept by default.
    static let trustedSize = 2 * 1024 * 1024
    private static let lengthSize = 4

    /// A frame whose bytes are received into memory of its own.
    private struct Assembly {
        var storage: ByteStorage
        var filled: Int
        let total: Int
    }

    private let maximumSize: Int
    private let memory: ReceiveMemory

    private var block: ByteStorage?
    /// Bytes of the block that have been cut into frames, and that have been received.
    private var start = 0
    private var end = 0
    private var assembly: Assembly?
    /// The next frame is too large for the block, and was not to get memory of its own yet.
    private(set) var needsMemory = false
    /// The first bytes of a length, when the connection rests in the middle of it.
    private var partialLength: (bytes: UInt32, count: Int) = (0, 0)

    /// `maximumSize` is the largest length of a frame's content.
    package init(maximumSize: Int, memory: ReceiveMemory) {
        self.maximumSize = maximumSize
        self.memory = memory
    }

    /// Where the next bytes go; never empty.
    package mutating func space() -> UnsafeMutableRawBufferPointer {
        if var assembly {
            if assembly.filled == assembly.storage.capacity {
                grow(&assembly)
                self.assembly = assembly
            }
            return UnsafeMutableRawBufferPointer(
                start: assembly.storage.base + assembly.filled,
                count: min(assembly.storage.capacity, assembly.total) - assembly.filled)
        }
        let block = roomyBlock()
        return UnsafeMutableRawBufferPointer(
            start: block.base + end, count: block.capacity - end)
    }

    /// The first `count` bytes of ``space()`` have been filled.
    package mutating func filled(_ count: Int) {
        if assembly != nil {
            assembly?.filled += count
        } else {
            end += count
        }
    }

    /// Bytes that an unfinished frame has as memory of its own.
    var assembledBytes: Int { assembly?.storage.capacity ?? 0 }

    /// The next complete frame's content, if there is one. Without `mayAssemble`, a large frame is not
    /// begun: then ``needsMemory`` is true. Throws for a length out of range, after which the stream is
    /// of no further use.
    package mutating func next(mayAssemble: Bool = true) throws(FrameError) -> SharedBytes? {
        needsMemory = false
        if let assembly {
            guard assembly.filled == assembly.total else { return nil }
            self.assembly = nil
            memory.give(assembly.storage)
            return SharedBytes(assembly.storage, offset: 0, count: assembly.total)
        }
        guard let block, end - start >= Self.lengthSize else { return nil }
        let length = Int(
            Int32(bigEndian: block.base.loadUnaligned(fromByteOffset: start, as: Int32.self)))
        guard length >= 0 else { throw .negativeLength(length) }
        guard length <= maximumSize else { throw .tooLarge(length, limit: maximumSize) }
        let available = end - start - Self.lengthSize
        if available >= length {
            let content = SharedBytes(block, offset: start + Self.lengthSize, count: length)
            start += Self.lengthSize + length
            return content
        }
        if length > block.capacity / 2 {
            if mayAssemble { assemble(length, from: block) } else { needsMemory = true }
        }
        return nil
    }

    /// The socket has nothing more for now: gives back what a resting connection does not need.
    package mutating func rest() throws(FrameError) {
        guard let block else { return }
        if end - start >= Self.lengthSize {
            let length = Int(
                Int32(bigEndian: block.base.loadUnaligned(fromByteOffset: start, as: Int32.self)))
            guard length >= 0 else { throw .negativeLength(length) }
            guard length <= maximumSize else { throw .tooLarge(length, limit: maximumSize) }
            assemble(length, from: block)
        } else {
            partialLength = (0, end - start)
            withUnsafeMutableBytes(of: &partialLength.bytes) { target in
                target.copyMemory(
                    from: UnsafeRawBufferPointer(start: block.base + start, count: end - start))
            }
        }
        releaseBlock()
    }

    /// Starts memory of its own for the unfinished frame at `start`.
    private mutating func assemble(_ length: Int, from block: ByteStorage) {
        let available = end - start - Self.lengthSize
        let first = min(length, max(Self.trustedSize, 2 * available))
        let storage =
            first > ReceiveMemory.blockSize / 2
            ? memory.take(first) : ByteStorage(capacity: first)
        storage.base.copyMemory(
            from: block.base + start + Self.lengthSize, byteCount: available)
        assembly = Assembly(storage: storage, filled: available, total: length)
        start = end
        releaseBlock()
    }

    private mutating func releaseBlock() {
        if let block { memory.give(block) }
        block = nil
        start = 0
        end = 0
    }

    private func grow(_ assembly: inout Assembly) {
        let storage = ByteStorage(capacity: min(assembly.total, assembly.storage.capacity * 2))
        storage.base.copyMemory(from: assembly.storage.base, byteCount: assembly.filled)
        assembly.storage = storage
    }

    /// The block with room for more than a few bytes. Moves the unfinished frame to the front, of a
    /// fresh block if slices of this one may be in use.
    private mutating func roomyBlock() -> ByteStorage {
        if start == end, isKnownUniquelyReferenced(&block) {
            start = 0
            end = 0
        }
        if let block, block.capacity - end >= block.capacity / 4 { return block }
        guard let old = block else {
            let fresh = memory.take(ReceiveMemory.blockSize)
            restorePartialLength(fresh)
            block = fresh
            return fresh
        }
        let rest = end - start
        memory.give(old)
        let fresh = memory.take(ReceiveMemory.blockSize)
        fresh.base.copyMemory(from: old.base + start, byteCount: rest)
        block = fresh
        start = 0
        end = rest
        return fresh
    }

    private mutating func restorePartialLength(_ block: ByteStorage) {
        withUnsafeBytes(of: partialLength.bytes) { bytes in
            block.base.copyMemory(
                from: bytes.baseAddress ?? UnsafeRawPointer(block.base),
                byteCount: partialLength.count)
        }
        start = 0
        end = partialLength.count
        partialLength = (0, 0)
    }
}

/// Why a stream of frames is broken.
package enum FrameError: Error, Equatable, Sendable, CustomStringConvertible {
    case negativeLength(Int)
    case tooLarge(Int, limit: Int)

    package var description: String {
        switch self {
        case .negativeLength(let length): "frame with a negative length of \(length)"
        case .tooLarge(let length, let limit):
            "frame of \(length) bytes, more than the limit of \(limit)"
        }
    }
}
