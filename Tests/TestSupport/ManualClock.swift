import Platform

/// A clock that moves only when a test says so. Who sleeps on it costs nothing until then.
package final class ManualClock: TimeSource {
    private struct State {
        var monotonic: Int64 = 0
        var wall: Int64
        var sleepers: [UInt64: Sleeper] = [:]
        var nextSleeper: UInt64 = 0

        /// Takes out those whose time has come, in the order of their times.
        mutating func takeDue() -> [CheckedContinuation<Bool, Never>] {
            let due = sleepers.filter { $0.value.end.nanoseconds <= monotonic }
                .sorted { ($0.value.end, $0.key) < ($1.value.end, $1.key) }
            for (number, _) in due { sleepers[number] = nil }
            return due.map(\.value.continuation)
        }
    }

    private struct Sleeper {
        var end: MonotonicTime
        /// Resumed with whether the time has come.
        var continuation: CheckedContinuation<Bool, Never>
    }

    private let state: Lock<State>

    /// `wall` is milliseconds since 1970; the monotonic clock starts at 0.
    package init(wall: Int64 = 1_700_000_000_000) {
        state = Lock(State(wall: wall))
    }

    package func monotonic() -> MonotonicTime {
        MonotonicTime(nanoseconds: state.withLock { $0.monotonic })
    }

    package func wallMilliseconds() -> Int64 {
        state.withLock { $0.wall + $0.monotonic / 1_000_000 }
    }

    package func advance(by delay: Duration) {
        let due = state.withLock { state in
            state.monotonic += delay.wholeNanoseconds
            return state.takeDue()
        }
        for continuation in due { continuation.resume(returning: true) }
    }

    package func sleep(until time: MonotonicTime) async throws(CancellationError) {
        let number = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Bool? in
                    // A cancellation from here on finds the sleeper.
                    if Task.isCancelled { return false }
                    if time.nanoseconds <= state.monotonic { return true }
                    state.sleepers[number] = Sleeper(end: time, continuation: continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
            sleeper?.continuation.resume(returning: false)
        }
        guard isOver else { throw CancellationError() }
    }
}
