import Platform
import Scheduling

/// One life of a simulated program: from its start to its crash. Everything that it does (tasks, event
/// loops, blocking calls, timers) belongs to it and stops with it.
///
/// Which process work belongs to is decided by who causes it: what a process starts is its own, and
/// what the world does to a process (bytes that arrive, an answer of ZooKeeper) is posted to it.
// Sendable because everything happens on the one thread of the simulation, which the executor checks.
package final class SimulatedProcess: @unchecked Sendable {
    enum Work {
        /// A job of Swift's concurrency.
        case job(UnsafeMutableRawPointer)
        case call(@Sendable () -> Void)
    }

    package enum State: Sendable {
        case running, paused, dead
    }

    package let name: String
    package let executor: DeterministicExecutor
    let index: Int
    package internal(set) var state = State.running
    var ready: [Work] = []

    init(_ name: String, _ executor: DeterministicExecutor, index: Int) {
        self.name = name
        self.executor = executor
        self.index = index
    }

    var isRunnable: Bool { state == .running && !ready.isEmpty }

    /// Runs `body` in this process when it is its turn, in no certain order with other work. Never
    /// if the process is dead.
    package func post(_ body: @escaping @Sendable () -> Void) {
        executor.add(.call(body), to: self)
    }

    /// Runs `body` in this process after `delay`.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void)
        -> ScheduledJob
    {
        executor.schedule(after: delay) { [self] in post(body) }
    }

    /// Nothing of it runs any more: a crash. What waited for its turn is kept, since tasks that wait in
    /// it can be neither ended nor freed.
    package func kill() { state = .dead }

    /// It stands still, as after `SIGSTOP`; work piles up.
    package func pause() { if state == .running { state = .paused } }
    package func resume() { if state == .paused { state = .running } }
}
