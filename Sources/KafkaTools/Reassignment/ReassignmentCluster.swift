import ClusterControl
import KafkaModel

/// A move of replicas that is under way.
struct RunningMove: Equatable, Sendable {
    /// The full set, those that leave included.
    var replicas: [BrokerID]
    var adding: [BrokerID] = []
    var removing: [BrokerID] = []
}

/// What `reassign-partitions` asks of a cluster, through brokers or through ZooKeeper.
protocol ReassignmentCluster: Sendable {
    /// All brokers by ascending id.
    func brokers() async throws(CommandFailure) -> [PlacementBroker]
    /// The full sets of replicas of all partitions of those of the topics that exist.
    func replicas(of topics: Set<String>) async throws(CommandFailure)
        -> [TopicPartition: [BrokerID]]
    func runningMoves() async throws(CommandFailure) -> [TopicPartition: RunningMove]
    /// Begins moves; `nil` cancels one. Returns those that were refused, and why.
    func move(_ targets: [TopicPartition: [BrokerID]?]) async throws(CommandFailure)
        -> [TopicPartition: String]
    /// Begins moves of replicas to log directories of their brokers. Gives what each broker answers;
    /// replicas without an answer are not there.
    func moveDirectories(_ targets: [PartitionReplica: String]) async throws(CommandFailure)
        -> [PartitionReplica: ErrorCode]
    /// Where the replicas are, as far as their brokers tell.
    func directories(of replicas: Set<PartitionReplica>) async throws(CommandFailure)
        -> [PartitionReplica: ReplicaDirectories]
    /// Sets or removes settings, each entity at once.
    func configure(_ changes: [(entity: ReassignmentEntity, changes: [ConfigChange])])
        async throws(CommandFailure)
}

/// What has settings that throttle moves.
enum ReassignmentEntity: Hashable, Sendable {
    case broker(BrokerID)
    case topic(String)
}
