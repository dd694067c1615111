import ClusterMetadata
import KafkaModel
import Telemetry
import ZooKeeperClient

/// The state machine of partitions. Changes gather in the batch; callers send it.
extension Controller {
    /// Elects leaders for all partitions that have none, without those of topics on their way out.
    func electLeaderless(
        sending: Bool = true, where isMeant: (TopicPartition) -> Bool = { _ in true }
    ) async throws(ClusterMetadataError) {
        let partitions = context.allPartitions.filter { partition in
            let state = context.partitionState(partition)
            return (state == .new || state == .offline) && isMeant(partition)
                && !context.isQueuedForDeletion(partition.topic)
        }
        _ = try await bringOnline(partitions, .offline(allowsUnclean: false))
        if sending { sendBatch() }
    }

    /// States that are only remembered: all but online.
    func movePartitions(_ partitions: [TopicPartition], to state: PartitionState) {
        for partition in partitions where !context.enter(state, partition) {
            logger.error(
                "partition \(partition) cannot go from \(context.partitionState(partition)) to \(state)"
            )
        }
    }

    /// Gives partitions a leader: their first one, or one chosen by `strategy`. Returns those that
    /// have one chosen now.
    @discardableResult
    func bringOnline(_ partitions: [TopicPartition], _ strategy: ElectionStrategy)
        async throws(ClusterMetadataError) -> Set<TopicPartition>
    {
        let legal = partitions.filter {
            PartitionState.online.legalPredecessors.contains(context.partitionState($0))
        }
        let (fresh, led) = legal.partitioned { context.partitionState($0) == .new }
        var done = try await initialize(fresh)
        done.formUnion(try await electLeaders(led, strategy))
        for partition in done { _ = context.enter(.online, partition) }
        return done
    }
}

// New partitions.
extension Controller {
    private func initialize(_ partitions: [TopicPartition]) async throws(ClusterMetadataError)
        -> Set<TopicPartition>
    {
        guard let office else { return [] }
        var states: [(partition: TopicPartition, state: PartitionStateZNode)] = []
        for partition in partitions {
            let replicas = context.assignment(partition)?.replicas ?? []
            let live = replicas.filter { context.isOnline($0, partition) }
            guard let leader = live.first else {
                logger.warn(
                    "partition \(partition) waits for one of its replicas: brokers \(listed(replicas))"
                )
                continue
            }
            states.append(
                (
                    partition,
                    PartitionStateZNode(
                        leader: leader, leaderEpoch: 0, controllerEpoch: context.epoch,
                        inSyncReplicas: live)
                ))
        }
        if states.isEmpty { return [] }
        try await office.createPartitionNodes(states.map(\.partition))
        let results = try await PartitionStateStore(office).create(states)
        var done: Set<TopicPartition> = []
        for ((partition, state), result) in zip(states, results) {
            guard case .written(let epoch) = result else {
                logger.error("the state of the new partition \(partition) was not made: \(result)")
                continue
            }
            context.leadership[partition] = VersionedPartitionState(state, epoch: epoch)
            batch.addLeaderAndIsr(partition, to: state.inSyncReplicas, isNew: true)
            done.insert(partition)
        }
        return done
    }
}

// Elections.
extension Controller {
    /// Chooses leaders and writes them; what somebody else changed meanwhile is read and decided
    /// anew. Returns the partitions that got one.
    private func electLeaders(_ partitions: [TopicPartition], _ strategy: ElectionStrategy)
        async throws(ClusterMetadataError) -> Set<TopicPartition>
    {
        let unclean = try await uncleanTopics(among: partitions, strategy)
        var done: Set<TopicPartition> = []
        var leaderless: [TopicPartition] = []
        var remaining = partitions
        while !remaining.isEmpty {
            var elected: [TopicPartition: ElectedLeader] = [:]
            let updates = remaining.compactMap { partition -> PartitionStateUpdate? in
                guard let known = context.leadership[partition],
                    let candidates = candidates(partition, known.state, unclean)
                else { return nil }
                guard let leader = LeaderElection.elect(strategy, candidates) else {
                    leaderless.append(partition)
                    return nil
                }
                elected[partition] = leader
                return PartitionStateUpdate(
                    partition, successor(of: known.state, leader), over: known.epoch)
            }
            let outcome = try await writeStates(updates)
            for partition in outcome.written {
                let recipients = elected[partition]?.recipients ?? []
                batch.addLeaderAndIsr(partition, to: recipients, isNew: false)
            }
            done.formUnion(outcome.written)
            remaining = outcome.conflicting
        }
        if !leaderless.isEmpty {
            logger.warn(
                "no leader (\(strategy)) for \(leaderless.count) partitions: \(listed(leaderless))")
        }
        return done
    }

