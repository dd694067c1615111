/// A point of the clock that never runs backwards. Only differences mean anything.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    @inlinable package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    @inlinable package static func < (a: MonotonicTime, b: MonotonicTime) -> Bool {
        a.nanoseconds < b.nanoseconds
    }

    package static func + (time: MonotonicTime, delay: Duration) -> MonotonicTime {
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(delay.wholeNanoseconds)
        return MonotonicTime(nanoseconds: overflow ? .max : sum)
    }

    package static func - (a: MonotonicTime, b: MonotonicTime) -> Duration {
        .nanoseconds(a.nanoseconds &- b.nanoseconds)
    }

    package static let distantFuture = MonotonicTime(nanoseconds: .max)
}

extension Duration {
    /// The whole duration in nanoseconds, held to the range of Int64 (292 years).
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    package var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
}

/// The clocks of the world. One of the five ports through which the world enters the program; the
/// others are ``RandomSource``, ``FileSystem``, `Transport` and `ZooKeeper`.
package protocol TimeSource: Sendable {
    func monotonic() -> MonotonicTime
    /// Milliseconds since 1970-01-01 UTC: the unit of record timestamps.
    func wallMilliseconds() -> Int64
    /// Suspends the task until `time`; returns at once if it has passed.
    func sleep(until time: MonotonicTime) async throws(CancellationError)
}

extension TimeSource {
    package func sleep(for delay: Duration) async throws(CancellationError) {
        try await sleep(until: monotonic() + delay)
    }
}
