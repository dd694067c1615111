/// Kafka's hash of a text and what it makes of it: which partition of an internal topic keeps a group
/// or a transaction.
package enum JavaHash {
    /// The hash of Java's `String`: a polynomial with factor 31 over UTF-16 units, in 32 wrapping bits.
    package static func of(_ text: String) -> Int32 {
        var hash: Int32 = 0
        for unit in text.utf16 {
            hash = (hash &* 31) &+ Int32(unit)
        }
        return hash
    }

    /// Kafka's absolute value: the smallest integer, which has none, becomes 0.
    package static func absolute(_ value: Int32) -> Int32 {
        value == .min ? 0 : abs(value)
    }

    /// The partition, of `partitionCount` (at least 1), that keeps the group or transaction `id`.
    package static func partition(of id: String, count partitionCount: Int32) -> Int32 {
        precondition(partitionCount > 0)
        return absolute(of(id)) % partitionCount
    }
}
