import Bytes

/// Why a block was not compressed or decompressed.
package enum CompressionError: Error, Equatable, Sendable {
    /// The output would be longer than the caller allows: the guard against a small block that
    /// unpacks to gigabytes.
    case outputLimitExceeded(limit: Int)
    /// The compressed bytes end too early.
    case truncated
    /// The bytes are not of this codec; the text says where.
    case corrupt(StaticDescription)
    /// A part of the codec's format that is refused, as Kafka's reader refuses it.
    case unsupported(StaticDescription)
    /// The codec library failed without blaming the input (out of memory).
    case libraryFailure(code: Int)
}

extension CompressionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .outputLimitExceeded(let limit): "unpacks to more than \(limit) bytes"
        case .truncated: "the compressed bytes end too early"
        case .corrupt(let what): "corrupt: \(what)"
        case .unsupported(let what): "not supported: \(what)"
        case .libraryFailure(let code): "the codec failed with code \(code)"
        }
    }
}
