import Platform

/// A task that waits for the connection, woken once by whoever comes first: the connection, the end
/// of its patience, or the close of the session.
final class ConnectWaiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<ZooKeeperError?, Never>)
        case resolved(ZooKeeperError?)
    }

    private let state = Lock(State.idle)

    /// `nil` for success. Later calls have no effect.
    func resolve(_ failure: ZooKeeperError?) {
        let continuation = state.withLock { state -> CheckedContinuation<ZooKeeperError?, Never>? in
            switch state {
            case .resolved: return nil
            case .idle:
                state = .resolved(failure)
                return nil
            case .waiting(let continuation):
                state = .resolved(failure)
                return continuation
            }
        }
        continuation?.resume(returning: failure)
    }

    /// To be called once.
    func outcome() async -> ZooKeeperError? {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> ZooKeeperError?? in
                if case .resolved(let failure) = state { return .some(failure) }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
