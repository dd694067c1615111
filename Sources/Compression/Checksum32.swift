import Bytes
import CZlib

/// The CRC-32 of IEEE 802.3, which guards messages of magic 0 and 1 and gzip members.
package enum Checksum32 {
    package static func of(_ bytes: SharedBytes) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0) }
    }

    /// The checksum of `bytes`, continuing from `previous` (0 at the start).
    package static func checksum(
        _ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0
    ) -> UInt32 {
        guard let start = bytes.baseAddress else { return previous }
        return UInt32(
            truncatingIfNeeded: crc32_z(
                UInt(previous), start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
}
