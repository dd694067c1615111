import Bytes
import Compression

/// Why bytes are not records. Thrown by readers of this module; the broker maps it to an error code.
package enum RecordError: Error, Equatable, Sendable {
    /// The size field of a batch is below the smallest possible one (14). Framing is lost: nothing
    /// behind this position can be trusted.
    case sizeTooSmall(Int32)
    /// The magic byte is not 0, 1 or 2. Framing is lost.
    case unknownMagic(Int8)
    /// The bytes end before the batch does.
    case truncated
    /// The batch is smaller than the header that its magic demands (61, 34 or 26 bytes).
    case batchTooSmall(Int)
    /// The stored checksum is not that of the bytes.
    case checksumMismatch
    /// A record breaks the format: a length, a count or an offset that cannot be.
    case invalidRecord(StaticDescription)
    /// A variable-length integer with too many bytes.
    case invalidVariableLengthInteger
    /// The codec number in the attributes is unknown, or not allowed for the batch's magic.
    case unknownCodec(UInt8)
    /// The compressed block cannot be read.
    case undecompressible(CompressionError)
}
