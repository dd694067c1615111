import ClusterMetadata
import KafkaModel
import Telemetry

/// Topics that somebody created, grew or removed in ZooKeeper.
extension Controller {
    func topicsChanged() async throws(ClusterMetadataError) {
        guard let office else { return }
        let names = try await store.topicNames(watch: true)
        for gone in Set(context.topics).subtracting(names).sorted() { context.removeTopic(gone) }
        let new = try await loadTopics(names.filter { !context.hasTopic($0) }, office)
        if new.isEmpty { return }
        logger.info("new topics: \(listed(new))")
        try await partitionsCreated(new.flatMap { context.partitions(of: $0) })
    }

    /// Gives new partitions replicas and a leader.
    private func partitionsCreated(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        let replicas = partitions.flatMap { partition in
            (context.assignment(partition)?.replicas ?? []).map { Replica(partition, on: $0) }
        }
        movePartitions(partitions, to: .new)
        try await moveReplicas(replicas, to: .new)
        try await bringOnline(partitions, .offline(allowsUnclean: false))
        try await moveReplicas(replicas, to: .online)
        sendBatch()
    }

    /// The node of a topic was written anew: more partitions, as a rule.
    func topicModified(_ topic: String) async throws(ClusterMetadataError) {
        guard let office else { return }
        let read = try await store.topics([topic], watch: true)
        guard context.hasTopic(topic), let znode = read.first?.znode else { return }
        let known = Set(context.partitions(of: topic).map(\.partition))
        let added = znode.partitions.filter { !known.contains($0) }
        if added.isEmpty { return }
        if context.isQueuedForDeletion(topic) {
            logger.warn("topic \(topic) is being deleted and cannot grow; its node is put back")
            return try await office.setTopic(topic, context.znode(of: topic))
        }
        // Only what is new is taken: a move of replicas has a way of its own.
        var merged = context.znode(of: topic)
        for partition in added { merged.assignments[partition] = znode.assignments[partition] }
        context.setTopic(topic, merged)
        logger.info("new partitions of topic \(topic): \(listed(added))")
        try await partitionsCreated(added.map { TopicPartition(topic, $0) })
    }
}
