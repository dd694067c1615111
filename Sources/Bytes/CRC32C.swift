import CLinux

/// The Castagnoli checksum that guards record batches (magic 2) and producer snapshots.
package enum CRC32C {
    /// The checksum of `bytes`, continuing from `previous` (0 at the start).
    @inlinable
    package static func checksum(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0)
        -> UInt32
    {
        needletail_crc32c(previous, bytes.baseAddress, bytes.count)
    }

    package static func checksum(_ bytes: SharedBytes) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0) }
    }
}
