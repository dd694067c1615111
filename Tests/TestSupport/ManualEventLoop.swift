import Platform
import Scheduling

/// An event loop whose turns a test makes: nothing runs but inside ``run()`` and ``advance(by:)``,
/// on the caller's thread.
// Sendable because all state is behind the lock, and the flag is only for the test's own thread.
package final class ManualEventLoop: EventLoop, @unchecked Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var timers = TimerQueue()
    }

    package let clock: ManualClock
    private let state = Lock(State())
    private var running = false

    package init(clock: ManualClock = ManualClock()) {
        self.clock = clock
    }

    /// True: the test's thread is the loop's.
    package var isCurrent: Bool { true }
    package var now: MonotonicTime { clock.monotonic() }

    package var pendingTimers: Int { state.withLock { $0.timers.count } }

    package func execute(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
    }

    @discardableResult
    package func schedule(after delay: Duration, _ job: @escaping @Sendable () -> Void)
        -> ScheduledJob
    {
        let deadline = now + delay
        let timer = state.withLock { ManualTimer($0.timers.add(deadline: deadline, job), self) }
        return timer
    }

    /// Runs all jobs and due timers, and those that they add, until none is left.
    package func run() {
        while let job = next() { job() }
    }

    /// Moves the clock in steps from timer to timer, running what is due at each.
    package func advance(by delay: Duration) {
        let end = now + delay
        run()
        while let deadline = state.withLock({ $0.timers.firstDeadline }), deadline <= end {
            clock.advance(by: max(.zero, deadline - now))
            run()
        }
        clock.advance(by: end - now)
        run()
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            if !state.jobs.isEmpty { return state.jobs.removeFirst() }
            return state.timers.popDue(now)?.job
        }
    }

    fileprivate func remove(_ timer: TimerQueue.Timer) {
        state.withLock { $0.timers.remove(timer) }
    }
}

// Sendable because the queue's entry is only touched under the loop's lock.
private final class ManualTimer: CancellableJob, @unchecked Sendable {
    private let entry: TimerQueue.Timer
    private let loop: ManualEventLoop

    init(_ entry: TimerQueue.Timer, _ loop: ManualEventLoop) {
        self.entry = entry
        self.loop = loop
    }

    func cancel() { loop.remove(entry) }
}
