import Platform
import Scheduling

/// An event loop of a simulated process: a turn is one piece of the executor's work.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
    package let process: SimulatedProcess
    private var jobs: [@Sendable () -> Void] = []
    private var turnEnders: [@Sendable () -> Void] = []
    private var isWaitingForTurn = false
    package private(set) var isCurrent = false

    package init(_ process: SimulatedProcess) { self.process = process }

    package var now: MonotonicTime { process.executor.now }

    package func execute(_ job: @escaping @Sendable () -> Void) {
        jobs.append(job)
        guard !isWaitingForTurn else { return }
        isWaitingForTurn = true
        process.post { [self] in turn() }
    }

    @discardableResult
    package func schedule(after delay: Duration, _ job: @escaping @Sendable () -> Void)
        -> ScheduledJob
    {
        process.executor.schedule(after: delay) { [self] in execute(job) }
    }

    /// Runs `body` when this turn is over. Only on the loop.
    func atTurnEnd(_ body: @escaping @Sendable () -> Void) {
        assert(isCurrent, "called from outside the loop")
        turnEnders.append(body)
    }

    private func turn() {
        isWaitingForTurn = false
        isCurrent = true
        defer { isCurrent = false }
        let turn = jobs
        jobs = []
        for job in turn { job() }
        let ending = turnEnders
        turnEnders = []
        for end in ending { end() }
    }
}
