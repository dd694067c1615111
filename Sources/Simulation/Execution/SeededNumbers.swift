import Platform

/// Random numbers that are the same in every run with the same seed: SplitMix64.
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// True once in `times` on average.
    package mutating func once(in times: Int) -> Bool { below(times) == 0 }

    package mutating func duration(_ range: ClosedRange<Duration>) -> Duration {
        .nanoseconds(
            Int64.random(
                in: range.lowerBound.wholeNanoseconds...range.upperBound.wholeNanoseconds,
                using: &self))
    }
}

/// ``SeededNumbers`` for the simulated programs.
package final class SeededSource: RandomSource {
    private let numbers: Lock<SeededNumbers>

    package init(seed: UInt64) { numbers = Lock(SeededNumbers(seed: seed)) }

    package func next() -> UInt64 { numbers.withLock { $0.next() } }
}
