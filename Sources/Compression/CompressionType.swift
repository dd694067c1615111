import Bytes

/// How the records of a batch are compressed: the number in bits 0–2 of the batch's attributes.
package enum CompressionType: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4

    /// The name used in `compression.type`.
    package var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }

    package var description: String { name }

    /// The codec of that name; `uncompressed` is another name of ``none``.
    package init?(name: String) {
        if name == "uncompressed" {
            self = .none
        } else if let found = Self.allCases.first(where: { $0.name == name }) {
            self = found
        } else {
            return nil
        }
    }
}

extension CompressionType {
    /// `input` compressed as magic 2 batches carry it. `level` is the codec's own measure; `nil` is
    /// its default, and snappy has none.
    package func compress(_ input: SharedBytes, level: Int32? = nil)
        throws(CompressionError) -> SharedBytes
    {
        switch self {
        case .none: input
        case .gzip: try Gzip.compress(input, level: level ?? -1)
        case .snappy: try Snappy.compress(input)
        case .lz4: try LZ4Frame.compress(input, level: level ?? LZ4Frame.defaultLevel)
        case .zstd: try Zstandard.compress(input, level: level ?? Zstandard.defaultLevel)
        }
    }

    /// The content of `input`; throws ``CompressionError/outputLimitExceeded(limit:)`` where it is
    /// longer than `limit` bytes. For ``none`` the input itself, whatever its length.
    package func decompress(_ input: SharedBytes, limit: Int)
        throws(CompressionError) -> SharedBytes
    {
        switch self {
        case .none: input
        case .gzip: try Gzip.decompress(input, limit: limit)
        case .snappy: try Snappy.decompress(input, limit: limit)
        case .lz4: try LZ4Frame.decompress(input, limit: limit)
        case .zstd: try Zstandard.decompress(input, limit: limit)
        }
    }
}
