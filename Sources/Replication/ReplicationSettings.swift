import KafkaModel
import Platform

/// The broker settings that replication obeys.
package struct ReplicationSettings: Sendable {
    package var brokerID: BrokerID
    /// `replica.lag.time.max.ms`: how long a follower may lack records and stay in sync.
    package var replicaLagTimeMax: Duration = .milliseconds(30_000)
    /// For proofs only.
    package var brokenRule: BrokenRule?

    package init(brokerID: BrokerID) {
        self.brokerID = brokerID
    }
}

/// What a partition asks of the broker around it. Callable from any thread, without blocking.
package protocol ReplicationSurroundings: Sendable {
    /// Whether the controller lists the broker as live.
    func isAlive(_ broker: BrokerID) -> Bool
    /// Asks the controller to change the in-sync replicas. The partition holds the change as pending
    /// until ``Partition/completeInSyncReplicasChange(_:)``.
    func requestInSyncReplicas(_ proposal: InSyncReplicasProposal)
}

/// A change of a partition's in-sync replicas that its leader asks of the controller
/// (AlterPartition).
package struct InSyncReplicasProposal: Sendable {
    package let partition: Partition
    package let topicID: UUID
    package let leaderEpoch: LeaderEpoch
    package let partitionEpoch: PartitionEpoch
    /// With the registrations under which the members fetch, where known.
    package let members: [(broker: BrokerID, epoch: BrokerEpoch)]
    /// 0 recovered, 1 recovering.
    package let leaderRecoveryState: Int8
}
