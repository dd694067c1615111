import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry
import ZooKeeperClient

/// Deletions that do not wait for brokers that are away.
///
/// Kafka keeps the name of a topic until each of its brokers has returned. With topic ids that is not
/// needed: the replicas left behind are remembered in ZooKeeper, the topic goes, and its name is free.
/// Whatever a broker brings back under the name has another id than the topic that has the name by
/// then, so it is never taken for it:
///
/// * Where a broker that returns has no replica of that name now, it is told to delete what it has.
/// * Where it has, it answers LeaderAndIsr with INCONSISTENT_TOPIC_ID if the old log is still there;
///   then it is told to delete it, and afterwards to begin anew. A broker that answers otherwise has
///   none, and may hold records of the new topic already: it is told nothing.
///
/// This holds for brokers of Kafka's too. If a controller of Kafka's is in office when the broker
/// returns, the old log lies there unused until ours is again.
extension Controller {
    /// Whether all replicas of a topic are deleted but for those on brokers that are away, and these
    /// can be told from a later topic of that name. Remembers them.
    func leavesRestBehind(_ topic: String) async throws(ClusterMetadataError) -> Bool {
        guard let office, settings.protocolVersion.usesTopicIDs,
            let id = context.topicIDs[topic]
        else { return false }
        let rest = context.replicas(of: topic).filter {
            context.replicaState($0) != .deletionSuccessful
        }
        guard rest.allSatisfy({ context.brokers[$0.broker] == nil }) else { return false }
        // A topic whose node was written again may have been given its id after a broker went away.
        guard let node = try await store.node(TopicZNode.path(topic)), node.stat.version == 0 else {
            return false
        }
        for (broker, replicas) in Dictionary(grouping: rest, by: \.broker).sorted(by: {
            $0.key < $1.key
        }) {
            let partitions = replicas.map(\.partition.partition).sorted()
            let left = LeftReplicas(
                broker: broker, topicID: id,
                znode: LeftReplicasZNode(topic: topic, partitions: partitions))
            try await office.rememberLeftReplicas(left)
            context.leftReplicas.add(left)
            logger.info(
                "broker \(broker), which is away, keeps its replicas of \(topic) until it returns")
        }
        return true
    }

    /// Tells brokers to delete what they kept of deleted topics, where no topic of that name is
    /// theirs now.
    func deleteLeftReplicas(on brokers: [BrokerID]) {
        for broker in brokers {
            for partition in context.leftReplicas.partitions(on: broker) {
                let isTheirs = context.assignment(partition)?.replicas.contains(broker) ?? false
                if !isTheirs { orderDeletion(Replica(partition, on: broker)) }
            }
        }
    }

    private func orderDeletion(_ replica: Replica) {
        context.leftReplicas.beingDeleted.insert(replica)
        batch.addStopReplica(replica, deletes: true, epoch: .duringDelete)
    }

    /// A broker has answered LeaderAndIsr.
    func leftReplicasAnswered(_ broker: BrokerID, _ results: [(TopicPartition, ErrorCode)])
        async throws(ClusterMetadataError)
    {
        var gone: [TopicPartition] = []
        for (partition, code) in results where context.leftReplicas.holds(partition, on: broker) {
            let replica = Replica(partition, on: broker)
            switch code {
            case .inconsistentTopicId:
                // Several orders may be answered so before the deletion is; it is ordered once.
                guard !context.leftReplicas.beingDeleted.contains(replica) else { continue }
                logger.info("broker \(broker) still has \(partition) of a deleted topic")
                orderDeletion(replica)
            case .kafkaStorageError: continue
            default: gone.append(partition)
            }
        }
        sendBatch()
        try await forgetLeftReplicas(gone, on: broker)
    }

    /// A broker has answered StopReplica.
    func leftReplicasDeleted(_ broker: BrokerID, _ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        let replicas = partitions.map { Replica($0, on: broker) }
        let deleted = replicas.filter { context.leftReplicas.beingDeleted.remove($0) != nil }
        if deleted.isEmpty { return }
        try await forgetLeftReplicas(deleted.map(\.partition), on: broker)
        // Where a topic of that name is theirs now, they begin anew.
        try await moveReplicas(
            deleted.filter { context.replicaState($0) == .online }, to: .online)
        sendBatch()
    }

    private func forgetLeftReplicas(_ partitions: [TopicPartition], on broker: BrokerID)
        async throws(ClusterMetadataError)
    {
        guard let office else { return }
        for changed in context.leftReplicas.remove(partitions, on: broker) {
            try await office.setLeftReplicas(changed)
        }
    }
}
