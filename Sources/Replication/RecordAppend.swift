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
    /// acknowledgements have to be waited for. A leader's own one waits only where `flush.messages`
    /// asks for durable records; then even a producer that wants none (`acks=0`) is held back by it.
    package func append(
        _ appends: [PartitionAppend], acks: RequiredAcknowledgements, origin: AppendOrigin,
        timeout: Duration, on loop: any EventLoop,
        completion: @escaping @Sendable ([PartitionAppendResult]) -> Void
    ) {
        let now = time.monotonic()
        var results: [PartitionAppendResult] = []
        results.reserveCapacity(appends.count)
        var waits: [DelayedProduce.Wait] = []
        for append in appends {
            do throws(PartitionError) {
                let partition = try partitions.find(
                    append.partition, isKnownToCluster: isKnown(append.partition))
                let epoch = partition.leaderEpoch
                let result = try partition.append(
                    asLeader: append.records, needsAllInSync: acks == .allInSync, origin: origin,
                    now: now)
                results.append(PartitionAppendResult(append.partition, .success(result)))
                if acks == .allInSync || !result.isSecured {
                    waits.append(
                        .init(
                            index: results.count - 1, partition: partition, epoch: epoch,
                            offset: result.lastOffset + 1, acks: acks))
                }
            } catch {
                results.append(PartitionAppendResult(append.partition, .failure(error)))
            }
        }
        guard !waits.isEmpty else { return completion(results) }
        DelayedProduce(results, waits: waits, on: loop, completion: completion)
            .start(timeout: timeout)
    }
}
