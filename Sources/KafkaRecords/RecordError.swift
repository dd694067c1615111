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

extension RecordError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sizeTooSmall(let size): "a batch of \(size) bytes is none"
        case .unknownMagic(let magic): "unknown format \(magic)"
        case .truncated: "the bytes end before the batch does"
        case .batchTooSmall(let size): "\(size) bytes are less than the header of a batch"
        case .checksumMismatch: "the checksum does not match"
        case .invalidRecord(let what): "invalid record: \(what)"
        case .invalidVariableLengthInteger: "a variable-length integer is too long"
        case .unknownCodec(let codec): "unknown codec \(codec)"
        case .undecompressible(let error): "cannot be decompressed: \(error)"
        }
    }
}
