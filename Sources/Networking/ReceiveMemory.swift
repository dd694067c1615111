import Bytes

/// Blocks of memory for receiving, shared by the connections of one loop.
///
/// A block that was handed out and to which nobody refers any more serves again, warm in the
/// processor's cache.
// Sendable because after its creation it is only used on the loop to which it belongs.
package final class ReceiveMemory: @unchecked Sendable {
    /// What one read of a socket may fill: some typical requests, and small enough to stay cached.
    package static let blockSize = 128 * 1024
    /// Blocks larger than this are not kept.
    private static let largestKept = 2 * 1024 * 1024
    /// Bytes kept in all, so that an idle loop holds little: eight large frames under way.
    private static let bytesKept = 16 * 1024 * 1024

    private var kept: [ByteStorage] = []
    private var keptBytes = 0

    package init() {}

    /// At least `size` bytes that nobody else refers to.
    func take(_ size: Int) -> ByteStorage {
        for index in kept.indices.reversed()
        where kept[index].capacity >= size && kept[index].capacity <= max(2 * size, Self.blockSize)
        {
            guard isKnownUniquelyReferenced(&kept[index]) else { continue }
            keptBytes -= kept[index].capacity
            let last = kept.count - 1
            kept.swapAt(index, last)
            return kept.removeLast()
        }
        return ByteStorage(capacity: size)
    }

    /// Keeps a block for later. Slices of it may still be in use.
    func give(_ storage: ByteStorage) {
        guard storage.capacity >= Self.blockSize, storage.capacity <= Self.largestKept else {
            return
        }
        while keptBytes + storage.capacity > Self.bytesKept {
            keptBytes -= kept.removeFirst().capacity
        }
        keptBytes += storage.capacity
        kept.append(storage)
    }
}
