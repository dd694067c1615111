import Bytes
import KafkaModel
import Platform
import Scheduling
import Storage
import Telemetry

/// Reads from several partitions and answers when there is enough, or when the time is over
/// (Kafka: ReplicaManager.fetchMessages).
package final class RecordRead: Sendable {
    private let partitions: HostedPartitions
    private let time: any TimeSource
    private let disk: BlockingExecutor
    /// Passes that had to wait for the disk.
    private let coldReads: MetricCounter?
    private let nearest: ReadReplicaChoice?
    private let quota: ReplicationQuota?
    private let isKnown: @Sendable (TopicPartition) -> Bool

    /// `disk` runs the reads that have to wait for a disk, at most one for each fetch under way; it
    /// outlives the reader. With `nearest`, consumers are sent to the replica nearest to them, and
    /// followers are told of a new high watermark at once, since consumers wait for it there. `quota`
    /// limits what followers out of sync get of throttled replicas.
    package init(
        _ partitions: HostedPartitions, time: any TimeSource, disk: BlockingExecutor,
        coldReads: MetricCounter? = nil, nearest: ReadReplicaChoice? = nil,
        quota: ReplicationQuota? = nil,
        isKnown: @escaping @Sendable (TopicPartition) -> Bool
    ) {
        self.partitions = partitions
        self.time = time
        self.disk = disk
        self.coldReads = coldReads
        self.nearest = nearest
        self.quota = quota
        self.isKnown = isKnown
    }

    /// `completion` gets one result per fetch, in order, once: at once, or on `loop` after a wait.
    /// Called on `loop`.
    package func fetch(
        _ fetches: [PartitionFetch], _ parameters: FetchParameters, on loop: any EventLoop,
        completion: @escaping @Sendable ([PartitionFetchResult]) -> Void
    ) {
        let noting = parameters.isFollower
        let completion = noting ? counting(completion) : completion
        if let pass = readResident(fetches, parameters, noting: noting) {
            return conclude(pass, fetches, parameters, on: loop, completion)
        }
        readWaiting(fetches, parameters, noting: noting, on: loop) { [self] pass in
            conclude(pass, fetches, parameters, on: loop, completion)
        }
    }

    /// Counts what a follower gets of throttled replicas, in sync or not.
    private func counting(_ completion: @escaping @Sendable ([PartitionFetchResult]) -> Void)
        -> @Sendable ([PartitionFetchResult]) -> Void
    {
        guard let quota, let throttled = quota.throttled() else { return completion }
        return { results in
            let bytes = results.lazy.filter { throttled.contains($0.partition) }
                .reduce(0) { $0 + $1.records.count }
            if bytes > 0 { quota.note(bytes) }
            completion(results)
        }
    }

    /// Answers, or waits for more.
    private func conclude(
        _ pass: ReadPass, _ fetches: [PartitionFetch], _ parameters: FetchParameters,
        on loop: any EventLoop, _ completion: @escaping @Sendable ([PartitionFetchResult]) -> Void
    ) {
        if pass.isEnough(for: parameters) || parameters.maxWait <= .zero || fetches.isEmpty {
            return completion(pass.results)
        }
        DelayedFetch(self, fetches, parameters, on: loop, completion: completion).start(pass)
    }

    /// One pass over the partitions, in order, within the limits. With `noting`, a follower's
    /// positions are taken into its progress. `completion` gets the pass on `loop`: at once if all that
    /// it needs is in memory, else the pass is made again where the disk may be waited for. Called on
    /// `loop`.
    func read(
        _ fetches: [PartitionFetch], _ parameters: FetchParameters, noting: Bool,
        on loop: any EventLoop, completion: @escaping @Sendable (ReadPass) -> Void
    ) {
        if let pass = readResident(fetches, parameters, noting: noting) { return completion(pass) }
        readWaiting(fetches, parameters, noting: noting, on: loop, completion: completion)
    }

    /// A pass that waits for no disk; `nil` if it would have to. Called on the loop.
    func readResident(_ fetches: [PartitionFetch], _ parameters: FetchParameters, noting: Bool)
        -> ReadPass?
    {
        let pass = pass(fetches, parameters, noting: noting, .resident)
        return pass.isInterrupted ? nil : pass
    }

    /// A pass on a thread that may wait; `completion` gets it on `loop`. A position noted by an
    /// interrupted pass is noted again, which changes nothing.
    func readWaiting(
        _ fetches: [PartitionFetch], _ parameters: FetchParameters, noting: Bool,
        on loop: any EventLoop, completion: @escaping @Sendable (ReadPass) -> Void
    ) {
        coldReads?.add()
        // Refused only when the broker stops, and its connections have ended by then.
        disk.execute { [self] in
            let pass = pass(fetches, parameters, noting: noting, .waiting)
            loop.execute { completion(pass) }
        }
    }

    private func pass(
        _ fetches: [PartitionFetch], _ parameters: FetchParameters, noting: Bool, _ mode: ReadMode
    ) -> ReadPass {
        var pass = ReadPass()
        pass.results.reserveCapacity(fetches.count)
        var left = parameters.maxBytes
        var throttle = parameters.isFollower ? quota.flatMap { SendThrottle($0) } : nil
        for fetch in fetches {
            var limit = ReadLimit(bytes: left, isFirst: pass.bytes == 0, mode: mode)
            limit.throttled = throttle?.room(for: fetch.partition)
            let part = readOne(fetch, parameters, limit, noting: noting, into: &pass)
            if pass.isInterrupted { return pass }
            left = max(0, left - part.records.count)
            throttle?.sent(part)
            pass.add(part)
        }
        return pass
    }

    private func readOne(
        _ fetch: PartitionFetch, _ parameters: FetchParameters, _ limit: ReadLimit,
        noting: Bool, into pass: inout ReadPass
    ) -> PartitionFetchResult {
        var result = PartitionFetchResult(fetch.partition)
        do throws(PartitionError) {
            let partition = try partitions.find(
                fetch.partition, isKnownToCluster: isKnown(fetch.partition))
            try Self.checkTopicID(fetch.topicID, partition)
            let bounds = try partition.readBounds(
                isolation: parameters.isolation, epoch: fetch.currentLeaderEpoch,
                onlyFromLeader: parameters.onlyFromLeader || parameters.isFollower)
            result.highWatermark = bounds.highWatermark
            result.lastStableOffset = bounds.lastStableOffset
            result.logStartOffset = bounds.offsets.start
            if parameters.isolation == .committed { result.abortedTransactions = [] }
            if let replica = preferredReadReplica(partition, fetch, parameters) {
                result.preferredReadReplica = replica
                return result
            }
            result.divergence = try partition.divergence(
                lastFetched: fetch.lastFetchedEpoch, fetchOffset: fetch.fetchOffset)
            if result.divergence == nil {
                guard try readRecords(fetch, parameters, partition, bounds, limit, &result) else {
                    pass.isInterrupted = true
                    return result
                }
                if noting {
                    try partition.followerFetched(
                        parameters.replica, brokerEpoch: parameters.replicaEpoch,
                        from: fetch.fetchOffset, followerStart: fetch.logStartOffset,
                        leaderEnd: bounds.offsets.end, epoch: fetch.currentLeaderEpoch,
                        now: time.monotonic())
                    result.highWatermark = partition.highWatermark
                }
            }
            let told = toldHighWatermark(fetch, parameters)
            pass.saw(
                .init(partition: partition, bound: bounds.upTo, toldHighWatermark: told), result)
        } catch {
            result = PartitionFetchResult(fetch.partition)
            result.error = error.code
        }
        return result
    }

    private func preferredReadReplica(
        _ partition: Partition, _ fetch: PartitionFetch, _ parameters: FetchParameters
    ) -> BrokerID? {
        guard let nearest, let place = parameters.place, !parameters.isFollower else { return nil }
        return nearest.follower(of: partition, for: place, at: fetch.fetchOffset)
    }

    /// What the follower knows of the high watermark, where a change of it is to be told at once.
    private func toldHighWatermark(_ fetch: PartitionFetch, _ parameters: FetchParameters)
        -> Offset?
    {
        guard nearest != nil, parameters.isFollower, fetch.toldHighWatermark != .none else {
            return nil
        }
        return fetch.toldHighWatermark
    }

    private static func checkTopicID(_ id: UUID, _ partition: Partition) throws(PartitionError) {
        guard !id.isZero, let known = partition.log.topicID, known != id else { return }
        throw PartitionError(.inconsistentTopicId)
    }

    /// `false` if the disk would have to be waited for.
    private func readRecords(
        _ fetch: PartitionFetch, _ parameters: FetchParameters, _ partition: Partition,
        _ bounds: ReadBounds, _ limit: ReadLimit, _ result: inout PartitionFetchResult
    ) throws(PartitionError) -> Bool {
        guard fetch.fetchOffset >= bounds.offsets.start, fetch.fetchOffset <= bounds.offsets.end
        else { throw PartitionError(.offsetOutOfRange) }
        guard fetch.fetchOffset < bounds.upTo else { return true }
        var size = min(fetch.maxBytes, limit.bytes)
        if let room = limit.throttled, !partition.hasInSync(parameters.replica) {
            guard room > 0 else { return true }
            size = min(size, room)
        }
        let isWhole = limit.isFirst && parameters.allowsOversizedFirstBatch
        guard size > 0 || isWhole else { return true }
        var request = LogReadRequest(
            from: fetch.fetchOffset, upTo: bounds.upTo, maxBytes: max(0, size))
        request.atLeastOneBatch = isWhole
        request.includesAbortedTransactions = parameters.isolation == .committed
        request.mode = limit.mode
        do throws(LogError) {
            let read = try partition.log.read(request)
            result.records = read.records
            if parameters.isolation == .committed {
                result.abortedTransactions = read.abortedTransactions
            }
            return true
        } catch .notResident {
            return false
        } catch { throw PartitionError(error) }
    }
}

