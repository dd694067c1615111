import Platform

/// The one queue of a controller: first in, first out; put by anybody, taken by one task.
///
/// Bounded by what it holds: of events that read all there is to read at most one each, and requests
/// of which every broker has few at a time.
final class ControllerEventQueue: Sendable {
    private struct State {
        var events: [ControllerEvent] = []
        /// Events before it are taken.
        var first = 0
        var subjects: Set<String> = []
        var isClosed = false
        var waiter: CheckedContinuation<ControllerEvent?, Never>?
    }

    private let state = Lock(State())

    /// Puts an event at the end. A closed queue refuses requests at once and forgets the rest.
    func put(_ event: ControllerEvent) {
        enum Outcome {
            case queued
            case refused
            case handed(CheckedContinuation<ControllerEvent?, Never>)
        }
        let outcome: Outcome = state.withLock { state in
            if state.isClosed { return .refused }
            if let waiter = state.waiter {
                state.waiter = nil
                return .handed(waiter)
            }
            if let subject = event.subject, !state.subjects.insert(subject).inserted {
                return .queued
            }
            state.events.append(event)
            return .queued
        }
        switch outcome {
        case .queued: break
        case .refused: event.refuse()
        case .handed(let waiter): waiter.resume(returning: event)
        }
    }

    /// The next event; `nil` once the queue is closed.
    func next() async -> ControllerEvent? {
        await withCheckedContinuation { continuation in
            let ready: ControllerEvent?? = state.withLock { state in
                if let event = Self.take(&state) { return .some(event) }
                if state.isClosed { return .some(nil) }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private static func take(_ state: inout State) -> ControllerEvent? {
        guard state.first < state.events.count else { return nil }
        let event = state.events[state.first]
        state.first += 1
        // Taken events are dropped in large strides, so that taking one stays cheap.
        if state.first == state.events.count || state.first >= 1024 {
            state.events.removeFirst(state.first)
            state.first = 0
        }
        if let subject = event.subject { state.subjects.remove(subject) }
        return event
    }

    /// Takes all events out and refuses the requests among them.
    func clear() {
        for event in state.withLock(Self.takeAll) { event.refuse() }
    }

    /// Ends the wait of the taker, and refuses all requests from now on.
    func close() {
        let (dropped, waiter) = state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return (Self.takeAll(&state), state.waiter)
        }
        for event in dropped { event.refuse() }
        waiter?.resume(returning: nil)
    }

    private static func takeAll(_ state: inout State) -> [ControllerEvent] {
        let rest = Array(state.events[state.first...])
        state.events = []
        state.first = 0
        state.subjects = []
        return rest
    }
}
