import ClusterMetadata
import KafkaModel

/// All that an active controller knows of the cluster. A value: reading it never waits.
///
/// Whatever is returned as a list is in the order of topics and partition numbers, so that the same
/// events give the same orders.
struct ControllerContext {
    var epoch: ControllerEpoch = 0

    /// Registered brokers, those that are about to stop included.
    private(set) var brokers: [BrokerID: RegisteredBroker] = [:]
    var shuttingDown: Set<BrokerID> = []
    /// Replicas whose log directory is lost.
    var offlineReplicas: [BrokerID: Set<TopicPartition>] = [:]

    private(set) var assignments: [String: [Int32: ReplicaAssignment]] = [:]
    /// Partitions whose replicas are on the move.
    private(set) var reassigned: Set<TopicPartition> = []
    private(set) var topicIDs: [String: UUID] = [:]
    private var topicNames: [UUID: String] = [:]
    /// What ZooKeeper holds as far as we know.
    var leadership: [TopicPartition: VersionedPartitionState] = [:]

    private(set) var partitionStates: [TopicPartition: PartitionState] = [:]
    private(set) var replicaStates: [TopicPartition: ReplicaStates] = [:]

    var deletions = TopicDeletions()
    var leftReplicas = LeftReplicaList()
}

/// Topics on their way out.
struct TopicDeletions {
    var queued: Set<String> = []
    /// Replicas were told to delete.
    var started: Set<String> = []
    /// Something prevents it for now.
    var ineligible: Set<String> = []
}

