import Platform

/// A rate over the last few samples of fixed length, the newest of which is still filling. A value
/// without a clock: the caller brings the time, which must not run backwards.
///
/// Work counts from the beginning of the sample in which it was noted, until that sample began more
/// than `samples` lengths ago. The rate is what counts now, over the time since the oldest of it, but
/// never over less than the length of one sample: a first burst is no infinite rate.
/// Source: Kafka's SimpleRate over SampledStat, with `*.quota.window.num` and
/// `*.quota.window.size.seconds`.
package struct RateMeter: Equatable, Sendable {
    private struct Sample: Equatable, Sendable {
        var start: MonotonicTime
        var amount: Double
    }

    private let sampleLength: Duration
    private let samples: Int
    /// At most `samples` and one, the oldest first.
    private var window: [Sample] = []

    /// Both are at least one; smaller numbers are raised to that (a sample to a nanosecond).
    package init(samples: Int, of sampleLength: Duration) {
        self.samples = max(1, samples)
        self.sampleLength = max(.nanoseconds(1), sampleLength)
    }

    /// Notes work done at `now`.
    package mutating func note(_ amount: Double, at now: MonotonicTime) {
        forget(before: now)
        if let newest = window.last, now - newest.start < sampleLength {
            window[window.count - 1].amount += amount
        } else {
            window.append(Sample(start: now, amount: amount))
        }
    }

    /// What was done in each second, as seen at `now`.
    package func rate(at now: MonotonicTime) -> Double {
        let counted = window.filter { !isOver($0, now) }
        guard let oldest = counted.first else { return 0 }
        let elapsed = max(now - oldest.start, sampleLength)
        let seconds = Double(elapsed.wholeNanoseconds) / 1_000_000_000
        return counted.reduce(0) { $0 + $1.amount } / seconds
    }

    /// How much may be done at `now` before the rate is above `limit`; negative by what was too much.
    package func room(under limit: Double, at now: MonotonicTime) -> Double {
        let counted = window.filter { !isOver($0, now) }
        let elapsed = counted.first.map { max(now - $0.start, sampleLength) } ?? sampleLength
        let seconds = Double(elapsed.wholeNanoseconds) / 1_000_000_000
        return limit * seconds - counted.reduce(0) { $0 + $1.amount }
    }

    /// How long from `now` on nothing more may be done for the rate to be down at `limit`; zero
    /// if it is there. Held to the length of the window, after which all is forgotten.
    package func timeUntil(rate limit: Double, at now: MonotonicTime) -> Duration {
        let current = rate(at: now)
        guard current > limit, let oldest = window.first(where: { !isOver($0, now) })
        else { return .zero }
        let elapsed = max(now - oldest.start, sampleLength)
        let needed =
            Double(elapsed.wholeNanoseconds) * (current / max(limit, .leastNonzeroMagnitude))
        let longest = Double((sampleLength * samples).wholeNanoseconds)
        let wait = min(needed, longest) - Double((now - oldest.start).wholeNanoseconds)
        return .nanoseconds(Int64(min(max(0, wait), Self.longestWait).rounded(.up)))
    }

    /// In nanoseconds: below what an Int64 holds.
    private static let longestWait = 9e18

    private func isOver(_ sample: Sample, _ now: MonotonicTime) -> Bool {
        now - sample.start >= sampleLength * samples
    }

    private mutating func forget(before now: MonotonicTime) {
        window = window.filter { !isOver($0, now) }
    }
}
