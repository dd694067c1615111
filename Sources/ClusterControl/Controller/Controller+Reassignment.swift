import ClusterMetadata
import KafkaModel
import Telemetry
import ZooKeeperClient

/// Replicas that move from some brokers to others.
///
/// First the full set of old and new replicas is written to the topic's node, and the new ones begin
/// to fetch. When all replicas of the target are in sync, leadership goes to one of them if it is
/// elsewhere, the replicas that leave are stopped and deleted, and the node gets the target alone.
/// Whatever is interrupted is found in the node and goes on with the next controller.
/// Source: controller-and-replication, section 9 (Kafka: `KafkaController.onPartitionReassignment`).
extension Controller {
    /// Begins moves, also over others that run; those with nothing to wait for are finished at once.
    /// Returns why moves were not begun.
    func reassign(_ wanted: [TopicPartition: ReplicaAssignment])
        async throws(ClusterMetadataError) -> [TopicPartition: TopicError]
    {
        let leaving = wanted.keys.sorted().flatMap { partition in
            let old = context.assignment(partition)?.replicas ?? []
            let new = wanted[partition]?.replicas ?? []
            return old.filter { !new.contains($0) }.map { Replica(partition, on: $0) }
        }
        try await rememberLeaving(leaving)
        let refused = try await writeAssignments(
            wanted.filter { context.assignment($0.key) != $0.value })
        let accepted = wanted.keys.filter { refused[$0] == nil }.sorted()
        for partition in accepted {
            if let new = wanted[partition] { context.setAssignment(partition, new) }
        }
        if !accepted.isEmpty { logger.info("moving replicas of \(listed(accepted))") }
        try await drop(leaving.filter { refused[$0.partition] == nil })
        try await advance(accepted)
        return refused
    }

    /// Replicas of a move that was redirected before it was over.
    private func drop(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        let headless = replicas.filter {
            context.leadership[$0.partition]?.state.leader == $0.broker
        }
        try await bringOnline(headless.map(\.partition), .offline(allowsUnclean: false))
        try await removeReplicas(replicas)
    }

    /// Goes on with moves from where they are.
    func advance(_ partitions: [TopicPartition]) async throws(ClusterMetadataError) {
        try await readInSyncReplicas(partitions)
        let (complete, waiting) = partitions.partitioned(isComplete)
        try await beginCatchingUp(waiting)
        try await finish(complete)
    }

    /// Finishes those of the moves that have nothing to wait for any more.
    func finishReassignments(_ partitions: [TopicPartition]) async throws(ClusterMetadataError) {
        let moving = partitions.filter {
            context.reassigned.contains($0) && !context.isQueuedForDeletion($0.topic)
        }
        if moving.isEmpty { return }
        try await readInSyncReplicas(moving)
        try await finish(moving.filter(isComplete))
    }

    /// Below IBP 2.7-IV2 leaders write in-sync replicas themselves: what ZooKeeper has counts, and a
    /// watch tells of the next change.
    private func readInSyncReplicas(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        if settings.protocolVersion.usesAlterPartition { return }
        for (partition, state) in try await store.partitionStates(partitions, watch: true) {
            context.leadership[partition] = state
        }
    }

    func reassignedStateChanged(_ partition: TopicPartition) async throws(ClusterMetadataError) {
        try await finishReassignments([partition])
    }

    private func isComplete(_ partition: TopicPartition) -> Bool {
        guard let assignment = context.assignment(partition) else { return false }
        return assignment.isComplete(
            inSync: context.leadership[partition]?.state.inSyncReplicas ?? [])
    }
}

// The first half.
extension Controller {
    /// Leader and followers learn the new set of replicas with a new epoch; new replicas are made.
    private func beginCatchingUp(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        for partition in try await renewEpochs(of: partitions) {
            guard let assignment = context.assignment(partition) else { continue }
            batch.addLeaderAndIsr(partition, to: assignment.origin, isNew: false)
            // A new replica may go to a good directory although the broker has lost another. One that
            // has been in sync is new no more: what it has may be nowhere else.
            let inSync = context.leadership[partition]?.state.inSyncReplicas ?? []
            let (known, new) = assignment.adding.partitioned(inSync.contains)
            batch.addLeaderAndIsr(partition, to: known, isNew: false)
            batch.addLeaderAndIsr(partition, to: new, isNew: true)
        }
        try await moveReplicas(
            replicas(\.adding, of: partitions).filter {
                context.replicaState($0) == .nonExistent
            }, to: .new)
        sendBatch()
    }

    /// Gives partitions a new epoch under the same leader. Returns those that have it.
    private func renewEpochs(of partitions: [TopicPartition])
        async throws(ClusterMetadataError) -> [TopicPartition]
    {
        var done: [TopicPartition] = []
        var remaining = partitions
        while !remaining.isEmpty {
            let updates = remaining.compactMap { partition -> PartitionStateUpdate? in
                guard let known = context.leadership[partition] else { return nil }
                var next = known.state
                next.leaderEpoch = known.state.leaderEpoch.next
                next.controllerEpoch = context.epoch
                return PartitionStateUpdate(partition, next, over: known.epoch)
            }
            let outcome = try await writeStates(updates)
            done += outcome.written
            remaining = outcome.conflicting
        }
        return done.sorted()
    }

