import Bytes
import KafkaModel

/// The first 17 bytes of a batch, which have the same places in every magic: enough to find the next
/// batch and to know how to read this one.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 8 | base offset (magic 2), or offset of the (last) message (magic 0 and 1) |
/// | 8 | 4 | bytes that follow this field |
/// | 16 | 1 | magic |
package struct BatchPrefix: Equatable, Sendable {
    /// Bytes of offset and size, which the size does not count (Kafka's log overhead).
    package static let overhead = 12
    /// Bytes needed to read a prefix.
    package static let size = 17
    /// The smallest valid value of the size field: an empty message of magic 0.
    package static let minimumSizeField: Int32 = 14

    package let offset: Offset
    /// The whole batch in bytes, overhead included; at least 26.
    package let sizeInBytes: Int
    package let magic: Int8

    /// Reads the prefix at the start of `bytes`; `nil` if there are fewer than 17 bytes.
    ///
    /// Throws ``RecordError/sizeTooSmall(_:)`` or ``RecordError/unknownMagic(_:)``: bytes that can
    /// never become a batch, however many follow.
    package init?(_ bytes: SharedBytes) throws(RecordError) {
        guard bytes.count >= Self.overhead else { return nil }
        let size = bytes.bigEndian(Int32.self, at: 8)
        guard size >= Self.minimumSizeField else { throw .sizeTooSmall(size) }
        guard bytes.count >= Self.size else { return nil }
        let magic = bytes.bigEndian(Int8.self, at: 16)
        guard (0...2).contains(magic) else { throw .unknownMagic(magic) }
        offset = Offset(bytes.bigEndian(Int64.self, at: 0))
        sizeInBytes = Self.overhead + Int(size)
        self.magic = magic
    }
}
