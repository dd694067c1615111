import Platform

/// Keeps the reads and writes of all cleanings under a rate. Pure: the caller waits.
///
/// Each stretch of work is paid for behind the ones before it, so that threads share the rate, and a
/// pause earns nothing. Source: Kafka's `Throttler`.
struct CleanerThrottle: Equatable, Sendable {
    /// Until when the work done so far lasts at the rate.
    private var paid = MonotonicTime(nanoseconds: .min)

    /// Notes work of `bytes` that is done at `now`. Returns when the next may begin.
    mutating func note(_ bytes: Int, at now: MonotonicTime, rate: Double) -> MonotonicTime {
        guard rate > 0 else { return now }
        let cost = Double(bytes) / rate
        // A century is as good as for ever, and no number of nanoseconds overflows.
        paid = max(paid, now) + .seconds(min(cost, Self.longest))
        return paid
    }

    private static let longest = 3_000_000_000.0
}
