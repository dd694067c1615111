import Platform

/// Waits in a task for an answer that several may give; the first one counts.
final class FirstAnswer<Value: Sendable>: Sendable {
    typealias Answer = Result<Value, TransportError>

    private enum State {
        case open
        case waiting(CheckedContinuation<Answer, Never>)
        case given(Answer)
        case taken
    }

    private let state = Lock(State.open)

    func give(_ answer: Answer) {
        let waiter: CheckedContinuation<Answer, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .given(answer)
                return nil
            case .waiting(let waiter):
                state = .taken
                return waiter
            case .given, .taken:
                return nil
            }
        }
        waiter?.resume(returning: answer)
    }

    /// Calls `begin`, then waits. Called once.
    func wait(_ begin: () -> Void) async throws(TransportError) -> Value {
        begin()
        let answer: Answer = await withCheckedContinuation { continuation in
            let given: Answer? = state.withLock { state in
                if case .given(let answer) = state {
                    state = .taken
                    return answer
                }
                state = .waiting(continuation)
                return nil
            }
            if let given { continuation.resume(returning: given) }
        }
        return try answer.get()
    }
}
