import Platform

/// Jobs handed to a loop by any thread.
///
/// The consumer takes all that is there with one swap and announces when it goes to sleep; only then
/// does a producer have to wake it, which costs far more than the hand-over itself. Both the jobs and
/// the announcement stand behind one lock, so that no wake-up can fall between them.
///
/// Its length is bounded by those who hand over: each connection, waiting request and background
/// task has at most a few jobs under way.
final class Mailbox: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var jobs: [Job] = []
        var isAsleep = false
        var isClosed = false
    }

    enum Delivery {
        case accepted
        /// The consumer sleeps: the caller wakes it.
        case mustWake
        /// The consumer has ended; the job was dropped.
        case refused
    }

    private let state = Lock(State())

    func add(_ job: @escaping Job) -> Delivery {
        state.withLock { state in
            if state.isClosed { return .refused }
            state.jobs.append(job)
            guard state.isAsleep else { return .accepted }
            state.isAsleep = false
            return .mustWake
        }
    }

    /// Announces sleep, unless there is work. Returns whether the caller may sleep.
    func announceSleep() -> Bool {
        state.withLock { state in
            guard state.jobs.isEmpty, !state.isClosed else { return false }
            state.isAsleep = true
            return true
        }
    }

    /// Ends the sleep and exchanges the waiting jobs for `empty`, whose memory is used again.
    func take(_ empty: inout [Job]) {
        state.withLock { state in
            state.isAsleep = false
            swap(&state.jobs, &empty)
        }
    }

    /// Refuses jobs from now on. Returns whether the consumer must be woken to notice.
    func close() -> Bool {
        state.withLock { state in
            state.isClosed = true
            defer { state.isAsleep = false }
            return state.isAsleep
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
}
