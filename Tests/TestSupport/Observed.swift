import Platform

/// A value that threads change and tests wait for: nobody polls.
package final class Observed<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        /// Each looks at the value and tells whether it has got what it wants.
        var watchers: [UInt64: @Sendable (Value) -> Bool] = [:]
        var nextWatcher: UInt64 = 0
    }

    private let state: Lock<State>

    package init(_ value: Value) { state = Lock(State(value: value)) }

    package var value: Value { state.withLock { $0.value } }

    /// Callable from any thread.
    package func update(_ change: (inout Value) -> Void) {
        state.withLock { state in
            change(&state.value)
            for (number, watcher) in state.watchers where watcher(state.value) {
                state.watchers[number] = nil
            }
        }
    }

    /// The first result of `test` that is not `nil`, for the value as it is or as it becomes; `nil`
    /// if there is none `within` the time. `test` must not use this object.
    package func first<R: Sendable>(
        within limit: Duration, _ test: @escaping @Sendable (Value) -> R?
    ) async -> R? {
        let found = OneResult<R>()
        let number = state.withLock { state -> UInt64? in
            if let result = test(state.value) {
                found.resolve(result)
                return nil
            }
            defer { state.nextWatcher += 1 }
            state.watchers[state.nextWatcher] = { value in
                guard let result = test(value) else { return false }
                found.resolve(result)
                return true
            }
            return state.nextWatcher
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            found.resolve(nil)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            defer { if let number { state.withLock { $0.watchers[number] = nil } } }
            return await found.wait()
        } onCancel: {
            found.resolve(nil)
        }
    }
}

/// A result that is decided once and waited for once.
private final class OneResult<R: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<R?, Never>)
        case decided(R?)
    }

    private let state = Lock(State.open)

    func resolve(_ result: R?) {
        let waiter = state.withLock { state -> CheckedContinuation<R?, Never>? in
            switch state {
            case .decided: return nil
            case .open:
                state = .decided(result)
                return nil
            case .awaited(let waiter):
                state = .decided(result)
                return waiter
            }
        }
        waiter?.resume(returning: result)
    }

    func wait() async -> R? {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> R?? in
                if case .decided(let result) = state { return .some(result) }
                state = .awaited(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
