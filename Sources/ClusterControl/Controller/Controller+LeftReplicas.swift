import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry
import ZooKeeperClient

/// Replicas that are wanted no more, on brokers that may not have been told.
///
/// Kafka keeps the name of a topic until each of its brokers has returned, and forgets a replica that
/// was moved from a broker which is away, or which dies before it has carried out the order to delete
/// it. Here such replicas are remembered in ZooKeeper before anything else stops to tell of them: those
/// of a deleted topic that are on brokers that are away, so that its name is free at once, and all that
/// moves take away, until their brokers have deleted them. Whatever a broker brings back under the name
/// of a later topic has another id, so it is never taken for it:
///
/// * Where a broker that returns has no replica of that name now, it is told to delete what it has.
/// * Where it has, it answers LeaderAndIsr with INCONSISTENT_TOPIC_ID if the log of another topic is
///   still there; then it is told to delete it, and afterwards to begin anew. A broker that answers
///   otherwise has none, or one of this topic that it goes on with, and may hold records that nobody
///   else has: it is told nothing.
///
/// This holds for brokers of Kafka's too. If a controller of Kafka's is in office when the broker
/// returns, the old log lies there unused until ours is again.
extension Controller {
    /// Whether all replicas of a topic are deleted but for those on brokers that are away, and these
    /// can be told from a later topic of that name. Remembers them.
    func leavesRestBehind(_ topic: String) async throws(ClusterMetadataError) -> Bool {
        guard settings.protocolVersion.usesTopicIDs, context.topicIDs[topic] != nil else {
            return false
        }
        let rest = context.replicas(of: topic).filter {
            context.replicaState($0) != .deletionSuccessful
        }
        guard rest.allSatisfy({ context.brokers[$0.broker] == nil }) else { return false }
        // A topic whose node was written again may have been given its id after a broker went away.
        guard let node = try await store.node(TopicZNode.path(topic)), node.stat.version == 0 else {
            return false
        }
        try await rememberLeaving(rest)
        let brokers = Set(rest.map(\.broker)).sorted()
        logger.info(
            "brokers \(listed(brokers)), which are away, keep their replicas of \(topic) until they "
                + "return")
        return true
    }

    /// Remembers replicas that are about to be taken from their brokers, before that is written
    /// anywhere else. Those of topics without an id are not: nobody could tell what they belong to.
    func rememberLeaving(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        guard let office, settings.protocolVersion.usesTopicIDs else { return }
        var list = context.leftReplicas
        let byTopic = Dictionary(grouping: replicas, by: \.partition.topic)
        let changed = byTopic.sorted { $0.key < $1.key }.flatMap { topic, members in
            context.topicIDs[topic].map { list.add(members, of: $0) } ?? []
        }
        try await office.setLeftReplicas(changed)
        context.leftReplicas = list
    }

    /// Brokers are about to be told to delete these: the answers tell what need not be remembered any
    /// more.
    func expectDeletions(_ replicas: [Replica]) {
        for replica in replicas
        where context.brokers[replica.broker] != nil
            && context.leftReplicas.holds(replica.partition, on: replica.broker)
        {
            context.leftReplicas.beingDeleted.insert(replica)
        }
    }

    /// Tells brokers to delete what they should not have, where they have no replica of that name now.
    func deleteLeftReplicas(on brokers: [BrokerID]) {
        for broker in brokers {
            for partition in context.leftReplicas.partitions(on: broker) {
                let replica = Replica(partition, on: broker)
                if !isAssigned(replica) { orderDeletion(replica) }
            }
        }
    }

    private func isAssigned(_ replica: Replica) -> Bool {
        context.assignment(replica.partition)?.replicas.contains(replica.broker) ?? false
    }

    private func orderDeletion(_ replica: Replica) {
        let partition = replica.partition
        let ids = context.leftReplicas.topicIDs(of: partition, on: replica.broker)
        // A topic that still is: should the broker get the replica back, the order is too old to do harm.
        let isOfTopic = ids.allSatisfy { $0 == context.topicIDs[partition.topic] }
        context.leftReplicas.beingDeleted.insert(replica)
        batch.addStopReplica(
            replica, deletes: true,
            epoch: isOfTopic ? context.stopEpoch(partition) : .duringDelete)
    }

    /// A broker has answered LeaderAndIsr.
    func leftReplicasAnswered(_ broker: BrokerID, _ results: [(TopicPartition, ErrorCode)])
        async throws(ClusterMetadataError)
    {
        var gone: [TopicPartition] = []
        for (partition, code) in results where context.leftReplicas.holds(partition, on: broker) {
            let replica = Replica(partition, on: broker)
            // What was ordered before the deletion may be answered before it.
            if context.leftReplicas.beingDeleted.contains(replica) { continue }
            switch code {
            case .inconsistentTopicId:
                logger.info("broker \(broker) still has \(partition) of an earlier topic")
                orderDeletion(replica)
            case .kafkaStorageError: continue
            default: if isAssigned(replica) { gone.append(partition) }
            }
        }
        sendBatch()
        try await forgetLeftReplicas(gone, on: broker)
    }

    /// A broker has answered StopReplica: it has deleted some of the partitions, and not the others.
    func leftReplicasDeleted(
        _ broker: BrokerID, _ partitions: [TopicPartition], refused: Set<TopicPartition>
    ) async throws(ClusterMetadataError) {
        let answered = partitions.map { Replica($0, on: broker) }.filter {
            context.leftReplicas.beingDeleted.remove($0) != nil
        }
        let deleted = answered.filter { !refused.contains($0.partition) }
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
        try await office?.setLeftReplicas(context.leftReplicas.remove(partitions, on: broker))
    }
}
