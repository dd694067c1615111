import ClusterMetadata
import KafkaModel
import Replication
import Simulation
import ZooKeeperClient
import ZooKeeperTree

/// Looks at elections: a leader that was not in sync may lack what is acknowledged, so only topics that
/// allow it get one, and only when no in-sync replica could be had.
// Sendable because everything happens on the one thread of the simulation.
final class ElectionChecker: @unchecked Sendable {
    private let cluster: SimulatedCluster
    private let tree: ZooKeeperChecker
    private let replicas: ReplicaChecker
    private let verdict: Verdict
    /// Topics with `unclean.leader.election.enable`.
    private let unclean: Set<String>

    init(
        _ cluster: SimulatedCluster, _ tree: ZooKeeperChecker, _ replicas: ReplicaChecker,
        _ verdict: Verdict, unclean: Set<String>
    ) {
        self.cluster = cluster
        self.tree = tree
        self.replicas = replicas
        self.verdict = verdict
        self.unclean = unclean
    }

    /// To be told of a state before those who look at its consequences.
    func saw(_ change: PartitionStateChange) {
        guard let before = change.before, change.isUncleanElection else { return }
        let (partition, leader) = (change.partition, change.after.leader)
        guard unclean.contains(partition.topic) else {
            return verdict.broken(
                "\(partition): \(leader) is elected, which is not among the in-sync replicas "
                    + "\(before.inSyncReplicas)")
        }
        if let better = before.inSyncReplicas.first(where: { isAvailable($0, partition) }) {
            verdict.broken(
                "\(partition): \(leader) is elected uncleanly, and \(better) is there, which is "
                    + "in sync")
        }
        if change.after.inSyncReplicas != [leader] {
            verdict.broken(
                "\(partition): after the unclean election of \(leader), "
                    + "\(change.after.inSyncReplicas) are in sync")
        }
        verdict.log.count(.uncleanElection)
        let topicID = tree.topics[partition.topic]?.node.topicID ?? .zero
        replicas.electedUncleanly(
            Incarnation(partition: partition, topicID: topicID), change.after.leaderEpoch)
    }

    /// Whether the controller must know that the broker can lead: it was registered when the controller
    /// was elected, and has been ever since, with all its disks.
    private func isAvailable(_ id: BrokerID, _ partition: TopicPartition) -> Bool {
        let nodes = cluster.zooKeeper.tree
        guard let broker = cluster.broker(id), broker.failedDirectory == nil,
            broker.partitions.online(partition) != nil,
            let registered = nodes.node(BrokerZNode.path(id))?.stat.czxid,
            let elected = nodes.node(ControllerZNode.path)?.stat.czxid
        else { return false }
        return registered < elected
    }
}
