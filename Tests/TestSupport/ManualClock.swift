import Platform

/// A clock that moves only when a test says so.
package final class ManualClock: TimeSource {
    private let state: Lock<(monotonic: Int64, wall: Int64)>

    /// `wall` is milliseconds since 1970; the monotonic clock starts at 0.
    package init(wall: Int64 = 1_700_000_000_000) {
        state = Lock((0, wall))
    }

    package func monotonic() -> MonotonicTime {
        MonotonicTime(nanoseconds: state.withLock { $0.monotonic })
    }

    package func wallMilliseconds() -> Int64 {
        state.withLock { $0.wall + $0.monotonic / 1_000_000 }
    }

    package func advance(by delay: Duration) {
        state.withLock { $0.monotonic += delay.wholeNanoseconds }
    }

    /// Yields to other tasks until the clock has been moved to `time`.
    package func sleep(until time: MonotonicTime) async throws(CancellationError) {
        while monotonic() < time {
            if Task.isCancelled { throw CancellationError() }
            await Task.yield()
        }
    }
}
