import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Storage
import Telemetry

/// Copies the partitions that this broker follows from one leader broker: one task that fetches,
/// appends and fetches again (Kafka: ReplicaFetcherThread).
///
/// A partition's error delays or stops that partition only. The partition itself refuses what comes
/// for a leadership that is over, so orders of the controller need not wait for a fetch in flight.
package final class ReplicaFetcher: Sendable {
    private struct State {
        var followed = FollowedPartitions()
        var waiter: CheckedContinuation<Void, Never>?
        var isSignalled = false
        var isClosed = false
        var session = FollowerFetchSession()
        /// Failures of the connection in a row.
        var failures = 0
    }

    private let leader: BrokerID
    let endpoint: any LeaderEndpoint
    let settings: FetcherSettings
    private let brokerEpoch: @Sendable () -> BrokerEpoch
    let quota: ReplicationQuota?
    let time: any TimeSource
    let logger: Logger
    private let state = Lock(State())

    package init(
        leader: BrokerID, endpoint: any LeaderEndpoint, settings: FetcherSettings,
        brokerEpoch: @escaping @Sendable () -> BrokerEpoch, quota: ReplicationQuota? = nil,
        time: any TimeSource, logger: Logger
    ) {
        self.leader = leader
        self.endpoint = endpoint
        self.settings = settings
        self.brokerEpoch = brokerEpoch
        self.quota = quota
        self.time = time
        self.logger = logger
    }

    // MARK: Orders; any thread

    package func add(_ partition: Partition) {
        let now = time.monotonic()
        state.withLock {
            $0.followed.add(
                FollowedPartition(
                    partition: partition, epoch: partition.leaderEpoch, dueAt: now,
                    mustTruncate: true))
        }
        wake()
    }

    package func remove(_ id: TopicPartition) {
        state.withLock { _ = $0.followed.remove(id) }
    }

    package var isEmpty: Bool { state.withLock { $0.followed.isEmpty } }

    /// Ends ``run()`` after the round in flight, which fails.
    package func close() {
        state.withLock { $0.isClosed = true }
        endpoint.close()
        wake()
    }

    // MARK: The task

    /// Fetches until ``close()`` or cancellation.
    package func run() async {
        /// When a connection that nobody needs any more is closed.
        var closing: MonotonicTime?
        while !state.withLock({ $0.isClosed }), !Task.isCancelled {
            let now = time.monotonic()
            let (due, next) = state.withLock { ($0.followed.due(at: now), $0.followed.nextDue) }
            if !due.isEmpty {
                await round(due)
                closing = time.monotonic() + Self.idleTime
            } else if next == nil, let end = closing, end <= now {
                endpoint.close()
                closing = nil
            } else {
                await waitForWork(until: next ?? closing)
            }
        }
        endpoint.close()
    }

    /// How long the connection to a broker that leads nothing for this one any more stays open: longer
    /// than a restart of the broker takes, after which it may lead again.
    package static let idleTime = Duration.seconds(60)

    /// One fetch of `due` and all that its answer asks for.
    package func roundForAllDue() async {
        let now = time.monotonic()
        let due = state.withLock { $0.followed.due(at: now) }
        if !due.isEmpty { await round(due) }
    }

    private func round(_ due: [FollowedPartition]) async {
        do throws(BrokerClientError) {
            let ready = await secured(try await truncateFirst(due))
            let admitted = admit(ready)
            guard !admitted.partitions.isEmpty else { return }
            let epoch = brokerEpoch()
            // Only this task uses the session; it stands behind the lock with the rest.
            var session = state.withLock { $0.session }
            let plan = FetchPlan(
                admitted.partitions, settings: settings, brokerEpoch: epoch, session: &session,
                limits: admitted.limits)
            let asked = session
            state.withLock { $0.session = asked }
            let answer = try await endpoint.fetch(
                plan.request, version: plan.version, timeout: settings.maxWait + .seconds(30))
            state.withLock { state in
                state.session.answered(answer)
                state.failures = 0
            }
            // A session that the leader has dropped is begun anew at once.
            if Self.isAboutSession(answer.errorCode) { return }
            guard answer.errorCode == .none else {
                throw BrokerClientError.refused(.fetch, answer.errorCode)
            }
            await process(answer, of: plan)
        } catch {
            connectionFailed(error, due)
        }
    }

    /// The next fetch tells the leader what this replica has: where `flush.messages` asks for durable
    /// records, it waits for the flushes, which all began with the appends. A partition whose
    /// directory fails meanwhile is left out.
    private func secured(_ due: [FollowedPartition]) async -> [FollowedPartition] {
        var ready: [FollowedPartition] = []
        for followed in due {
            do throws(LogError) {
                try await followed.partition.log.secure()
                ready.append(followed)
            } catch {
                delay(followed, "\(error)")
            }
        }
        return ready
    }

    private static func isAboutSession(_ code: ErrorCode) -> Bool {
        switch code {
        case .fetchSessionIdNotFound, .invalidFetchSessionEpoch, .fetchSessionTopicIdError: true
        default: false
        }
    }

    private func connectionFailed(_ error: BrokerClientError, _ due: [FollowedPartition]) {
        let now = time.monotonic()
        let failures = state.withLock { state in
            state.session.failed()
            state.failures += 1
            let pause = settings.backoff(failures: state.failures)
            for followed in due {
                state.followed.update(followed.id, epoch: followed.epoch) {
                    $0.dueAt = now + pause
                }
            }
            return state.failures
        }
        if failures == 1, !state.withLock({ $0.isClosed }) {
            logger.warn("cannot fetch \(due.count) partitions from broker \(leader): \(error)")
        }
    }

    private func process(_ answer: FetchResponse, of plan: FetchPlan) async {
        var moved: Set<TopicPartition> = []
        for topic in answer.responses {
            for part in topic.partitions {
                guard let entry = plan.entry(topic, part) else { continue }
                let followed = entry.followed
                switch await outcome(of: part, for: entry) {
                case .progress(let hasRecords):
                    if hasRecords { moved.insert(followed.id) }
                    if followed.failures > 0 { note(followed) { $0.failures = 0 } }
                case .retry(let reason): delay(followed, reason)
                case .stop(let reason):
                    logger.error("\(followed.id) is no longer fetched: \(reason)")
                    state.withLock { $0.followed.remove(followed.id, epoch: followed.epoch) }
                case .fenced: rest(followed)
                case .dropped:
                    break
                }
            }
        }
        state.withLock { $0.followed.moveToEnd(moved) }
    }

    func note(
        _ followed: FollowedPartition, _ change: (inout FollowedPartition) -> Void
    ) {
        state.withLock { $0.followed.update(followed.id, epoch: followed.epoch, change) }
    }

    /// Asks for the partition no more until the controller's next order for it, unless that came
    /// meanwhile.
    func rest(_ followed: FollowedPartition) {
        logger.info(
            "\(followed.id) rests: broker \(leader) has a newer epoch than \(followed.epoch)")
        state.withLock { $0.followed.remove(followed.id, epoch: followed.epoch) }
    }

    func delay(_ followed: FollowedPartition, _ reason: String) {
        let now = time.monotonic()
        note(followed) {
            $0.failures += 1
            $0.dueAt = now + settings.backoff(failures: $0.failures)
        }
        // The first failures are usual: leader and follower hear of their roles at different times.
        let message = "fetching \(followed.id) from broker \(leader): \(reason)"
        if followed.failures == 4 { logger.warn(message) } else { logger.debug(message) }
    }

    // MARK: Waiting

    private func waitForWork(until deadline: MonotonicTime?) async {
        let sleeper = deadline.map { deadline in
            Task { [self] in
                do { try await time.sleep(until: deadline) } catch { return }
                wake()
            }
        }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.isSignalled || state.isClosed {
                    state.isSignalled = false
                    return true
                }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        sleeper?.cancel()
    }

    private func wake() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isSignalled = waiter == nil
            return waiter
        }
        waiter?.resume()
    }
}
