import CSimulation
import Glibc
import Platform
import Scheduling

/// Runs a world of simulated processes on one thread, in virtual time, in an order drawn from a seed.
///
/// Everything that could happen at the same time in reality (tasks, turns of event loops, blocking
/// calls of several processes) is a piece of work here, and one after another is drawn. Time passes a
/// little with each piece and jumps to the next timer when there is none. The same seed and the same
/// program give the same run, which ``digest`` proves.
///
/// Tasks need no executor of their own: the Swift runtime hands every job that becomes ready on this
/// thread to the executor, also of tasks that nobody bound to it. `Task.yield` and `Task.sleep` would
/// escape it; the product waits through ``TimeSource``.
// Sendable because it is only used on the thread that called `enter`, which `checkThread` proves.
package final class DeterministicExecutor: @unchecked Sendable {
    package private(set) var now = MonotonicTime(nanoseconds: 0)
    /// Pieces of work run so far.
    package private(set) var steps = 0
    package var random: SeededNumbers
    package private(set) var digest = TraceDigest()
    /// Called after every piece of work with the process that did it.
    package var afterStep: ((SimulatedProcess) -> Void)?

    private let thread = pthread_self()
    private var processes: [SimulatedProcess] = []
    private var timers = TimerQueue()
    private var current: SimulatedProcess?
    private var captures = 0

    /// What a piece of work costs at most; several pieces may happen at the same time.
    private static let longestStep: Int64 = 20_000

    /// To be used on the calling thread only.
    package init(seed: UInt64) {
        random = SeededNumbers(seed: seed)
    }

    package func makeProcess(_ name: String) -> SimulatedProcess {
        let process = SimulatedProcess(name, self, index: processes.count)
        processes.append(process)
        return process
    }

    /// Runs `body` with the jobs that it causes going to `process`.
    package func within<R>(_ process: SimulatedProcess, _ body: () -> R) -> R {
        let outer = current
        current = process
        defer { current = outer }
        return capturing(body)
    }

    /// Makes work that was begun elsewhere the process's own.
    package func adopt(_ work: CapturedWork.Jobs, by process: SimulatedProcess) {
        for job in work.list { add(.job(job), to: process) }
    }

    /// Runs `body` with the jobs of this thread coming here.
    private func capturing<R>(_ body: () -> R) -> R {
        checkThread()
        captures += 1
        needletail_capture_jobs(takeJob, Unmanaged.passUnretained(self).toOpaque())
        defer {
            captures -= 1
            if captures == 0 { needletail_release_jobs() }
        }
        return body()
    }

    // MARK: Work

    func add(_ work: SimulatedProcess.Work, to process: SimulatedProcess) {
        checkThread()
        process.ready.append(work)
    }

    /// Calls `body`, which belongs to no process, after `delay`.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void)
        -> ScheduledJob
    {
        checkThread()
        return SimulatedTimer(timers.add(deadline: now + max(.zero, delay), body), self)
    }

    func remove(_ timer: TimerQueue.Timer) { timers.remove(timer) }

    package func killAll() {
        for process in processes { process.kill() }
    }

    /// What was killed or stands still goes on for `limit`, unseen, from where it was: a task that is
    /// suspended is only freed by going on to its end. Whoever calls this has made sure that it ends:
    /// what it waits for comes or fails, and nothing that it does is seen by anybody.
    package func letTheDeadEnd(within limit: Duration) {
        checkThread()
        afterStep = nil
        for process in processes { process.state = .running }
        run(for: limit)
    }

    /// Ends the world: nothing runs any more, and whatever waited for its turn is freed as far as it
    /// can be. Suspended tasks cannot be.
    package func end() {
        checkThread()
        killAll()
        afterStep = nil
        timers = TimerQueue()
        for process in processes { process.ready = [] }
        processes = []
    }

    // MARK: Running

    /// Runs until `isDone`, which is asked after every piece of work, or until `limit` has passed or
    /// nothing is left to do. Returns whether it was done.
    @discardableResult
    package func run(for limit: Duration, until isDone: () -> Bool = { false }) -> Bool {
        let end = now + limit
        return capturing {
            while !isDone() {
                guard now < end, step(before: end) else { return isDone() }
            }
            return true
        }
    }

    private func step(before end: MonotonicTime) -> Bool {
        while let timer = timers.popDue(now) { timer.job() }
        let runnable = processes.filter(\.isRunnable)
        guard !runnable.isEmpty else {
            guard let next = timers.firstDeadline else { return false }
            now = min(next, end)
            return true
        }
        let process = runnable[random.below(runnable.count)]
        let choice = random.below(process.ready.count)
        process.ready.swapAt(choice, process.ready.count - 1)
        let work = process.ready.removeLast()
        digest.add(UInt64(process.index) << 32 | UInt64(process.ready.count))
        digest.add(UInt64(bitPattern: now.nanoseconds))
        current = process
        switch work {
        case .job(let job): needletail_run_job(job)
        case .call(let body): body()
        }
        current = nil
        steps += 1
        now.nanoseconds += Int64.random(in: 0...Self.longestStep, using: &random)
        afterStep?(process)
        return true
    }

    fileprivate func take(_ job: UnsafeMutableRawPointer) {
        guard let current else { preconditionFailure("a task was started outside of any process") }
        add(.job(job), to: current)
    }

    /// Adds something that was seen to the digest.
    package func note(_ text: String) { digest.add(text) }

    private func checkThread() {
        precondition(pthread_self() == thread, "something has left the simulation's thread")
    }
}

private func takeJob(_ context: UnsafeMutableRawPointer?, _ job: UnsafeMutableRawPointer?) {
    guard let context, let job else { return }
    Unmanaged<DeterministicExecutor>.fromOpaque(context).takeUnretainedValue().take(job)
}

// Sendable because the entry is only touched on the simulation's thread.
private final class SimulatedTimer: CancellableJob, @unchecked Sendable {
    private let entry: TimerQueue.Timer
    private let executor: DeterministicExecutor

    init(_ entry: TimerQueue.Timer, _ executor: DeterministicExecutor) {
        self.entry = entry
        self.executor = executor
    }

    func cancel() { executor.remove(entry) }
}
