import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry

/// Brokers that come, go, move, or lose a disk.
extension Controller {
    /// Compares the registered brokers with those known. One that came back with a new epoch is
    /// treated as gone and come.
    func brokersChanged() async throws(ClusterMetadataError) {
        let found = try await store.brokers(watch: true)
        let foundIDs = Set(found.map(\.id))
        let dead = Set(context.brokers.keys).subtracting(foundIDs)
        let new = found.filter { context.brokers[$0.id] == nil }
        let bounced = found.filter { broker in
            context.brokers[broker.id].map { $0.epoch < broker.epoch } ?? false
        }
        if dead.isEmpty, new.isEmpty, bounced.isEmpty { return }
        let changes = [
            ("new", new.map(\.id)), ("restarted", bounced.map(\.id)), ("gone", dead.sorted()),
        ]
        for (what, ids) in changes where !ids.isEmpty {
            logger.info("brokers \(what): \(listed(ids))")
        }

        let gone = dead.union(bounced.map(\.id))
        if !gone.isEmpty { try await brokersFailed(gone) }
        let come = (new + bounced).sorted { $0.id < $1.id }
        if !come.isEmpty { try await brokersStarted(come) }
    }

    private func brokersFailed(_ ids: Set<BrokerID>) async throws(ClusterMetadataError) {
        for id in ids.sorted() {
            closeChannel(id)
            context.removeBroker(id)
            context.offlineReplicas[id] = nil
            context.shuttingDown.remove(id)
            context.leftReplicas.beingDeleted = context.leftReplicas.beingDeleted.filter {
                $0.broker != id
            }
        }
        try await replicasFailed(context.replicas(on: ids))
    }

    private func brokersStarted(_ brokers: [RegisteredBroker]) async throws(ClusterMetadataError) {
        let known = context.liveOrShuttingDown
        for broker in brokers {
            context.addBroker(broker)
            context.offlineReplicas[broker.id] = nil
            openChannel(broker.id)
        }
        let ids = brokers.map(\.id)
        batch.addMetadata([], to: known)
        sendBatch()
        batch.addMetadata(context.allPartitions, to: ids)
        deleteLeftReplicas(on: ids)
        sendBatch()
        for id in ids { _ = try await store.exists(BrokerZNode.path(id), watch: true) }

        let replicas = context.replicas(on: Set(ids))
        try await moveReplicas(
            replicas.filter { !context.isQueuedForDeletion($0.partition.topic) }, to: .online)
        try await electLeaderless(sending: false)
        sendBatch()
        try await resumeReassignments(on: Set(ids))
        try await resumeDeletions(
            of: Set(replicas.map(\.partition.topic)).filter(context.isQueuedForDeletion))
    }

    /// The registration was written anew: other listeners.
    func brokerModified(_ id: BrokerID) async throws(ClusterMetadataError) {
        guard let broker = try await store.broker(id, watch: true), let old = context.brokers[id],
            old.epoch == broker.epoch, old != broker
        else { return }
        context.addBroker(broker)
        if let endpoint = broker.endpoint(settings.listener) {
            channels[id]?.move(to: endpoint)
        }
        batch.addMetadata([])
        sendBatch()
    }

    /// Replicas cannot serve any more: new leaders where they led, out of the ISR where they were.
    func replicasFailed(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        let (leaving, staying) = replicas.partitioned {
            context.isQueuedForDeletion($0.partition.topic)
        }
        movePartitions(context.partitionsWithOfflineLeader, to: .offline)
        try await electLeaderless(sending: false)
        try await moveReplicas(staying, to: .offline)
        // If there was nothing to order, the brokers still must learn who is gone.
        batch.addMetadata([])
        sendBatch()
        if !leaving.isEmpty { try await replicaDeletionsFailed(leaving) }
    }
}

// Disks.
extension Controller {
    /// Asks brokers that lost a log directory which replicas they have: a broker answers
    /// LeaderAndIsr with KAFKA_STORAGE_ERROR for those that it lost.
    func logDirsFailed() async throws(ClusterMetadataError) {
        guard let office else { return }
        let events = try await store.sequentialChildren(MetadataPath.logDirEvents, watch: true)
        let nodes = try await store.nodes(events.map(\.path))
        var brokers: Set<BrokerID> = []
        for node in nodes {
            guard let node else { continue }
            do throws(ZNodeDecodeError) {
                brokers.insert(try LogDirEventZNode(decoding: node.data).brokerID)
            } catch {
                logger.error("a notification of a failed log directory is malformed: \(error)")
            }
        }
        try await office.delete(events.map(\.path))
        let replicas = context.replicas(on: brokers).filter {
            context.isOnline($0.broker, $0.partition)
        }
        try await moveReplicas(replicas, to: .online)
        sendBatch()
    }

    func leaderAndIsrAnswered(
        _ broker: BrokerID, _ epoch: ControllerEpoch, _ request: LeaderAndIsrRequest,
        _ response: LeaderAndIsrResponse
    ) async throws(ClusterMetadataError) {
        guard epoch == context.epoch, context.brokers[broker]?.epoch == request.brokerEpoch else {
            return
        }
        guard response.errorCode == .none else {
            return logger.error("broker \(broker) refused LeaderAndIsr: \(response.errorCode)")
        }
        let results = results(response)
        try await leftReplicasAnswered(broker, results)
        var lost: Set<TopicPartition> = []
        var back: Set<TopicPartition> = []
        for (partition, code) in results {
            if code == .kafkaStorageError { lost.insert(partition) }
            if code == .none { back.insert(partition) }
        }
        let known = context.offlineReplicas[broker] ?? []
        context.offlineReplicas[broker] = known.subtracting(back).union(lost)
        let newlyLost = lost.subtracting(known).sorted()
        if newlyLost.isEmpty { return }
        logger.warn("broker \(broker) lost its replicas of \(listed(newlyLost))")
        try await replicasFailed(newlyLost.map { Replica($0, on: broker) })
    }

    private func results(_ response: LeaderAndIsrResponse) -> [(TopicPartition, ErrorCode)] {
        let named = response.partitionErrors.map {
            (TopicPartition($0.topicName, $0.partitionIndex), $0.errorCode)
        }
        let identified = response.topics.flatMap { topic in
            let name = context.topic(of: topic.topicId)
            return topic.partitionErrors.compactMap { error in
                name.map { (TopicPartition($0, error.partitionIndex), error.errorCode) }
            }
        }
        return named + identified
    }
}
