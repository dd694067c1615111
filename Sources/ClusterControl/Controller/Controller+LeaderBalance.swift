import ClusterMetadata
import KafkaModel
import Telemetry

/// Leaders go back to where they were meant to be.
extension Controller {
    /// Moves leadership to the preferred replica where it is elsewhere, could move, and is missing
    /// on its broker beyond the tolerance; then waits for the next time.
    func balanceLeaders(_ epoch: ControllerEpoch) async throws(ClusterMetadataError) {
        guard epoch == context.epoch else { return }
        schedule(.balanceLeaders(epoch), after: settings.balanceInterval)
        let byPreferred = Dictionary(grouping: context.allPartitions) { partition in
            context.assignment(partition)?.replicas.first ?? .none
        }
        for broker in byPreferred.keys.sorted() where context.isLive(broker) {
            let preferred = (byPreferred[broker] ?? []).filter {
                !context.isQueuedForDeletion($0.topic)
            }
            let elsewhere = preferred.filter { leader(of: $0) != broker }
            guard elsewhere.count * 100 > preferred.count * settings.tolerableImbalancePercent
            else {
                continue
            }
            try await electPreferred(elsewhere)
        }
    }

    private func leader(of partition: TopicPartition) -> BrokerID? {
        context.leadership[partition]?.state.leader
    }

    /// Elects the preferred leaders of those partitions where that can and need be.
    private func electPreferred(_ partitions: [TopicPartition]) async throws(ClusterMetadataError) {
        let movable = partitions.filter { partition in
            guard let known = context.leadership[partition],
                context.assignment(partition)?.isBeingReassigned == false,
                let candidates = candidates(partition, known.state),
                let elected = LeaderElection.elect(.preferred, candidates)
            else { return false }
            return elected.leader != known.state.leader
        }
        if movable.isEmpty { return }
        logger.info("moving \(movable.count) leaderships back to their preferred brokers")
        try await bringOnline(movable, .preferred)
        sendBatch()
    }

    /// An old tool wrote `/admin/preferred_replica_election`.
    func preferredElectionsRequested() async throws(ClusterMetadataError) {
        try await runPreferredElections()
        // The watch for the next request. If it is there already, no event will tell.
        if try await store.exists(PartitionListZNode.preferredElectionPath, watch: true) {
            queue.put(.preferredElectionRequest)
        }
    }

    /// Carries out what that node asks for and removes it.
    func runPreferredElections() async throws(ClusterMetadataError) {
        let path = PartitionListZNode.preferredElectionPath
        guard let office, let node = try await store.node(path) else { return }
        let request = Result { () throws(ZNodeDecodeError) in
            try PartitionListZNode(decoding: node.data).partitions
        }
        switch request {
        case .success(let wanted):
            try await electPreferred(wanted.filter { !context.isQueuedForDeletion($0.topic) })
        case .failure(let error): logger.warn("\(path) is malformed and removed: \(error)")
        }
        try await office.delete([path])
    }
}
