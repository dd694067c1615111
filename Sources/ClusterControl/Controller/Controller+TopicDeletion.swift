import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry

/// Topics on their way out: from the request in ZooKeeper to the last znode.
///
/// The live replicas of a topic are deleted at once, and the topic is gone from the metadata of the
/// brokers. Its znodes go when all replicas are deleted, or when those that are not can be left behind
/// (`Controller+LeftReplicas`).
extension Controller {
    func deletionsRequested() async throws(ClusterMetadataError) {
        guard let office else { return }
        let requested = try await store.topicDeletions(watch: true)
        let (known, unknown) = requested.partitioned { context.hasTopic($0) }
        if !unknown.isEmpty {
            logger.warn("asked to delete topics that do not exist: \(listed(unknown))")
            try await office.removeTopicDeletions(unknown)
        }
        if known.isEmpty { return }
        guard settings.allowsTopicDeletion else {
            logger.warn("deletion of topics is disabled; forgetting \(listed(known))")
            return try await office.removeTopicDeletions(known)
        }
        context.deletions.queued.formUnion(known)
        try await resumeDeletions()
    }

    /// What a controller that takes office finds requested. A request for a topic that is gone is the
    /// last node of a deletion that an earlier controller could not finish: nobody would remove it.
    func beginDeletions(_ requested: [String]) async throws(ClusterMetadataError) {
        guard let office else { return }
        let (begun, idle) = requested.partitioned {
            settings.allowsTopicDeletion && context.hasTopic($0)
        }
        context.deletions.queued.formUnion(begun)
        if !idle.isEmpty { try await office.removeTopicDeletions(idle) }
    }

    /// Something that stood in the way of these topics may be gone.
    func resumeDeletions(of topics: Set<String>) async throws(ClusterMetadataError) {
        if topics.isEmpty { return }
        context.deletions.ineligible.subtract(topics)
        try await resumeDeletions()
    }

    /// Goes on with every deletion that can go on.
    func resumeDeletions() async throws(ClusterMetadataError) {
        for topic in context.deletions.queued.sorted() {
            let replicas = context.replicas(of: topic)
            let states = replicas.map { context.replicaState($0) }
            if states.allSatisfy({ $0 == .deletionSuccessful }) {
                try await completeDeletion(topic)
                continue
            }
            if states.contains(.deletionStarted) { continue }
            if !context.deletions.ineligible.contains(topic) {
                try await deleteReplicas(topic, replicas)
            }
            let isUnderWay = replicas.contains { context.replicaState($0) == .deletionStarted }
            guard !isUnderWay, try await leavesRestBehind(topic) else { continue }
            try await completeDeletion(topic)
        }
    }

    private func deleteReplicas(_ topic: String, _ replicas: [Replica])
        async throws(ClusterMetadataError)
    {
        let partitions = context.partitions(of: topic)
        if context.deletions.started.insert(topic).inserted {
            logger.info("deleting topic \(topic)")
            let known = partitions.filter { context.partitionState($0) != .nonExistent }
            movePartitions(known, to: .offline)
            movePartitions(known, to: .nonExistent)
        }
        batch.addMetadata(partitions)
        let pending = replicas.filter { context.replicaState($0) != .deletionSuccessful }
        let (live, dead) = pending.partitioned { context.isOnline($0.broker, $0.partition) }
        try await moveReplicas(
            dead.filter { context.replicaState($0) != .deletionIneligible }, to: .offline)
        try await moveReplicas(
            dead.filter { context.replicaState($0) != .deletionIneligible }, to: .deletionIneligible
        )
        if !dead.isEmpty {
            context.deletions.ineligible.insert(topic)
            let brokers = Set(dead.map(\.broker)).sorted()
            logger.info("the deletion of topic \(topic) waits for brokers \(listed(brokers))")
        }
        // First out of replication everywhere, then off the disks.
        try await moveReplicas(live, to: .offline)
        sendBatch()
        try await moveReplicas(live, to: .deletionStarted)
        sendBatch()
    }

    private func completeDeletion(_ topic: String) async throws(ClusterMetadataError) {
        guard let office else { return }
        try await office.deleteTopic(topic)
        let wasMoving = context.reassigned.contains { $0.topic == topic }
        context.removeTopic(topic)
        if wasMoving { try await removeRequestedMoves { $0.partition.topic == topic } }
        logger.info("topic \(topic) is deleted")
    }

    func stopReplicaAnswered(
        _ broker: BrokerID, _ epoch: ControllerEpoch, _ partitions: [TopicPartition],
        _ response: StopReplicaResponse
    ) async throws(ClusterMetadataError) {
        guard epoch == context.epoch else { return }
        var failed: Set<TopicPartition> = []
        if response.errorCode != .none { failed.formUnion(partitions) }
        for error in response.partitionErrors where error.errorCode != .none {
            failed.insert(TopicPartition(error.topicName, error.partitionIndex))
        }
        try await leftReplicasDeleted(broker, partitions, refused: failed)
        let replicas = partitions.filter { context.isQueuedForDeletion($0.topic) }
            .map { Replica($0, on: broker) }
            .filter { context.replicaState($0) == .deletionStarted }
        let (bad, good) = replicas.partitioned { failed.contains($0.partition) }
        try await moveReplicas(good, to: .deletionSuccessful)
        if bad.isEmpty { return try await resumeDeletions() }
        try await replicaDeletionsFailed(bad)
    }

    /// Replicas cannot be deleted now; their topics wait for a broker to return.
    func replicaDeletionsFailed(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        for replica in replicas {
            context.deletions.ineligible.insert(replica.partition.topic)
        }
        let movable = replicas.filter { replica in
            ReplicaState.deletionIneligible.legalPredecessors.contains(
                context.replicaState(replica))
        }
        try await moveReplicas(movable, to: .deletionIneligible)
        try await resumeDeletions()
    }
}
