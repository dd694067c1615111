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
            // In the order in which they came, not in that of the dictionary.
            for id in state.waiters.keys.sorted() {
                guard let waiter = state.waiters[id], waiter.isSatisfied(state.view) else {
                    continue
                }
                satisfied.append(waiter.continuation)
                state.waiters[id] = nil
            }
            return (removed, satisfied)
        }
        for continuation in satisfied { continuation.resume(returning: true) }
        return removed
    }

    /// How long clients of a broker that has just started wait for the controller's first word: an
    /// election and the end of an old session come first at times. Below the time that clients give
    /// a request (30 s and more).
    static let firstWordLimit = Duration.seconds(20)
    /// Why a client is sent away after that: another broker may know more.
    static let ignorance = "the controller has not told this broker of the cluster yet"

    /// Calls `body` with a view that names brokers: at once, or later on any thread once the controller
    /// has sent one; with `nil` if none has come within ``firstWordLimit``.
    ///
    /// A broker that starts knows nobody until then. Kafka tells clients just that, for a moment
    /// (ZkMetadataCache before the first UpdateMetadata); clients of librdkafka 2.10 and later then drop
    /// every broker that they know, and some never come back.
    func whenInformed(_ body: @escaping @Sendable (ClusterView?) -> Void) {
        let view = current
        if view.isInformed { return body(view) }
        Task {
            let isInformed = await wait(for: Self.firstWordLimit) { $0.isInformed }
            body(isInformed ? current : nil)
        }
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
