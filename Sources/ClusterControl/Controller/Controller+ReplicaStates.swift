import ClusterMetadata
import KafkaModel
import Telemetry

/// The state machine of replicas. Changes gather in the batch; callers send it.
extension Controller {
    /// Moves replicas to a state and gathers the orders that make it true. A move that is not legal
    /// is told and left out.
    func moveReplicas(_ replicas: [Replica], to state: ReplicaState)
        async throws(ClusterMetadataError)
    {
        var moving: [Replica] = []
        var fresh: Set<Replica> = []
        moving.reserveCapacity(replicas.count)
        for replica in replicas {
            let from = context.replicaState(replica)
            guard state.legalPredecessors.contains(from) else {
                logger.error("replica \(replica) cannot go from \(from) to \(state)")
                continue
            }
            moving.append(replica)
            if from == .new { fresh.insert(replica) }
        }
        switch state {
        case .new: for replica in moving { orderNew(replica) }
        case .online:
            // New replicas were told when their partition got its leader, or as new ones.
            for replica in moving where !fresh.contains(replica) { orderOnline(replica) }
        case .offline: try await orderOffline(moving)
        case .deletionStarted:
            for replica in moving { orderStop(replica, deletes: true) }
        case .deletionSuccessful, .deletionIneligible, .nonExistent: break
        }
        for replica in moving { context.set(state, replica) }
    }

    private func orderNew(_ replica: Replica) {
        guard let known = context.leadership[replica.partition] else { return }
        guard known.state.leader != replica.broker else {
            return logger.error("replica \(replica) is new and leader at once")
        }
        batch.addLeaderAndIsr(replica.partition, to: [replica.broker], isNew: true)
    }

    private func orderOnline(_ replica: Replica) {
        guard context.leadership[replica.partition] != nil else { return }
        batch.addLeaderAndIsr(replica.partition, to: [replica.broker], isNew: false)
    }

    func orderStop(_ replica: Replica, deletes: Bool) {
        batch.addStopReplica(
            replica, deletes: deletes, epoch: context.stopEpoch(replica.partition))
    }

    /// Stops replicas and takes them out of the in-sync replicas.
    private func orderOffline(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        for replica in replicas { orderStop(replica, deletes: false) }
        var remaining: [TopicPartition: Set<BrokerID>] = [:]
        for replica in replicas {
            // The state of a topic that is being deleted goes with it.
            if context.isQueuedForDeletion(replica.partition.topic) { continue }
            remaining[replica.partition, default: []].insert(replica.broker)
        }
        while !remaining.isEmpty {
            let updates = remaining.keys.sorted().compactMap { partition in
                shrinking(partition, without: remaining[partition] ?? [])
            }
            let unchanged = Set(remaining.keys).subtracting(updates.map(\.partition))
            batch.addMetadata(unchanged.sorted())
            let outcome = try await writeStates(updates)
            for partition in outcome.written {
                let others = (context.assignment(partition)?.replicas ?? []).filter {
                    !(remaining[partition]?.contains($0) ?? false)
                }
                batch.addLeaderAndIsr(partition, to: others, isNew: false)
            }
            remaining = remaining.filter { outcome.conflicting.contains($0.key) }
        }
    }

    /// The state of a partition without some replicas; `nil` if they are neither leader nor in sync.
    private func shrinking(_ partition: TopicPartition, without gone: Set<BrokerID>)
        -> PartitionStateUpdate?
    {
        guard let known = context.leadership[partition] else { return nil }
        let successor = known.state.without(gone)
        guard var successor else { return nil }
        successor.leaderEpoch = known.state.leaderEpoch.next
        successor.controllerEpoch = context.epoch
        return PartitionStateUpdate(partition, successor, over: known.epoch)
    }
}

extension PartitionStateZNode {
    /// Without some replicas; the last one stays in sync, because it alone has what was
    /// acknowledged. `nil` if that changes nothing.
    func without(_ gone: Set<BrokerID>) -> PartitionStateZNode? {
        var next = self
        if gone.contains(leader) { next.leader = .none }
        var rest = inSyncReplicas
        for id in inSyncReplicas where gone.contains(id) && rest.count > 1 {
            rest.removeAll { $0 == id }
        }
        next.inSyncReplicas = rest
        return next == self ? nil : next
    }
}
