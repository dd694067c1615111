import ClusterMetadata
import KafkaModel
import ZooKeeperClient
import ZooKeeperTree

/// Looks at the tree after every write: whether the controllers write what may stand there.
// Sendable because everything happens on the one thread of the simulation.
final class ZooKeeperChecker: @unchecked Sendable {
    private struct Seen {
        var state: PartitionStateZNode
        var czxid: Int64
        var mzxid: Int64
    }

    private let verdict: Verdict
    private var partitions: [TopicPartition: Seen] = [:]
    private var controllerEpoch: ControllerEpoch?
    /// Told of every state that was written.
    var onChange: ((PartitionStateChange) -> Void)?

    init(_ verdict: Verdict) { self.verdict = verdict }

    func check(_ tree: TreeDatabase) {
        checkControllerEpoch(tree)
        for path in tree.paths {
            guard let partition = PartitionStateZNode.partition(path), let node = tree.node(path)
            else { continue }
            check(partition, node.data, node.stat, tree)
        }
    }

    private func checkControllerEpoch(_ tree: TreeDatabase) {
        guard let data = tree.node("/controller_epoch")?.data,
            let number = Int32(String(decoding: data, as: UTF8.self))
        else { return }
        let epoch = ControllerEpoch(number)
        if let known = controllerEpoch, epoch < known {
            verdict.broken("the controller epoch fell from \(known) to \(epoch)")
        }
        if epoch != controllerEpoch { verdict.log.count(.controllerChange) }
        controllerEpoch = epoch
    }

    private func check(
        _ partition: TopicPartition, _ data: [UInt8]?, _ stat: ZNodeStat, _ tree: TreeDatabase
    ) {
        let known = partitions[partition]
        guard known?.mzxid != stat.mzxid else { return }
        guard let state = try? PartitionStateZNode(decoding: data) else {
            return verdict.broken("\(partition): its state cannot be read")
        }
        partitions[partition] = Seen(state: state, czxid: stat.czxid, mzxid: stat.mzxid)
        if let known, known.czxid == stat.czxid, state.leaderEpoch < known.state.leaderEpoch {
            verdict.broken(
                "\(partition): its leader epoch fell from \(known.state.leaderEpoch) to "
                    + "\(state.leaderEpoch)")
        }
        if let controllerEpoch, state.controllerEpoch != controllerEpoch {
            verdict.broken(
                "\(partition): written under controller epoch \(state.controllerEpoch) in "
                    + "\(controllerEpoch)")
        }
        if state.leader.isBroker, !state.inSyncReplicas.contains(state.leader) {
            verdict.broken("\(partition): leader \(state.leader) is not in sync: \(state)")
        }
        if Set(state.inSyncReplicas).count != state.inSyncReplicas.count
            || state.inSyncReplicas.isEmpty
        {
            verdict.broken("\(partition): bad in-sync replicas \(state.inSyncReplicas)")
        }
        checkAssignment(partition, state, tree)
        let before = known?.czxid == stat.czxid ? known?.state : nil
        let change = PartitionStateChange(partition: partition, before: before, after: state)
        count(change)
        onChange?(change)
    }

    private func checkAssignment(
        _ partition: TopicPartition, _ state: PartitionStateZNode, _ tree: TreeDatabase
    ) {
        guard let node = tree.node(TopicZNode.path(partition.topic)),
            let topic = try? TopicZNode(decoding: node.data)
        else { return verdict.broken("\(partition): has a state and no topic") }
        let replicas = topic.assignments[partition.partition]?.replicas ?? []
        let strangers = state.inSyncReplicas.filter { !replicas.contains($0) }
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

    /// Whether every partition that should be there has a leader and all its replicas in sync.
    func isHealed(_ expected: [TopicPartition: Int]) -> Bool {
        expected.allSatisfy { partition, replicas in
            guard let state = partitions[partition]?.state else { return false }
            return state.leader.isBroker && state.inSyncReplicas.count == replicas
        }
    }

    func state(of partition: TopicPartition) -> PartitionStateZNode? {
        partitions[partition]?.state
    }
}
