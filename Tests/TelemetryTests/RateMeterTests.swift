import Platform
import Testing

@testable import Telemetry

@Suite struct RateMeterTests {
    private var meter = RateMeter(samples: 10, of: .seconds(1))

    private func at(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `nothing done is a rate of zero`() {
        #expect(meter.rate(at: at(0)) == 0)
        #expect(meter.timeUntil(rate: 1, at: at(0)) == .zero)
    }

    @Test func `a first burst counts over one whole sample`() {
        var meter = meter
        meter.note(500, at: at(0))
        #expect(meter.rate(at: at(0)) == 500)
        #expect(meter.rate(at: at(999)) == 500)
    }

    @Test func `a burst thins out with the time since it`() {
        var meter = meter
        meter.note(600, at: at(0))
        #expect(meter.rate(at: at(2000)) == 300)
        #expect(meter.rate(at: at(6000)) == 100)
    }

    @Test func `work is forgotten when its sample began a window ago`() {
        var meter = meter
        meter.note(1000, at: at(0))
        meter.note(90, at: at(1000))
        #expect(meter.rate(at: at(9_999)) > 100)
        #expect(meter.rate(at: at(10_000)) == 10)
        #expect(meter.rate(at: at(11_000)) == 0)
    }

    @Test func `work without pauses has its own rate, whatever the lengths`() {
        var meter = RateMeter(samples: 3, of: .milliseconds(200))
        for step in 0..<100 { meter.note(7, at: at(Int64(step) * 10)) }
        let rate = meter.rate(at: at(1000))
        #expect(rate > 630 && rate < 770)
    }

    @Test(arguments: [(Int64(0), 800.0), (500, 800), (1500, 3000), (4000, 9000)])
    func `after the told wait the rate is down at the limit, and not before`(
        _ later: Int64, _ amount: Double
    ) {
        var meter = meter
        meter.note(amount, at: at(0))
        let wait = meter.timeUntil(rate: 700, at: at(later))
        #expect(wait > .zero)
        let end = at(later) + wait
        #expect(meter.rate(at: end) <= 700)
        #expect(meter.rate(at: end + .milliseconds(-2)) > 700)
    }

    @Test func `room is what fills the rate up to the limit`() {
        var meter = meter
        #expect(meter.room(under: 100, at: at(0)) == 100)
        meter.note(60, at: at(0))
        #expect(meter.room(under: 100, at: at(500)) == 40)
        #expect(meter.room(under: 100, at: at(3000)) == 240)
        meter.note(1000, at: at(3000))
        #expect(meter.room(under: 100, at: at(4000)) == -660)
        #expect(meter.room(under: 100, at: at(14_000)) == 100)
    }

    @Test func `under a limit of nothing all waits are as long as the window`() {
        var meter = meter
        meter.note(1, at: at(0))
        #expect(meter.timeUntil(rate: 0, at: at(0)) == .seconds(10))
        #expect(meter.room(under: 0, at: at(0)) < 0)
    }

    @Test func `no wait is longer than the window`() {
        var meter = meter
        meter.note(1e12, at: at(0))
        #expect(meter.timeUntil(rate: 1, at: at(4000)) == .seconds(6))
        #expect(meter.rate(at: at(10_000)) == 0)
    }

    @Test func `a window of nothing is raised to the smallest that can be measured`() {
        var meter = RateMeter(samples: 0, of: .zero)
        meter.note(3, at: at(1))
        #expect(meter.rate(at: at(1)) == 3e9)
        #expect(meter.rate(at: at(2)) == 0)
    }
}