    func candidates(
        _ partition: TopicPartition, _ state: PartitionStateZNode, _ uncleanTopics: Set<String> = []
    ) -> LeaderElection.Candidates? {
        guard let assignment = context.assignment(partition) else { return nil }
        let replicas = assignment.replicas
        let lost = context.offlineReplicas
        return LeaderElection.Candidates(
            assignment: assignment, state: state,
            online: Set(replicas.filter { context.isOnline($0, partition) }),
            shuttingDown: Set(
                replicas.filter {
                    context.shuttingDown.contains($0) && !(lost[$0]?.contains(partition) ?? false)
                }),
            topicAllowsUnclean: uncleanTopics.contains(partition.topic),
            recordsRecovery: settings.protocolVersion.usesLeaderRecovery)
    }

    private func successor(of state: PartitionStateZNode, _ elected: ElectedLeader)
        -> PartitionStateZNode
    {
        PartitionStateZNode(
            leader: elected.leader, leaderEpoch: state.leaderEpoch.next,
            controllerEpoch: context.epoch, inSyncReplicas: elected.inSyncReplicas,
            recovery: elected.recovery)
    }

    /// Topics that allow a leader from outside the ISR, of those that need one.
    private func uncleanTopics(among partitions: [TopicPartition], _ strategy: ElectionStrategy)
        async throws(ClusterMetadataError) -> Set<String>
    {
        guard case .offline = strategy else { return [] }
        let needy = partitions.filter { partition in
            let inSync = context.leadership[partition]?.state.inSyncReplicas ?? []
            return !inSync.contains { context.isOnline($0, partition) }
        }
        let topics = Set(needy.map(\.topic)).sorted()
        let configs = try await ConfigStore(store).read(topics.map { .topic($0) })
        var unclean: Set<String> = []
        for (topic, config) in zip(topics, configs) {
            let setting = (try? config.get())?.settings["unclean.leader.election.enable"]
            if setting.map({ $0.lowercased() == "true" }) ?? allowsUncleanElection {
                unclean.insert(topic)
            }
        }
        return unclean
    }
}

// Writes of states.
extension Controller {
    /// Writes states over known ones and remembers those that were written. Of the conflicting ones
    /// the stored state is read; a state of a later controller means that this one was replaced.
    func writeStates(_ updates: [PartitionStateUpdate]) async throws(ClusterMetadataError)
        -> (written: [TopicPartition], conflicting: [TopicPartition])
    {
        guard let office, !updates.isEmpty else { return ([], []) }
        let results = try await PartitionStateStore(office).update(updates)
        var written: [TopicPartition] = []
        var conflicting: [TopicPartition] = []
        for (update, result) in zip(updates, results) {
            switch result {
            case .written(let epoch):
                context.leadership[update.partition] = VersionedPartitionState(
                    update.state, epoch: epoch)
                written.append(update.partition)
            case .conflict: conflicting.append(update.partition)
            case .failed(let error):
                if error.code == .sessionExpired || error == .zooKeeper(.closed) { throw error }
                logger.error("the state of \(update.partition) was not written: \(error)")
            }
        }
        let stored = try await store.partitionStates(conflicting)
        for partition in conflicting { context.leadership[partition] = stored[partition] }
        if stored.values.contains(where: { $0.state.controllerEpoch > context.epoch }) {
            throw .controllerMoved
        }
        return (written, conflicting.filter { stored[$0] != nil })
    }
}

extension LeaderEpoch {
    /// The epoch of the next leader.
    var next: LeaderEpoch { LeaderEpoch(rawValue &+ 1) }
}
