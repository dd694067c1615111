import Glibc

/// The clocks of the machine.
package struct SystemClock: TimeSource {
    package init() {}

    package func monotonic() -> MonotonicTime {
        MonotonicTime(nanoseconds: read(CLOCK_MONOTONIC))
    }

    package func wallMilliseconds() -> Int64 {
        read(CLOCK_REALTIME) / 1_000_000
    }

    package func sleep(until time: MonotonicTime) async throws(CancellationError) {
        let delay = time - monotonic()
        do {
            // A cancelled task must notice even when the time has passed already.
            try Task.checkCancellation()
            if delay > .zero { try await Task.sleep(for: delay) }
        } catch {
            throw CancellationError()
        }
    }

    private func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
