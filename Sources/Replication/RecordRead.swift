import Bytes
import KafkaModel
import Platform
import Scheduling
import Storage

/// What a fetch asks of all its partitions.
package struct FetchParameters: Sendable {
    /// ``BrokerID/consumer``, ``BrokerID/debuggingConsumer``, or the follower.
    package var replica: BrokerID = .consumer
    package var replicaEpoch: BrokerEpoch = .none
    package var isolation: ReadIsolation = .highWatermark
    package var maxWait: Duration = .zero
    package var minBytes = 0
    package var maxBytes = Int.max
    /// Versions up to 2 cut batches at the limit; later ones return the first batch whole.
    package var allowsOversizedFirstBatch = true
    /// Consumers before version 11 read from the leader only.
    package var onlyFromLeader = true

    package init() {}

    package var isFollower: Bool { replica.isBroker }
}

/// What a fetch asks of one partition.
package struct PartitionFetch: Sendable {
    package var partition: TopicPartition
    /// ``UUID/zero`` where the client named the topic.
    package var topicID: UUID = .zero
    package var fetchOffset: Offset
    package var logStartOffset: Offset = .none
    package var maxBytes: Int
    package var currentLeaderEpoch: LeaderEpoch = .none
    package var lastFetchedEpoch: LeaderEpoch = .none

    package init(_ partition: TopicPartition, fetchOffset: Offset, maxBytes: Int) {
        self.partition = partition
        self.fetchOffset = fetchOffset
        self.maxBytes = maxBytes
    }
}

package struct PartitionFetchResult: Sendable {
    package var partition: TopicPartition
    package var error: ErrorCode = .none
    package var highWatermark: Offset = .none
    package var lastStableOffset: Offset = .none
    package var logStartOffset: Offset = .none
    package var records: Payload = .empty
    /// `nil` unless committed records were asked for.
    package var abortedTransactions: [AbortedTransaction]?
    /// Where the follower's log has left the leader's.
    package var divergence: EpochEndOffset?

    package init(_ partition: TopicPartition) {
        self.partition = partition
    }
}

/// Reads from several partitions and answers when there is enough, or when the time is over
/// (Kafka: ReplicaManager.fetchMessages).
package final class RecordRead: Sendable {
    private let partitions: HostedPartitions
    private let time: any TimeSource
    private let isKnown: @Sendable (TopicPartition) -> Bool

    package init(
        _ partitions: HostedPartitions, time: any TimeSource,
        isKnown: @escaping @Sendable (TopicPartition) -> Bool
    ) {
        self.partitions = partitions
        self.time = time
        self.isKnown = isKnown
    }

    /// `completion` gets one result per fetch, in order, once: at once, or on `loop` after a wait.
    /// Called on `loop`.
    package func fetch(
        _ fetches: [PartitionFetch], _ parameters: FetchParameters, on loop: any EventLoop,
        completion: @escaping @Sendable ([PartitionFetchResult]) -> Void
    ) {
        let pass = read(fetches, parameters, noting: parameters.isFollower)
        if pass.isEnough(for: parameters) || parameters.maxWait <= .zero || fetches.isEmpty {
            return completion(pass.results)
        }
        DelayedFetch(self, fetches, parameters, on: loop, completion: completion).start(pass)
    }

    /// One pass over the partitions, in order, within the limits. With `noting`, a follower's
    /// positions are taken into its progress.
    func read(_ fetches: [PartitionFetch], _ parameters: FetchParameters, noting: Bool) -> ReadPass
    {
        var pass = ReadPass()
        pass.results.reserveCapacity(fetches.count)
        var left = parameters.maxBytes
        for fetch in fetches {
            let first = pass.bytes == 0
            let part = readOne(
                fetch, parameters, limit: left, first: first, noting: noting, into: &pass)
            left = max(0, left - part.records.count)
            pass.add(part)
        }
        return pass
    }

    private func readOne(
        _ fetch: PartitionFetch, _ parameters: FetchParameters, limit: Int, first: Bool,
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
            result.divergence = try partition.divergence(
                lastFetched: fetch.lastFetchedEpoch, fetchOffset: fetch.fetchOffset)
            if result.divergence == nil {
                let size = min(fetch.maxBytes, limit)
                try readRecords(
                    fetch, parameters, partition, bounds, size: size, first: first, &result)
                if noting {
                    try partition.followerFetched(
                        parameters.replica, brokerEpoch: parameters.replicaEpoch,
                        from: fetch.fetchOffset, followerStart: fetch.logStartOffset,
                        leaderEnd: bounds.offsets.end, epoch: fetch.currentLeaderEpoch,
                        now: time.monotonic())
                    result.highWatermark = partition.highWatermark
                }
            }
            pass.seen.append(.init(partition: partition, bound: bounds.upTo))
        } catch {
            result = PartitionFetchResult(fetch.partition)
            result.error = error.code
        }
        return result
    }

    private static func checkTopicID(_ id: UUID, _ partition: Partition) throws(PartitionError) {
        guard !id.isZero, let known = partition.log.topicID, known != id else { return }
        throw PartitionError(.inconsistentTopicId)
    }

    private func readRecords(
        _ fetch: PartitionFetch, _ parameters: FetchParameters, _ partition: Partition,
        _ bounds: ReadBounds, size: Int, first: Bool, _ result: inout PartitionFetchResult
    ) throws(PartitionError) {
        guard fetch.fetchOffset >= bounds.offsets.start, fetch.fetchOffset <= bounds.offsets.end
        else { throw PartitionError(.offsetOutOfRange) }
        guard fetch.fetchOffset < bounds.upTo else { return }
        guard size > 0 || (first && parameters.allowsOversizedFirstBatch) else { return }
        var request = LogReadRequest(
            from: fetch.fetchOffset, upTo: bounds.upTo, maxBytes: max(0, size))
        request.atLeastOneBatch = first && parameters.allowsOversizedFirstBatch
        request.includesAbortedTransactions = parameters.isolation == .committed
        do throws(LogError) {
            let read = try partition.log.read(request)
            result.records = read.records
            if parameters.isolation == .committed {
                result.abortedTransactions = read.abortedTransactions
            }
        } catch { throw PartitionError(error) }
    }
}

/// What one pass over the partitions of a fetch brought.
struct ReadPass: Sendable {
    struct Seen: Sendable {
        let partition: Partition
        /// How far the reader could have read.
        let bound: Offset
    }

    var results: [PartitionFetchResult] = []
    /// The partitions that could be read, for waiting.
    var seen: [Seen] = []
    private(set) var bytes = 0
    private var isUrgent = false

    mutating func add(_ result: PartitionFetchResult) {
        bytes += result.records.count
        if result.error != .none || result.divergence != nil { isUrgent = true }
        results.append(result)
    }

    /// Enough bytes, or something that the client should know at once.
    func isEnough(for parameters: FetchParameters) -> Bool {
        bytes >= parameters.minBytes || isUrgent
    }
}