/// What the next partition of a pass may bring.
private struct ReadLimit {
    var bytes: Int
    /// Nothing has been read before it.
    var isFirst: Bool
    var mode: ReadMode
    /// Bytes that a follower out of sync may get; `nil`: the replica is not throttled.
    var throttled: Int?
}

/// What is left of the leader's quota while one pass goes on.
private struct SendThrottle {
    private let throttled: ReplicationQuota.Throttled
    private var room: Int

    /// `nil`: nothing is throttled.
    init?(_ quota: ReplicationQuota) {
        guard let throttled = quota.throttled() else { return nil }
        self.throttled = throttled
        room = quota.room
    }

    func room(for partition: TopicPartition) -> Int? {
        throttled.contains(partition) ? room : nil
    }

    mutating func sent(_ part: PartitionFetchResult) {
        if throttled.contains(part.partition) { room -= part.records.count }
    }
}

/// What one pass over the partitions of a fetch brought.
struct ReadPass: Sendable {
    struct Seen: Sendable {
        let partition: Partition
        /// How far the reader could have read.
        let bound: Offset
        /// The high watermark that the reader knows, where it is to learn of a higher one at once.
        let toldHighWatermark: Offset?
    }

    var results: [PartitionFetchResult] = []
    /// The partitions that could be read, for waiting.
    private(set) var seen: [Seen] = []
    private(set) var bytes = 0
    /// The pass met records that are not in memory, and was not to wait for them.
    var isInterrupted = false
    private var isUrgent = false

    mutating func saw(_ partition: Seen, _ result: PartitionFetchResult) {
        seen.append(partition)
        if let told = partition.toldHighWatermark, result.highWatermark > told { isUrgent = true }
    }

    mutating func add(_ result: PartitionFetchResult) {
        bytes += result.records.count
        if result.isUrgent { isUrgent = true }
        results.append(result)
    }

    /// Enough bytes, or something that the client should know at once.
    func isEnough(for parameters: FetchParameters) -> Bool {
        bytes >= parameters.minBytes || isUrgent
    }
}
