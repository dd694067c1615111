import Glibc

/// A block of memory that slices share: the bytes of a frame, a batch or a file read.
///
/// The owner fills it once; after the first ``SharedBytes`` slice has been handed out, only the part
/// of the program that received a slice exclusively may still write to it (the log patches the base
/// offset of a batch in place). Freed with the last reference.
// Sendable because the pointer and capacity never change and every writer has, by the rule above,
// the only reference to the bytes that it writes.
@usableFromInline
package final class ByteStorage: @unchecked Sendable {
    @usableFromInline package let base: UnsafeMutableRawPointer
    @usableFromInline package let capacity: Int

    /// Uninitialised memory of `capacity` bytes. The caller has bounded `capacity` before.
    package init(capacity: Int) {
        precondition(capacity >= 0, "negative capacity")
        self.capacity = capacity
        self.base = UnsafeMutableRawPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
    }

    package static let empty = ByteStorage(capacity: 0)

    deinit {
        base.deallocate()
    }
}
