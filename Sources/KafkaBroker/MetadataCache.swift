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
        /// Whether clients may be told what the view says.
        var isComplete = false
    }

    private struct Waiter {
        let isSatisfied: @Sendable (ClusterView) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private let state = Lock(State())
    private let time: any TimeSource
    private let hasTopics: @Sendable () async -> Bool

    /// `hasTopics` asks ZooKeeper whether there is any topic.
    package init(
        time: any TimeSource, hasTopics: @escaping @Sendable () async -> Bool = { false }
    ) {
        self.time = time
        self.hasTopics = hasTopics
    }

    package var current: ClusterView { state.withLock { $0.view } }

    /// Applies one UpdateMetadata request and returns the partitions that it removed.
    /// The caller has checked the epochs (Kafka: ZkMetadataCache.updateMetadata).
    package func apply(_ request: UpdateMetadataRequest) -> [TopicPartition] {
        let (removed, satisfied) = state.withLock { state in
            let removed = state.view.apply(request)
            if state.view.isInformed, !state.view.topics.isEmpty { state.isComplete = true }
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

    /// How long clients of a broker that has just started wait for what the controller tells: an
    /// election and the end of an old session come first at times. Below the time that clients give
    /// a request (30 s and more).
    static let firstWordLimit = Duration.seconds(20)
    /// Why a client is sent away after that: another broker may know more.
    static let ignorance = "the controller has not told this broker of the cluster yet"

    /// Calls `body` with a view of the whole cluster: at once, or later on any thread when the
    /// controller has told of it; with `nil` if no broker is known after ``firstWordLimit``.
    ///
    /// A broker that starts knows nobody at first, and then, as a new controller names brokers before
    /// partitions, no topic. Kafka tells clients just that (ZkMetadataCache). A client of librdkafka
    /// drops every broker that is not named, which some versions never recover from, and all records for
    /// a topic that is said not to exist. A controller names at least the broker that it tells; should
    /// one name none, the broker knows nobody again.
    func whenInformed(_ body: @escaping @Sendable (ClusterView?) -> Void) {
        let (view, isComplete) = state.withLock { ($0.view, $0.isComplete) }
        if isComplete, view.isInformed { return body(view) }
        Task {
            let isInformed = await waitForFirstWord()
            body(isInformed ? current : nil)
        }
    }

    /// `false` if not even brokers are known when the time is over.
    private func waitForFirstWord() async -> Bool {
        let deadline = time.monotonic() + Self.firstWordLimit
        guard await wait(for: Self.firstWordLimit, until: { $0.isInformed }) else { return false }
        guard current.topics.isEmpty, await hasTopics() else {
            state.withLock { $0.isComplete = true }
            return true
        }
        _ = await wait(for: deadline - time.monotonic()) { !$0.topics.isEmpty }
        // Topics that nobody tells of for so long have never had a leader.
        state.withLock { $0.isComplete = true }
        return true
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
        var deadline: Task<Void, Never>?
        defer { deadline?.cancel() }
        return await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if condition(state.view) { return true }
                state.waiters[id] = Waiter(isSatisfied: condition, continuation: continuation)
                return false
            }
            if isSatisfied { return continuation.resume(returning: true) }
            // Only now: a deadline that passed before the waiter was in would end nobody's wait.
            deadline = Task { await expire(id, after: timeout) }
        }
    }

    private func expire(_ id: UInt64, after timeout: Duration) async {
        do { try await time.sleep(for: timeout) } catch { return }
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.continuation.resume(returning: false)
    }
}
