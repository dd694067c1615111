import KafkaModel
import KafkaProtocol
import Platform

/// Holds the current ``ClusterView``, takes in the controller's updates and wakes those who wait for
/// one. Callable from any thread.
package final class MetadataCache: Sendable {
    private struct State {
        var view = ClusterView()
        var waiters: [UInt64: Waiter] = [:]
        var nextWaiter: UInt64 = 0
    }

    private struct Waiter {
        let isSatisfied: @Sendable (ClusterView) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private let state = Lock(State())
    private let time: any TimeSource

    package init(time: any TimeSource) {
        self.time = time
    }

    package var current: ClusterView { state.withLock { $0.view } }

    /// Applies one UpdateMetadata request and returns the partitions that it removed.
    /// The caller has checked the epochs (Kafka: ZkMetadataCache.updateMetadata).
    package func apply(_ request: UpdateMetadataRequest) -> [TopicPartition] {
        let (removed, satisfied) = state.withLock { state in
            let removed = state.view.apply(request)
            var satisfied: [CheckedContinuation<Bool, Never>] = []
            for (id, waiter) in state.waiters where waiter.isSatisfied(state.view) {
                satisfied.append(waiter.continuation)
                state.waiters[id] = nil
            }
            return (removed, satisfied)
        }
        for continuation in satisfied { continuation.resume(returning: true) }
        return removed
    }

    /// Suspends until an update makes `condition` true: `true`; or until `timeout` has passed: `false`.
    /// One waiter per request that waits, bounded with the requests in flight.
    package func wait(
        for timeout: Duration, until condition: @escaping @Sendable (ClusterView) -> Bool
    ) async -> Bool {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let deadline = Task { [time] in
            do { try await time.sleep(for: timeout) } catch { return }
            let waiter = self.state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(returning: false)
        }
        defer { deadline.cancel() }
        return await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if condition(state.view) { return true }
                state.waiters[id] = Waiter(isSatisfied: condition, continuation: continuation)
                return false
            }
            if isSatisfied { continuation.resume(returning: true) }
        }
    }
}
