import ClusterMetadata
import KafkaModel
import ZooKeeperClient
import ZooKeeperTree

/// Looks at the tree after every write: whether the controllers write what may stand there.
// Sendable because everything happens on the one thread of the simulation.
final class ZooKeeperChecker: @unchecked Sendable {
    struct Topic {
        var node: TopicZNode
        var czxid: Int64
        var mzxid: Int64
    }

    private struct Seen {
        var state: PartitionStateZNode
        var czxid: Int64
        var mzxid: Int64
    }

    let verdict: Verdict
    private(set) var topics: [String: Topic] = [:]
    private var partitions: [TopicPartition: Seen] = [:]
    private var controllerEpoch: ControllerEpoch?
    private var deletions: Set<String> = []
    /// Names of topics that have been.
    private var usedNames: Set<String> = []
    /// Told of every state that was written.
    var onChange: ((PartitionStateChange) -> Void)?

    private static let topicPrefix = MetadataPath.topics + "/"
    private static let deletionPrefix = MetadataPath.topicDeletions + "/"

    init(_ verdict: Verdict) { self.verdict = verdict }

    func state(of partition: TopicPartition) -> PartitionStateZNode? {
        partitions[partition]?.state
    }

    /// Whether every replica of every partition is in sync, and none is on its way.
    var isEverythingInSync: Bool {
        topics.allSatisfy { name, topic in
            topic.node.assignments.allSatisfy { number, assignment in
                let state = partitions[TopicPartition(name, number)]?.state
                return !assignment.isBeingReassigned
                    && Set(state?.inSyncReplicas ?? []) == Set(assignment.replicas)
            }
        }
    }

    /// Whether replicas are being moved or deleted.
    var isAnythingMoving: Bool {
        !deletions.isEmpty
            || topics.values.contains {
                $0.node.assignments.values.contains(where: \.isBeingReassigned)
            }
    }

    func isInSyncAnywhere(_ broker: BrokerID) -> Bool {
        partitions.values.contains { $0.state.inSyncReplicas.contains(broker) }
    }

    /// Whether some partition has no other in-sync replica.
    func isLastInSync(_ broker: BrokerID) -> Bool {
        partitions.values.contains { $0.state.inSyncReplicas == [broker] }
    }

    func check(_ tree: TreeDatabase) {
        checkControllerEpoch(tree)
        var found: (topics: Set<String>, partitions: Set<TopicPartition>, deletions: Set<String>)
        found = ([], [], [])
        for path in tree.paths {
            if path.hasPrefix(Self.deletionPrefix) {
                found.deletions.insert(String(path.dropFirst(Self.deletionPrefix.count)))
            } else if path.hasPrefix(Self.topicPrefix), let node = tree.node(path) {
                if let partition = PartitionStateZNode.partition(path) {
                    found.partitions.insert(partition)
                    check(partition, node.data, node.stat)
                } else if !path.dropFirst(Self.topicPrefix.count).contains("/") {
                    let name = String(path.dropFirst(Self.topicPrefix.count))
                    found.topics.insert(name)
                    check(name, node.data, node.stat)
                }
            }
        }
        forget(topics: found.topics, partitions: found.partitions)
        if !found.deletions.subtracting(deletions).isEmpty { verdict.log.count(.deletionBegun) }
        deletions = found.deletions
    }

    /// What is not among these is gone.
    private func forget(topics present: Set<String>, partitions states: Set<TopicPartition>) {
        for name in topics.keys.sorted() where !present.contains(name) {
            topics[name] = nil
            verdict.log.count(.deletionEnded)
        }
        if partitions.count > states.count {
            partitions = partitions.filter { states.contains($0.key) }
        }
    }

    // MARK: The controller

    private func checkControllerEpoch(_ tree: TreeDatabase) {
        guard let data = tree.node(ControllerEpochZNode.path)?.data,
            let number = Int32(String(decoding: data, as: UTF8.self))
        else { return }
        let epoch = ControllerEpoch(number)
        if let known = controllerEpoch, epoch < known {
            verdict.broken("the controller epoch fell from \(known) to \(epoch)")
        }
        if epoch != controllerEpoch { verdict.log.count(.controllerChange) }
        controllerEpoch = epoch
    }

    // MARK: Topics

    private func check(_ name: String, _ data: [UInt8]?, _ stat: ZNodeStat) {
        let known = topics[name]
        guard known?.mzxid != stat.mzxid else { return }
        guard let node = try? TopicZNode(decoding: data) else {
            return verdict.broken("topic \(name): its node cannot be read")
        }
        topics[name] = Topic(node: node, czxid: stat.czxid, mzxid: stat.mzxid)
        guard let known, known.czxid == stat.czxid else {
            if !usedNames.insert(name).inserted { verdict.log.count(.nameUsedAgain) }
            return
        }
        if let id = known.node.topicID, id != node.topicID {
            verdict.broken("topic \(name): its id was changed from \(id)")
        }
        for (partition, assignment) in node.assignments {
            guard let before = known.node.assignments[partition] else { continue }
            if assignment.isBeingReassigned, assignment != before { verdict.log.count(.moveBegun) }
            if !assignment.isBeingReassigned, before.isBeingReassigned {
                verdict.log.count(.moveEnded)
            }
        }
    }

    // MARK: States

    private func check(_ partition: TopicPartition, _ data: [UInt8]?, _ stat: ZNodeStat) {
        let known = partitions[partition]
        guard known?.mzxid != stat.mzxid else { return }
        guard let state = try? PartitionStateZNode(decoding: data) else {
            return verdict.broken("\(partition): its state cannot be read")
        }
        partitions[partition] = Seen(state: state, czxid: stat.czxid, mzxid: stat.mzxid)
        let before = known?.czxid == stat.czxid ? known?.state : nil
        let change = PartitionStateChange(partition: partition, before: before, after: state)
        if let before, state.leaderEpoch < before.leaderEpoch {
            verdict.broken(
                "\(partition): its leader epoch fell from \(before.leaderEpoch) to "
                    + "\(state.leaderEpoch)")
        }
        if let controllerEpoch, state.controllerEpoch != controllerEpoch {
            verdict.broken(
                "\(partition): written under controller epoch \(state.controllerEpoch) in "
                    + "\(controllerEpoch)")
        }
        checkInSync(partition, state)
        count(change)
        onChange?(change)
    }

    private func checkInSync(_ partition: TopicPartition, _ state: PartitionStateZNode) {
        let inSync = state.inSyncReplicas
        if state.leader.isBroker, !inSync.contains(state.leader) {
            verdict.broken("\(partition): leader \(state.leader) is not in sync: \(state)")
        }
        if Set(inSync).count != inSync.count || inSync.isEmpty {
            verdict.broken("\(partition): bad in-sync replicas \(inSync)")
        }
        guard let topic = topics[partition.topic] else {
            return verdict.broken("\(partition): has a state and no topic")
        }
        let replicas = topic.node.assignments[partition.partition]?.replicas ?? []
        let strangers = inSync.filter { !replicas.contains($0) }
        guard !strangers.isEmpty else { return }
        verdict.broken("\(partition): \(strangers) are in sync and no replicas of \(replicas)")
    }

    private func count(_ change: PartitionStateChange) {
        guard let before = change.before else { return }
        let log = verdict.log
        if !change.joined.isEmpty { log.count(.grownISR) }
        if !change.left.isEmpty { log.count(.shrunkISR) }
        guard change.after.leader != before.leader else { return }
        log.count(change.after.leader.isBroker ? .leaderChange : .noLeader)
    }
}
