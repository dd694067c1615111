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