    private func replicas(
        _ list: KeyPath<ReplicaAssignment, [BrokerID]>, of partitions: [TopicPartition]
    ) -> [Replica] {
        partitions.flatMap { partition in
            (context.assignment(partition)?[keyPath: list] ?? []).map { Replica(partition, on: $0) }
        }
    }
}

// The second half.
extension Controller {
    private func finish(_ partitions: [TopicPartition]) async throws(ClusterMetadataError) {
        if partitions.isEmpty { return }
        let arrived = replicas(\.adding, of: partitions)
        try await moveReplicas(
            arrived.filter { context.replicaState($0) == .new }, to: .online)
        var full: [TopicPartition: ReplicaAssignment] = [:]
        for partition in partitions {
            guard let assignment = context.assignment(partition) else { continue }
            full[partition] = assignment
            context.setAssignment(partition, ReplicaAssignment(assignment.target))
        }
        let leaderless = try await settleLeaders(partitions)
        for partition in leaderless {
            if let assignment = full.removeValue(forKey: partition) {
                context.setAssignment(partition, assignment)
            }
        }
        let leaving = full.keys.sorted().flatMap { partition in
            (full[partition]?.removing ?? []).map { Replica(partition, on: $0) }
        }
        try await rememberLeaving(leaving)
        try await removeReplicas(leaving)
        try await conclude(full)
    }

    /// Moves leaderships into the target, and tells its brokers the new set of replicas. Returns the
    /// partitions for which no leader was found: they go on as they were.
    private func settleLeaders(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError) -> [TopicPartition]
    {
        let led = partitions.filter { context.leadership[$0] != nil }
        let (staying, moving) = led.partitioned { partition in
            guard let leader = context.leadership[partition]?.state.leader else { return false }
            return context.isOnline(leader, partition)
                && context.assignment(partition)?.replicas.contains(leader) == true
        }
        let moved = try await bringOnline(moving, .reassignment)
        for partition in try await renewEpochs(of: staying) {
            let replicas = context.assignment(partition)?.replicas ?? []
            batch.addLeaderAndIsr(partition, to: replicas, isNew: false)
        }
        sendBatch()
        return moving.filter { !moved.contains($0) }
    }

    /// Out of the in-sync replicas first, then off the disks.
    private func removeReplicas(_ replicas: [Replica]) async throws(ClusterMetadataError) {
        if replicas.isEmpty { return }
        try await moveReplicas(replicas, to: .offline)
        sendBatch()
        expectDeletions(replicas)
        try await moveReplicas(replicas, to: .deletionStarted)
        sendBatch()
        try await moveReplicas(replicas, to: .deletionSuccessful)
        try await moveReplicas(replicas, to: .nonExistent)
    }

    private func conclude(_ moves: [TopicPartition: ReplicaAssignment])
        async throws(ClusterMetadataError)
    {
        let partitions = moves.keys.sorted()
        let targets = moves.filter { $0.value.isBeingReassigned }
            .mapValues { ReplicaAssignment($0.target) }
        for (partition, error) in try await writeAssignments(targets) {
            logger.error("the end of the move of \(partition) was not written: \(error)")
        }
        try await removeRequestedMoves { move in
            moves[move.partition].map { $0.target == move.replicas } ?? false
        }
        logger.info("replicas of \(listed(partitions)) have moved")
        batch.addMetadata(partitions)
        sendBatch()
        try await resumeDeletions(
            of: Set(partitions.map(\.topic)).filter(context.isQueuedForDeletion))
    }
}

// Nodes.
extension Controller {
    /// Writes assignments, each topic once. Returns those that were not written, and why.
    private func writeAssignments(_ assignments: [TopicPartition: ReplicaAssignment])
        async throws(ClusterMetadataError) -> [TopicPartition: TopicError]
    {
        guard let office, !assignments.isEmpty else { return [:] }
        let byTopic = Dictionary(grouping: assignments.keys, by: \.topic)
        let topics = byTopic.keys.sorted().map { topic in
            var znode = context.znode(of: topic)
            for partition in byTopic[topic] ?? [] {
                znode.assignments[partition.partition] = assignments[partition]
            }
            return (name: topic, znode: znode)
        }
        var failed: [TopicPartition: TopicError] = [:]
        for (topic, error) in try await office.setTopics(topics) {
            let isGone = error == .zooKeeper(.noNode)
            for partition in byTopic[topic] ?? [] {
                failed[partition] =
                    isGone
                    ? ReassignmentRule.unknown
                    : TopicError(.unknownServerError, "ZooKeeper failed: \(error)")
            }
        }
        return failed
    }
}
