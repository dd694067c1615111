import Bytes
import CZlib

/// The CRC-32 of IEEE 802.3, which guards messages of magic 0 and 1 and gzip members.
package enum Checksum32 {
    package static func of(_ bytes: SharedBytes) -> UInt32 {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return UInt32(
                truncatingIfNeeded: crc32_z(
                    0, start.assumingMemoryBound(to: UInt8.self), buffer.count))
        }
    }
}
