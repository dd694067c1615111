import Platform
import Scheduling

/// The logs of one directory that have put something off, and the threads that do it: group commit.
///
/// A log is in the queue at most once, so the queue is as long as there are logs; what is appended
/// while a log waits, or while it is flushed, is served by one flush. Several logs are flushed at the
/// same time, since the journal of a file system commits once for all that wait for it; and before a
/// thread takes the first of them it lets the disk begin with the rest. One `syncfs` for all would take
/// everybody else's unwritten pages with it.
final class FlushQueue: Sendable {
    /// Logs that are flushed at the same time: enough to share the commits of a journal.
    static let width = 8

    /// Logs that are through and may still stand in the queue: many, so that the rest is seldom moved.
    static let tidyLength = 1024

    private struct State {
        var waiting: [PartitionLog] = []
        var first = 0
        /// Of those before it the disk has begun to write.
        var begun = 0
        var workers = 0

        /// Under load the queue may never run empty.
        mutating func forgetTaken() {
            waiting.removeFirst(first)
            begun -= first
            first = 0
        }
    }

    private let state = Lock(State())
    private let run: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let threads: BlockingExecutor?

    /// `run` brings a job to a thread that may block; `nil`: threads of its own.
    init(_ run: (@Sendable (@escaping @Sendable () -> Void) -> Void)?) {
        if let run {
            self.run = run
            threads = nil
        } else {
            let threads = BlockingExecutor(name: "flush", threads: Self.width)
            self.run = { threads.execute($0) }
            self.threads = threads
        }
    }

    deinit {
        threads?.retire()
    }

    /// Any thread; does not block.
    func add(_ log: PartitionLog) {
        let needsWorker = state.withLock { state in
            state.waiting.append(log)
            guard state.workers < Self.width else { return false }
            state.workers += 1
            return true
        }
        if needsWorker { run { [self] in work() } }
    }

    private func work() {
        while let (log, others) = next() {
            for other in others { other.startWriteBack() }
            if log.performDuties() { add(log) }
        }
    }

    /// Places that the queue takes in memory, those of logs that are through included.
    var length: Int { state.withLock { $0.waiting.count } }

    /// The log that has waited longest, and those that came since a thread last looked.
    private func next() -> (log: PartitionLog, others: ArraySlice<PartitionLog>)? {
        state.withLock { state in
            guard state.first < state.waiting.count else {
                state.waiting = []
                state.first = 0
                state.begun = 0
                state.workers -= 1
                return nil
            }
            let log = state.waiting[state.first]
            state.first += 1
            let fresh = max(state.begun, state.first)
            let others = state.waiting[fresh...]
            state.begun = state.waiting.count
            if state.first >= Self.tidyLength { state.forgetTaken() }
            return (log, others)
        }
    }
}
