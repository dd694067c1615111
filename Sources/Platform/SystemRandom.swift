import CLinux

/// The kernel's random numbers.
package struct SystemRandom: RandomSource {
    package init() {}

    package func next() -> UInt64 {
        var bits: UInt64 = 0
        let result = needletail_random_bytes(&bits, MemoryLayout<UInt64>.size)
        precondition(result == 0, "the kernel has no random numbers")
        return bits
    }
}
