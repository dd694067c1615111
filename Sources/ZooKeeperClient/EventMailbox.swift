import Platform

/// Hands events from the library's thread to the one task that consumes them.
final class EventMailbox: Sendable {
    private struct State {
        var backlog = EventBacklog()
        /// Only while the backlog is empty.
        var waiter: CheckedContinuation<ZooKeeperEvent?, Never>?
        var isFinished = false
    }

    private let state = Lock(State())

    /// Callable from any thread. Never waits.
    func post(_ event: ZooKeeperEvent) {
        let waiter = state.withLock { state -> CheckedContinuation<ZooKeeperEvent?, Never>? in
            guard !state.isFinished else { return nil }
            guard let waiter = state.waiter else {
                state.backlog.append(event)
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: event)
    }

    /// The next event, when there is one; `nil` after ``finish()`` once all have been taken.
    func next() async -> ZooKeeperEvent? {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> ZooKeeperEvent?? in
                if let event = state.backlog.removeFirst() { return event }
                if state.isFinished { return .some(nil) }
                precondition(state.waiter == nil, "a sequence of events has one consumer")
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// No further events are taken in.
    func finish() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isFinished = true
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }
}
