import Platform
import Testing

@testable import Storage

struct CleanerThrottleTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `work is paid for at the rate`() {
        var throttle = CleanerThrottle()
        #expect(throttle.note(500, at: time(0), rate: 1000) == time(500))
    }

    @Test func `threads share the rate`() {
        var throttle = CleanerThrottle()
        _ = throttle.note(500, at: time(0), rate: 1000)
        #expect(throttle.note(500, at: time(0), rate: 1000) == time(1000))
    }

    @Test func `a pause earns nothing`() {
        var throttle = CleanerThrottle()
        _ = throttle.note(500, at: time(0), rate: 1000)
        #expect(throttle.note(500, at: time(10_000), rate: 1000) == time(10_500))
    }

    @Test func `without a limit nobody waits`() {
        var throttle = CleanerThrottle()
        #expect(throttle.note(1 << 30, at: time(7), rate: .greatestFiniteMagnitude) == time(7))
    }

    @Test(arguments: [0, -1, Double.nan, .leastNonzeroMagnitude])
    func `no rate breaks it`(rate: Double) {
        var throttle = CleanerThrottle()
        #expect(throttle.note(1 << 30, at: time(7), rate: rate) >= time(7))
    }
}
