import ClusterMetadata
import KafkaModel
import Replication
import Simulation
import ZooKeeperTree

/// What must be once nothing disturbs the cluster any more.
// Sendable because everything happens on the one thread of the simulation.
final class Convergence: @unchecked Sendable {
    private let cluster: SimulatedCluster
    private let tree: ZooKeeperChecker
    private let replicas: ReplicaChecker
    /// Topics that must be there, with their partitions.
    private let topics: [String: Int32]

    init(
        _ cluster: SimulatedCluster, _ tree: ZooKeeperChecker, _ replicas: ReplicaChecker,
        topics: [String: Int32]
    ) {
        self.cluster = cluster
        self.tree = tree
        self.replicas = replicas
        self.topics = topics
    }

    /// Every partition has its preferred leader and all replicas in sync, nothing is being deleted or
    /// moved, and each broker has the replicas that it should have. It may have others: those that
    /// were moved away while it could not be told, which Kafka leaves behind as well.
    var isReached: Bool { problem == nil }

    /// All replicas have the same, everything of it committed.
    var logsAgree: Bool {
        tree.topics.allSatisfy { name, topic in
            topic.node.assignments.allSatisfy { number, assignment in
                assignment.replicas.allSatisfy { id in
                    let replica = cluster.broker(id)?.partitions.online(
                        TopicPartition(name, number))
                    return replica.map(replicas.isComplete) ?? false
                }
            }
        }
    }

    /// What is not as it should be; `nil` if nothing is.
    var problem: String? {
        if let down = cluster.brokers.first(where: { $0.broker == nil }) {
            return "\(down.host) is not up"
        }
        if let pending = cluster.zooKeeper.tree.paths.first(where: Self.isUnfinished) {
            return "\(pending) is still there"
        }
        let lacking = topics.keys.sorted().first {
            tree.topics[$0]?.node.assignments.count != topics[$0].map(Int.init)
        }
        if let lacking { return "topic \(lacking) has not all its partitions" }
        for (name, topic) in tree.topics.sorted(by: { $0.key < $1.key }) {
            for (number, assignment) in topic.node.assignments.sorted(by: { $0.key < $1.key }) {
                let partition = TopicPartition(name, number)
                let id = Incarnation(partition: partition, topicID: topic.node.topicID ?? .zero)
                if let problem = problem(id, assignment) { return problem }
            }
        }
        return cluster.brokers.lazy.compactMap(problem(onDisksOf:)).first
    }

    /// A replica has one log, in one of the directories.
    private func problem(onDisksOf broker: SimulatedBroker) -> String? {
        if broker.isMovingReplicas { return "\(broker.host) still moves replicas" }
        let twice = broker.partitions.allOnline.first { replica in
            broker.names.count { $0.contains("\(replica.topicPartition)") } != 1
        }
        return twice.map { "\(broker.host) has \($0.topicPartition) in \(broker.names)" }
    }

    private static func isUnfinished(_ path: String) -> Bool {
        path.hasPrefix(MetadataPath.topicDeletions + "/") || path == ReassignPartitionsZNode.path
            || path == PartitionListZNode.preferredElectionPath
    }

    private func problem(_ id: Incarnation, _ assignment: ReplicaAssignment) -> String? {
        let partition = id.partition
        if assignment.isBeingReassigned { return "\(partition) is still moving" }
        guard let state = tree.state(of: partition) else { return "\(partition) has no state" }
        if state.leader != assignment.replicas.first {
            return "\(partition) is led by \(state.leader), not by \(assignment.replicas)'s first"
        }
        if Set(state.inSyncReplicas) != Set(assignment.replicas) {
            return "\(partition): of \(assignment.replicas) in sync are \(state.inSyncReplicas)"
        }
        let odd = assignment.replicas.first { broker in
            let replica = cluster.broker(broker)?.partitions.online(partition)
            return replica?.leaderEpoch != state.leaderEpoch || replica.map(Incarnation.init) != id
        }
        return odd.map { "broker \($0) has no replica of \(partition) under its leader" }
    }

    /// For the report of a failure.
    func describe() -> [String] {
        let states = tree.topics.keys.sorted().flatMap { name in
            let partitions = (tree.topics[name]?.node.assignments ?? [:]).sorted { $0.key < $1.key }
            return partitions.map { number, assignment in
                let state = tree.state(of: TopicPartition(name, number))
                return "\(name)-\(number) on \(assignment.replicas), coming \(assignment.adding), "
                    + "going \(assignment.removing): \(state.map { "\($0)" } ?? "no state")"
            }
        }
        let held = cluster.brokers.flatMap { broker in
            broker.partitions.allOnline.map { "\(broker.host) has \(replicas.describe($0))" }
        }
        return ["first of all: \(problem ?? "nothing")"] + states + held
    }
}