// Brokers.
extension ControllerContext {
    mutating func setBrokers(_ list: [RegisteredBroker]) {
        brokers = Dictionary(list.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    mutating func addBroker(_ broker: RegisteredBroker) { brokers[broker.id] = broker }
    mutating func removeBroker(_ id: BrokerID) { brokers[id] = nil }

    /// Registered brokers by ascending id.
    var liveOrShuttingDown: [BrokerID] { brokers.keys.sorted() }
    var live: [BrokerID] { liveOrShuttingDown.filter { !shuttingDown.contains($0) } }

    func isLive(_ id: BrokerID) -> Bool { brokers[id] != nil && !shuttingDown.contains(id) }

    /// Whether a replica can serve: its broker lives and its directory is not lost.
    func isOnline(_ id: BrokerID, _ partition: TopicPartition, includingShuttingDown: Bool = false)
        -> Bool
    {
        guard brokers[id] != nil, includingShuttingDown || !shuttingDown.contains(id) else {
            return false
        }
        return !(offlineReplicas[id]?.contains(partition) ?? false)
    }
}

// Topics.
extension ControllerContext {
    var topics: [String] { assignments.keys.sorted() }

    func hasTopic(_ topic: String) -> Bool { assignments[topic] != nil }
    func topic(of id: UUID) -> String? { topicNames[id] }

    mutating func setTopic(_ topic: String, _ znode: TopicZNode) {
        assignments[topic] = znode.assignments
        for (partition, assignment) in znode.assignments {
            noteReassignment(TopicPartition(topic, partition), assignment)
        }
        if let old = topicIDs[topic] { topicNames[old] = nil }
        topicIDs[topic] = znode.topicID
        if let id = znode.topicID { topicNames[id] = topic }
    }

    mutating func setAssignment(_ partition: TopicPartition, _ assignment: ReplicaAssignment) {
        guard hasTopic(partition.topic) else { return }
        assignments[partition.topic]?[partition.partition] = assignment
        noteReassignment(partition, assignment)
    }

    private mutating func noteReassignment(
        _ partition: TopicPartition, _ assignment: ReplicaAssignment
    ) {
        if assignment.isBeingReassigned {
            reassigned.insert(partition)
        } else {
            reassigned.remove(partition)
        }
    }

    mutating func removeTopic(_ topic: String) {
        for partition in partitions(of: topic) {
            leadership[partition] = nil
            partitionStates[partition] = nil
            replicaStates[partition] = nil
            reassigned.remove(partition)
            for id in offlineReplicas.keys { offlineReplicas[id]?.remove(partition) }
        }
        assignments[topic] = nil
        if let id = topicIDs.removeValue(forKey: topic) { topicNames[id] = nil }
        deletions.queued.remove(topic)
        deletions.started.remove(topic)
        deletions.ineligible.remove(topic)
    }

    /// The topic as its znode holds it.
    func znode(of topic: String) -> TopicZNode {
        TopicZNode(topicID: topicIDs[topic], assignments: assignments[topic] ?? [:])
    }

    func partitions(of topic: String) -> [TopicPartition] {
        (assignments[topic] ?? [:]).keys.sorted().map { TopicPartition(topic, $0) }
    }

    var allPartitions: [TopicPartition] { topics.flatMap { partitions(of: $0) } }

    func assignment(_ partition: TopicPartition) -> ReplicaAssignment? {
        assignments[partition.topic]?[partition.partition]
    }

    /// The leader epoch with which replicas of a partition are told to stop.
    func stopEpoch(_ partition: TopicPartition) -> LeaderEpoch {
        isQueuedForDeletion(partition.topic)
            ? .duringDelete : leadership[partition]?.state.leaderEpoch ?? .none
    }

    func isQueuedForDeletion(_ topic: String) -> Bool { deletions.queued.contains(topic) }
}

// Replicas.
extension ControllerContext {
    /// All replicas of a topic.
    func replicas(of topic: String) -> [Replica] {
        partitions(of: topic).flatMap { partition in
            (assignment(partition)?.replicas ?? []).map { Replica(partition, on: $0) }
        }
    }

    /// The replicas on some brokers.
    func replicas(on ids: Set<BrokerID>) -> [Replica] {
        var found: [Replica] = []
        for partition in allPartitions {
            for id in assignment(partition)?.replicas ?? [] where ids.contains(id) {
                found.append(Replica(partition, on: id))
            }
        }
        return found
    }

    /// Partitions whose leader cannot serve, without those of topics on their way out.
    var partitionsWithOfflineLeader: [TopicPartition] {
        allPartitions.filter { partition in
            guard let state = leadership[partition]?.state else { return false }
            return !isOnline(state.leader, partition) && !isQueuedForDeletion(partition.topic)
        }
    }
}

// States.
extension ControllerContext {
    func partitionState(_ partition: TopicPartition) -> PartitionState {
        partitionStates[partition] ?? .nonExistent
    }

    func replicaState(_ replica: Replica) -> ReplicaState {
        replicaStates[replica.partition]?[replica.broker] ?? .nonExistent
    }

    /// `false`, and nothing is changed, if the state may not follow the present one.
    mutating func enter(_ state: PartitionState, _ partition: TopicPartition) -> Bool {
        guard state.legalPredecessors.contains(partitionState(partition)) else { return false }
        partitionStates[partition] = state == .nonExistent ? nil : state
        return true
    }

    /// `false`, and nothing is changed, if the state may not follow the present one.
    mutating func enter(_ state: ReplicaState, _ replica: Replica) -> Bool {
        guard state.legalPredecessors.contains(replicaState(replica)) else { return false }
        set(state, replica)
        return true
    }

    /// For callers that know that the state may follow the present one.
    mutating func set(_ state: ReplicaState, _ replica: Replica) {
        replicaStates[replica.partition, default: ReplicaStates()][replica.broker] =
            state == .nonExistent ? nil : state
    }

    /// The state with which a partition begins when a controller takes office.
    mutating func initializeStates() {
        partitionStates.removeAll()
        replicaStates.removeAll()
        let partitions = allPartitions
        partitionStates.reserveCapacity(partitions.count)
        replicaStates.reserveCapacity(partitions.count)
        for partition in partitions {
            partitionStates[partition] = initialState(partition)
            replicaStates[partition] = ReplicaStates(
                (assignment(partition)?.replicas ?? []).map {
                    ($0, isOnline($0, partition) ? .online : .deletionIneligible)
                })
        }
    }

    private func initialState(_ partition: TopicPartition) -> PartitionState {
        guard let state = leadership[partition]?.state else { return .new }
        return isOnline(state.leader, partition) ? .online : .offline
    }
}

/// The states of a partition's replicas: few, so that a list is smaller and faster than a dictionary.
struct ReplicaStates {
    private var entries: [(broker: BrokerID, state: ReplicaState)]

    init(_ entries: [(BrokerID, ReplicaState)] = []) {
        self.entries = entries.map { (broker: $0.0, state: $0.1) }
    }

    /// `nil` for a replica that does not exist.
    subscript(broker: BrokerID) -> ReplicaState? {
        get { entries.first { $0.broker == broker }?.state }
        set {
            let index = entries.firstIndex { $0.broker == broker }
            switch (index, newValue) {
            case (let index?, let state?): entries[index].state = state
            case (let index?, nil): entries.remove(at: index)
            case (nil, let state?): entries.append((broker, state))
            case (nil, nil): break
            }
        }
    }
}

/// One replica.
struct Replica: Hashable, CustomStringConvertible {
    var partition: TopicPartition
    var broker: BrokerID

    init(_ partition: TopicPartition, on broker: BrokerID) {
        self.partition = partition
        self.broker = broker
    }

    var description: String { "\(partition) on broker \(broker)" }
}
