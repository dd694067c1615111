import ClusterMetadata
import KafkaModel

/// A partition's state in ZooKeeper was written.
struct PartitionStateChange {
    var partition: TopicPartition
    /// `nil`: the partition is new.
    var before: PartitionStateZNode?
    var after: PartitionStateZNode

    var joined: [BrokerID] {
        after.inSyncReplicas.filter { before?.inSyncReplicas.contains($0) == false }
    }

    var left: [BrokerID] {
        (before?.inSyncReplicas ?? []).filter { !after.inSyncReplicas.contains($0) }
    }

    /// Whether the new leader was not in sync.
    var isUncleanElection: Bool {
        guard let before, after.leader.isBroker, after.leader != before.leader else { return false }
        return !before.inSyncReplicas.contains(after.leader)
    }

    var hasOtherISR: Bool { !joined.isEmpty || !left.isEmpty }
}
