import ClusterMetadata
import CoordinatorRuntime
import KafkaModel
import Platform
import Replication

/// What members of groups are promised. The committed log of `__consumer_offsets` is read as it grows
/// (`GroupLog`), and every answer of a coordinator is compared with it.
// Sendable because everything happens on the one thread of the simulation.
final class GroupChecker: @unchecked Sendable {
    /// What a coordinator must know of a group's offsets when it is asked.
    struct Witness {
        fileprivate var broker: BrokerID
        fileprivate var life: Int
        fileprivate var epoch: LeaderEpoch
        fileprivate var acknowledged: [GroupPartition: Offset]
    }

    private struct Reign: Hashable {
        var group: String
        var generation: Int32
    }

    /// The one partition that keeps all groups of a simulation.
    static let offsets = TopicPartition(TopicName.consumerOffsets, 0)

    private let cluster: SimulatedCluster
    private let tree: ZooKeeperChecker
    private let replicas: ReplicaChecker
    private let verdict: Verdict
    private(set) var log = GroupLog()
    private var position = Offset.zero
    private var owners: [Reign: [TopicPartition: String]] = [:]
    /// Where the last acknowledged commit of each partition is in the log.
    private var acknowledged: [GroupPartition: Offset] = [:]
    /// Everything before is consumed.
    private var consumed: [GroupPartition: Offset] = [:]

    init(
        _ cluster: SimulatedCluster, _ tree: ZooKeeperChecker, _ replicas: ReplicaChecker,
        _ verdict: Verdict
    ) {
        self.cluster = cluster
        self.tree = tree
        self.replicas = replicas
        self.verdict = verdict
        replicas.onCommit = { [unowned self] in read($0, upTo: $1) }
    }

    private func read(_ replica: Partition, upTo end: Offset) {
        guard replica.topicPartition == Self.offsets else { return }
        while position < end,
            let bytes = CommittedLog.bytes(of: replica.log, from: position, upTo: end)
        {
            do throws(CoordinatorLogError) {
                position = try CoordinatorLoader.replay(bytes, from: position, into: &log)
            } catch {
                return verdict.broken("\(Self.offsets): unreadable from \(position) on")
            }
        }
        if let problem = log.problem { verdict.broken(problem) }
    }

    func count(_ occurrence: Occurrence) { verdict.log.count(occurrence) }

    // MARK: Generations

    /// A member was told what is its own in a generation.
    func assigned(
        _ partitions: [TopicPartition], to member: String, of group: String, _ generation: Int32
    ) {
        let reign = Reign(group: group, generation: generation)
        for partition in partitions {
            let other = owners[reign, default: [:]].updateValue(member, forKey: partition)
            guard let other, other != member else { continue }
            verdict.broken(
                "group \(group), generation \(generation): both \(other) and \(member) were "
                    + "given \(partition)")
        }
        count(.groupAssigned)
    }

    // MARK: Offsets

    func acknowledged(_ token: CommitToken, _ offset: Offset, _ id: GroupPartition) {
        guard let place = log.place(of: token, id) else {
            return verdict.broken(
                "\(id): offset \(offset) of \(token) is acknowledged and not committed")
        }
        acknowledged[id] = max(place, acknowledged[id, default: place])
        count(.offsetsCommitted)
    }

    /// To be called before offsets are asked for.
    func witness(at address: SocketAddress) -> Witness? {
        guard let broker = cluster.brokers.first(where: { $0.address == address }),
            let replica = broker.partitions.online(Self.offsets)
        else { return nil }
        return Witness(
            broker: broker.id, life: broker.lives, epoch: replica.leaderEpoch,
            acknowledged: acknowledged)
    }

    /// A coordinator has told an offset, `none` if there is none. One that has been deposed and does
    /// not know it may tell an old one.
    func told(
        _ offset: Offset, _ metadata: String?, of id: GroupPartition, by witness: Witness?
    ) {
        let token = metadata.flatMap { CommitToken($0) }
        guard let witness, let state = tree.state(of: Self.offsets),
            state.leader == witness.broker, state.leaderEpoch == witness.epoch,
            cluster.broker(witness.broker)?.lives == witness.life,
            let least = witness.acknowledged[id]
        else { return }
        count(.offsetsRead)
        // What is not committed yet may be told: it is behind everything that is.
        let place = token.map { log.place(of: $0, id) ?? Offset(Int64.max) } ?? .none
        guard place < least else { return }
        verdict.broken(
            "\(id): broker \(witness.broker) tells offset \(offset) of "
                + "\(token.map { "\($0)" } ?? "nobody"), and a later commit is acknowledged")
    }

    /// The offset that the group must have once nothing is in doubt.
    func isRight(_ offset: Offset, for id: GroupPartition) -> Bool {
        offset == log.last[id]?.offset
    }

    // MARK: Records

    /// A member goes on with a partition.
    func begins(_ id: GroupPartition, at offset: Offset) {
        let reached = consumed[id, default: .zero]
        guard offset > reached else { return }
        verdict.broken("\(id): goes on at \(offset), but is consumed up to \(reached)")
    }

    func consumed(_ id: GroupPartition, upTo offset: Offset) {
        consumed[id] = max(offset, consumed[id, default: .zero])
    }

    /// Whether every acknowledged record is consumed, and the group knows it.
    func isFinished(_ id: GroupPartition) -> Bool {
        let end = replicas.committed(id.partition)?.end ?? .zero
        return consumed[id, default: .zero] >= end && (log.last[id]?.offset ?? .zero) >= end
    }
}
