import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import Storage

/// One partition's part of an append.
package struct PartitionAppend: Sendable {
    package var partition: TopicPartition
    package var records: SharedBytes

    package init(_ partition: TopicPartition, _ records: SharedBytes) {
        self.partition = partition
        self.records = records
    }
}

/// What became of it.
package struct PartitionAppendResult: Sendable {
    package var partition: TopicPartition
    package var outcome: Result<LogAppendResult, PartitionError>

    package init(_ partition: TopicPartition, _ outcome: Result<LogAppendResult, PartitionError>) {
        self.partition = partition
        self.outcome = outcome
    }
}

/// How many replicas must have the records before the append is answered (`acks`).
package enum RequiredAcknowledgements: Equatable, Sendable {
    /// The answer does not matter (0), or the leader is enough (1).
    case leader
    /// All in-sync replicas (-1).
    case allInSync
}

/// Appends to several partitions and answers when the records are acknowledged as asked
/// (Kafka: ReplicaManager.appendRecords).
package final class RecordAppend: Sendable {
    private let partitions: HostedPartitions
    private let time: any TimeSource
    /// Whether the cluster knows a partition that is not hosted here.
    private let isKnown: @Sendable (TopicPartition) -> Bool

    package init(
        _ partitions: HostedPartitions, time: any TimeSource,
        isKnown: @escaping @Sendable (TopicPartition) -> Bool
    ) {
        self.partitions = partitions
        self.time = time
        self.isKnown = isKnown
    }

    /// `completion` gets one result per append, in order, once: at once, or on `loop` if
    /// acknowledgements have to be waited for, or a log that is just being moved. A leader's own one waits only where `flush.messages`
    /// asks for durable records; then even a producer that wants none (`acks=0`) is held back by it.
    package func append(
        _ appends: [PartitionAppend], acks: RequiredAcknowledgements, origin: AppendOrigin,
        timeout: Duration, on loop: any EventLoop,
        completion: @escaping @Sendable ([PartitionAppendResult]) -> Void
    ) {
        let now = time.monotonic()
        var done = AppendsDone(acks: acks)
        done.results.reserveCapacity(appends.count)
        var late: LateAppends?
        for append in appends {
            do throws(PartitionError) {
                let partition = try partitions.find(
                    append.partition, isKnownToCluster: isKnown(append.partition))
                let epoch = partition.leaderEpoch
                let index = done.results.count
                let result = try partition.append(
                    asLeader: append.records, needsAllInSync: acks == .allInSync, origin: origin,
                    now: now
                ) {
                    let gathering = late ?? LateAppends()
                    late = gathering
                    return gathering.expect(index, partition, epoch)
                }
                // Until it is there.
                done.results.append(
                    PartitionAppendResult(
                        append.partition, .failure(PartitionError(.notLeaderOrFollower))))
                if let result { done.take(.success(result), index, partition, epoch) }
            } catch {
                done.results.append(PartitionAppendResult(append.partition, .failure(error)))
            }
        }
        guard let late else { return done.finish(timeout, on: loop, completion) }
        let gathered = done
        late.finish(gathered, on: loop) { done in done.finish(timeout, on: loop, completion) }
    }
}

/// What became of the appends of one request so far.
struct AppendsDone: Sendable {
    let acks: RequiredAcknowledgements
    var results: [PartitionAppendResult] = []
    private var waits: [DelayedProduce.Wait] = []

    init(acks: RequiredAcknowledgements) { self.acks = acks }

    mutating func take(
        _ outcome: Result<LogAppendResult, PartitionError>, _ index: Int, _ partition: Partition,
        _ epoch: LeaderEpoch
    ) {
        results[index].outcome = outcome
        guard case .success(let result) = outcome, acks == .allInSync || !result.isSecured else {
            return
        }
        waits.append(
            .init(
                index: index, partition: partition, epoch: epoch, offset: result.lastOffset + 1,
                acks: acks))
    }

    /// Answers now, or when all that is asked for is acknowledged.
    func finish(
        _ timeout: Duration, on loop: any EventLoop,
        _ completion: @escaping @Sendable ([PartitionAppendResult]) -> Void
    ) {
        guard !waits.isEmpty else { return completion(results) }
        DelayedProduce(results, waits: waits, on: loop, completion: completion)
            .start(timeout: timeout)
    }
}
