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
    private let endpoint: any LeaderEndpoint
    private let settings: FetcherSettings
    private let brokerEpoch: @Sendable () -> BrokerEpoch
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock(State())

    package init(
        leader: BrokerID, endpoint: any LeaderEndpoint, settings: FetcherSettings,
        brokerEpoch: @escaping @Sendable () -> BrokerEpoch, time: any TimeSource, logger: Logger
    ) {
        self.leader = leader
        self.endpoint = endpoint
        self.settings = settings
        self.brokerEpoch = brokerEpoch
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
        while !state.withLock({ $0.isClosed }), !Task.isCancelled {
            let now = time.monotonic()
            let (due, next) = state.withLock { ($0.followed.due(at: now), $0.followed.nextDue) }
            if due.isEmpty {
                await waitForWork(until: next)
            } else {
                await round(due)
            }
        }
        endpoint.close()
    }

    /// One fetch of `due` and all that its answer asks for.
    package func roundForAllDue() async {
        let now = time.monotonic()
        let due = state.withLock { $0.followed.due(at: now) }
        if !due.isEmpty { await round(due) }
    }

    private func round(_ due: [FollowedPartition]) async {
        do throws(BrokerClientError) {
            let ready = try await truncateFirst(due)
            guard !ready.isEmpty else { return }
            let epoch = brokerEpoch()
            // Only this task uses the session; it stands behind the lock with the rest.
            var session = state.withLock { $0.session }
            let plan = FetchPlan(ready, settings: settings, brokerEpoch: epoch, session: &session)
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
                case .dropped:
                    break
                }
            }
        }
        state.withLock { $0.followed.moveToEnd(moved) }
    }

    private func note(
        _ followed: FollowedPartition, _ change: (inout FollowedPartition) -> Void
    ) {
        state.withLock { $0.followed.update(followed.id, epoch: followed.epoch, change) }
    }

    private func delay(_ followed: FollowedPartition, _ reason: String) {
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

/// What an answer came to for one partition.
enum FetchOutcome: Equatable, Sendable {
    case progress(hasRecords: Bool)
    case retry(String)
    case stop(String)
    /// The partition is no longer followed under that leadership.
    case dropped
}

// MARK: One partition's answer

extension ReplicaFetcher {
    private func outcome(of part: FetchResponse.PartitionData, for entry: FetchPlan.Entry)
        async -> FetchOutcome
    {
        let followed = entry.followed
        switch part.errorCode {
        case .none:
            do throws(LogError) {
                let end = part.divergingEpoch
                if end.endOffset >= .zero || end.epoch >= 0 {
                    return try truncate(
                        followed,
                        EpochEndOffset(epoch: LeaderEpoch(end.epoch), endOffset: end.endOffset))
                }
                return try append(part, for: entry)
            } catch {
                return Self.failure(error)
            }
        case .offsetOutOfRange:
            return await handleOutOfRange(followed)
        case .fencedLeaderEpoch:
            // The leader has a newer epoch: the controller's order for it is on its way.
            return .retry("the leader's epoch is newer than \(followed.epoch)")
        default:
            return .retry(part.errorCode.name)
        }
    }

    private func append(_ part: FetchResponse.PartitionData, for entry: FetchPlan.Entry)
        throws(LogError) -> FetchOutcome
    {
        let followed = entry.followed
        guard followed.partition.log.offsets.end == entry.offset else { return .dropped }
        let records = part.records?.inMemory ?? .empty
        let isTaken = try followed.partition.append(
            asFollower: records, epoch: followed.epoch, leaderHighWatermark: part.highWatermark,
            leaderStart: part.logStartOffset)
        return isTaken ? .progress(hasRecords: !records.isEmpty) : .dropped
    }

    private func truncate(_ followed: FollowedPartition, _ leaderEnd: EpochEndOffset)
        throws(LogError) -> FetchOutcome
    {
        let partition = followed.partition
        let logEnd = partition.log.offsets.end
        let point = TruncationPoint.find(
            leader: leaderEnd, localEnd: partition.log.endOffset(for:), logEnd: logEnd,
            fallback: partition.highWatermark)
        if point.offset < logEnd {
            logger.info("\(followed.id): truncating from \(logEnd) to \(point.offset)")
        }
        let isTaken = try partition.truncate(to: point.offset, epoch: followed.epoch)
        return isTaken ? .progress(hasRecords: false) : .dropped
    }

    private static func failure(_ error: LogError) -> FetchOutcome {
        switch error {
        case .corruptRecords, .offsetsOutOfOrder, .diskFull: .retry("\(error)")
        default: .stop("\(error)")
        }
    }

    /// The own log ends behind the leader's, or begins where the leader's has nothing any more.
    private func handleOutOfRange(_ followed: FollowedPartition) async -> FetchOutcome {
        do throws(BrokerClientError) {
            let partition = followed.partition
            guard let leaderEnd = try await leaderOffset(-1, followed) else {
                return .retry("the leader does not tell its log end")
            }
            let ownEnd = partition.log.offsets.end
            do throws(LogError) {
                if leaderEnd < ownEnd {
                    logger.warn("\(followed.id): cut from \(ownEnd) to the leader's \(leaderEnd)")
                    let isTaken = try partition.truncate(to: leaderEnd, epoch: followed.epoch)
                    return isTaken ? .progress(hasRecords: false) : .dropped
                }
            } catch { return Self.failure(error) }
            guard let leaderStart = try await leaderOffset(-2, followed) else {
                return .retry("the leader does not tell its log start")
            }
            guard leaderStart > partition.log.offsets.end else {
                return .retry("out of range at \(ownEnd)")
            }
            do throws(LogError) {
                logger.warn("\(followed.id): starting anew at the leader's \(leaderStart)")
                let isTaken = try partition.restart(at: leaderStart, epoch: followed.epoch)
                return isTaken ? .progress(hasRecords: false) : .dropped
            } catch { return Self.failure(error) }
        } catch {
            return .retry("\(error)")
        }
    }

    /// The leader's log end (-1) or start (-2).
    private func leaderOffset(_ which: Int64, _ followed: FollowedPartition)
        async throws(BrokerClientError) -> Offset?
    {
        let request = ListOffsetsRequest(
            replicaId: settings.brokerID,
            topics: [
                .init(
                    name: followed.id.topic,
                    partitions: [
                        .init(
                            partitionIndex: followed.id.partition,
                            currentLeaderEpoch: followed.epoch, timestamp: which)
                    ])
            ])
        let answer = try await endpoint.listOffsets(request, version: settings.listOffsetsVersion)
        guard let part = answer.topics.first?.partitions.first, part.errorCode == .none else {
            return nil
        }
        return part.offset
    }
}

// MARK: Before the first fetch

extension ReplicaFetcher {
    /// Brings logs that the first fetch cannot compare into line with the leader's; returns those that
    /// may be fetched now.
    ///
    /// Fetch compares epochs itself from version 12 on. A log without epochs is cut at its high
    /// watermark; with older versions the leader is asked where the latest own epoch ends.
    private func truncateFirst(_ due: [FollowedPartition])
        async throws(BrokerClientError) -> [FollowedPartition]
    {
        var ready: [FollowedPartition] = []
        var asking: [FollowedPartition] = []
        for followed in due {
            guard followed.mustTruncate else {
                ready.append(followed)
                continue
            }
            let hasEpochs = followed.partition.log.latestEpoch != nil
            if hasEpochs && !settings.truncatesOnFetch {
                asking.append(followed)
                continue
            }
            do throws(LogError) {
                if !hasEpochs {
                    _ = try followed.partition.truncate(
                        to: followed.partition.highWatermark, epoch: followed.epoch)
                }
                note(followed) { $0.mustTruncate = false }
                ready.append(followed)
            } catch {
                delay(followed, "\(error)")
            }
        }
        guard !asking.isEmpty else { return ready }
        try await askForEndOffsets(asking)
        return ready
    }

    private func askForEndOffsets(_ asking: [FollowedPartition])
        async throws(BrokerClientError)
    {
        let request = OffsetForLeaderEpochRequest(
            replicaId: settings.brokerID,
            topics: asking.map { followed in
                .init(
                    topic: followed.id.topic,
                    partitions: [
                        .init(
                            partition: followed.id.partition,
                            currentLeaderEpoch: followed.epoch,
                            leaderEpoch: followed.partition.log.latestEpoch ?? .none)
                    ])
            })
        let answer = try await endpoint.endOffsets(request, version: settings.epochVersion)
        for topic in answer.topics {
            for part in topic.partitions {
                let id = TopicPartition(topic.topic, part.partition)
                guard let followed = asking.first(where: { $0.id == id }) else { continue }
                take(part, for: followed)
            }
        }
    }

    private func take(
        _ part: OffsetForLeaderEpochResponse.EpochEndOffset, for followed: FollowedPartition
    ) {
        guard part.errorCode == .none else { return delay(followed, part.errorCode.name) }
        let partition = followed.partition
        let point = TruncationPoint.find(
            leader: EpochEndOffset(epoch: part.leaderEpoch, endOffset: part.endOffset),
            localEnd: partition.log.endOffset(for:), logEnd: partition.log.offsets.end,
            fallback: partition.highWatermark)
        do throws(LogError) {
            _ = try partition.truncate(to: point.offset, epoch: followed.epoch)
            if point.isComplete { note(followed) { $0.mustTruncate = false } }
        } catch {
            delay(followed, "\(error)")
        }
    }
}
