import KafkaModel
import Platform
import Storage

/// The partitions of which this broker has a replica. Lookups may come from any thread; changes come
/// from the one place that applies the controller's orders (Kafka: ReplicaManager.allPartitions).
package final class HostedPartitions: Sendable {
    package enum Entry: Sendable {
        case online(Partition)
        /// The controller has given it a role that it takes up when its log is open.
        case opening
        /// Its log directory has failed.
        case offline
    }

    private let entries = Lock([TopicPartition: Entry]())

    package init() {}

    package subscript(partition: TopicPartition) -> Entry? {
        entries.withLock { $0[partition] }
    }

    /// The partition if it is here and its log is usable.
    package func online(_ partition: TopicPartition) -> Partition? {
        if case .online(let found) = self[partition] { found } else { nil }
    }

    /// The partition, or the error that a client is told. Partitions not here are
    /// `NOT_LEADER_OR_FOLLOWER` where the cluster knows them, and so are those whose log is still being
    /// opened: clients ask the cluster again and come back.
    package func find(_ partition: TopicPartition, isKnownToCluster: @autoclosure () -> Bool)
        throws(PartitionError) -> Partition
    {
        switch self[partition] {
        case .online(let found): return found
        case .offline: throw PartitionError(.kafkaStorageError)
        case .opening: throw PartitionError(.notLeaderOrFollower, "The log is being opened.")
        case nil:
            throw PartitionError(
                isKnownToCluster() ? .notLeaderOrFollower : .unknownTopicOrPartition)
        }
    }

    package func insert(_ partition: Partition) {
        entries.withLock { $0[partition.topicPartition] = .online(partition) }
    }

    package func markOpening(_ partition: TopicPartition) {
        entries.withLock { $0[partition] = .opening }
    }

    package func markOffline(_ partition: TopicPartition) {
        let lost = entries.withLock { $0.updateValue(.offline, forKey: partition) }
        if case .online(let partition) = lost { partition.stop(hasFailed: true) }
    }

    /// A log directory (entry of `log.dirs`) has failed, and all replicas in it with it; returns them.
    /// A replica that has just been moved elsewhere, which `isElsewhere` tells, goes on.
    @discardableResult
    package func markOffline(
        logDirectory: String, unless isElsewhere: (TopicPartition) -> Bool = { _ in false }
    ) -> [TopicPartition] {
        let lost = allOnline.filter { $0.log.logDirectory == logDirectory }.map(\.topicPartition)
            .filter { !isElsewhere($0) }
        for partition in lost { markOffline(partition) }
        return lost
    }

    package func remove(_ partition: TopicPartition) {
        let lost = entries.withLock { $0.removeValue(forKey: partition) }
        if case .online(let partition) = lost { partition.stop() }
    }

    /// All usable partitions, in order.
    package var allOnline: [Partition] {
        let all = entries.withLock { Array($0.values) }
        return all.compactMap { if case .online(let partition) = $0 { partition } else { nil } }
            .sorted { $0.topicPartition < $1.topicPartition }
    }

    package var count: Int { entries.withLock { $0.count } }

    /// Replicas in log directories that have failed.
    package var offlineCount: Int {
        entries.withLock { entries in
            entries.values.count { if case .offline = $0 { true } else { false } }
        }
    }
}
