import Bytes
import Compression

extension FuzzTarget {
    /// Each codec: what clients compressed, and what the broker compresses itself.
    static let codecTargets = CompressionType.allCases.filter { $0 != .none }.map { codec in
        FuzzTarget(codec.name) { input in
            let limit = 1 << 14
            if let output = try? codec.decompress(input, limit: limit) {
                precondition(output.count <= limit, "\(output.count) bytes instead of \(limit)")
            }
            guard let compressed = try? codec.compress(input) else {
                preconditionFailure("\(codec) does not compress")
            }
            guard let again = try? codec.decompress(compressed, limit: max(input.count, 1)) else {
                preconditionFailure("\(codec) does not read what it wrote")
            }
            requireEqual(input.array, again.array, "\(codec)")
        }
    }
}
