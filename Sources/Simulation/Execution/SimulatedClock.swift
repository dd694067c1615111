import Platform
import Scheduling

/// The clocks of one simulated process: the executor's time, and a wall clock beside it.
package final class SimulatedClock: TimeSource {
    private let process: SimulatedProcess
    private let wall: SimulatedWallClock

    package init(_ process: SimulatedProcess, wall: SimulatedWallClock = SimulatedWallClock()) {
        self.process = process
        self.wall = wall
    }

    package func monotonic() -> MonotonicTime { process.executor.now }

    package func wallMilliseconds() -> Int64 {
        wall.milliseconds(at: process.executor.now)
    }

    package func sleep(until time: MonotonicTime) async throws(CancellationError) {
        let wake = Sleep()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard wake.begin(continuation) else { return }
                wake.timer.withLock {
                    $0 = process.schedule(after: time - monotonic()) { wake.end() }
                }
            }
        } onCancel: {
            wake.timer.withLock { $0 }?.cancel()
            wake.end()
        }
        if Task.isCancelled { throw CancellationError() }
    }

    /// One sleep: ended by its time or by cancellation, whatever comes first. With the end of the world
    /// it may be dropped, which a checked continuation would report.
    private final class Sleep: Sendable {
        private struct State {
            var continuation: UnsafeContinuation<Void, Never>?
            var isOver = false
        }

        private let state = Lock(State())
        let timer = Lock<ScheduledJob?>(nil)

        /// False if it is over before it has begun; then `continuation` has been resumed.
        func begin(_ continuation: UnsafeContinuation<Void, Never>) -> Bool {
            let isOver = state.withLock { state in
                if !state.isOver { state.continuation = continuation }
                return state.isOver
            }
            if isOver { continuation.resume() }
            return !isOver
        }

        func end() {
            // The timer holds whom it wakes.
            timer.withLock { $0 = nil }
            let waiting = state.withLock { state in
                defer { state.continuation = nil }
                state.isOver = true
                return state.continuation
            }
            waiting?.resume()
        }
    }
}
