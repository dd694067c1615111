import ClusterControl
import ClusterMetadata
import KafkaModel
import ZooKeeperClient

/// `reassign-partitions --zookeeper`, as Kafka 2.8 has it: orders stand in
/// `/admin/reassign_partitions`, and cannot be cancelled.
struct ReassignmentOverZooKeeper: ReassignmentCluster {
    let store: ClusterStore

    func brokers() async throws(CommandFailure) -> [PlacementBroker] {
        try await asking { () throws(ClusterMetadataError) in
            try await store.brokers().map {
                PlacementBroker(id: $0.id, rack: $0.registration.rack)
            }
        }
    }

    func replicas(of topics: Set<String>) async throws(CommandFailure)
        -> [TopicPartition: [BrokerID]]
    {
        try await asking { () throws(ClusterMetadataError) in
            var replicas: [TopicPartition: [BrokerID]] = [:]
            for (name, znode) in try await store.topics(topics.sorted()) {
                for (partition, assignment) in znode.assignments {
                    replicas[TopicPartition(name, partition)] = assignment.replicas
                }
            }
            return replicas
        }
    }

    /// Only the orders that stand in ZooKeeper; those given to brokers are not seen.
    func runningMoves() async throws(CommandFailure) -> [TopicPartition: RunningMove] {
        let node = try await asking { () throws(ClusterMetadataError) in
            try await store.node(ReassignPartitionsZNode.path)
        }
        guard let node, let orders = try? ReassignPartitionsZNode(decoding: node.data) else {
            return [:]
        }
        return Dictionary(
            orders.moves.map { ($0.partition, RunningMove(replicas: $0.replicas)) },
            uniquingKeysWith: { $1 })
    }

    func move(_ targets: [TopicPartition: [BrokerID]?]) async throws(CommandFailure)
        -> [TopicPartition: String]
    {
        let moves = targets.keys.sorted().map { partition in
            ReassignPartitionsZNode.Move(partition, to: (targets[partition] ?? nil) ?? [])
        }
        let isNew = try await asking { () throws(ClusterMetadataError) in
            try await store.createIfMissing(
                ReassignPartitionsZNode.path, ReassignPartitionsZNode(moves).encode())
        }
        guard isNew else { throw .terse(ReassignmentText.alreadyRunning) }
        return [:]
    }

    func moveDirectories(_ targets: [PartitionReplica: String]) async throws(CommandFailure)
        -> [PartitionReplica: ErrorCode]
    {
        throw Self.needsBrokers
    }

    func directories(of replicas: Set<PartitionReplica>) async throws(CommandFailure)
        -> [PartitionReplica: ReplicaDirectories]
    {
        throw Self.needsBrokers
    }

    private static let needsBrokers = CommandFailure.reassignment(
        "bootstrap-server needs to be provided when replica reassignments are present.")

    func configure(_ changes: [(entity: ReassignmentEntity, changes: [ConfigChange])])
        async throws(CommandFailure)
    {
        for (entity, list) in changes {
            let target: ConfigEntity =
                switch entity {
                case .broker(let id): .broker(id.description)
                case .topic(let name): .topic(name)
                }
            try await asking { () throws(ClusterMetadataError) in
                try await configure(target, list)
            }
        }
    }

    private func configure(_ entity: ConfigEntity, _ changes: [ConfigChange])
        async throws(ClusterMetadataError)
    {
        let configs = ConfigStore(store)
        let old = try await configs.read(entity).entries.map { ConfigSetting($0.key, $0.value) }
        let named = Set(changes.map(\.name))
        let new =
            old.filter { !named.contains($0.name) }
            + changes.compactMap { change in
                change.value.map { ConfigSetting(change.name, $0) }
            }
        if new == old { return }
        try await writeConfig(entity, new, store)
        try await configs.announce(entity)
    }

    private func asking<Value>(
        _ work: () async throws(ClusterMetadataError) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(ClusterMetadataError) {
            return try await work()
        } catch {
            throw .reassignment(zooKeeperFailureText(error))
        }
    }
}
