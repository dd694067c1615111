/// The hash by which Kafka's producers spread keys over partitions: 32-bit murmur2 with Kafka's seed.
package enum Murmur2 {
    package static func hash(_ key: some Collection<UInt8>) -> Int32 {
        let multiplier: UInt32 = 0x5BD1_E995
        var hash: UInt32 = 0x9747_B28C ^ UInt32(truncatingIfNeeded: key.count)
        var word: UInt32 = 0
        var width: UInt32 = 0
        for byte in key {
            word |= UInt32(byte) << (8 * width)
            width += 1
            guard width == 4 else { continue }
            word = word &* multiplier
            word ^= word >> 24
            word = word &* multiplier
            hash = (hash &* multiplier) ^ word
            word = 0
            width = 0
        }
        if width > 0 { hash = (hash ^ word) &* multiplier }
        hash ^= hash >> 13
        hash = hash &* multiplier
        hash ^= hash >> 15
        return Int32(bitPattern: hash)
    }

    /// The partition, of `partitionCount` (at least 1), for a record with this key.
    package static func partition(for key: some Collection<UInt8>, count partitionCount: Int32)
        -> Int32
    {
        precondition(partitionCount > 0)
        return (hash(key) & .max) % partitionCount
    }
}
