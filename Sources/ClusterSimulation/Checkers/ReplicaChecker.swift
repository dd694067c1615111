import ClusterMetadata
import KafkaModel
import Replication
import Storage

/// Looks into the brokers after every step: who leads, what is committed, and whether all replicas have
/// the same.
// Sendable because everything happens on the one thread of the simulation.
final class ReplicaChecker: @unchecked Sendable {
    /// What is known of one replica, as long as its broker has it.
    private struct Seen {
        var epoch = LeaderEpoch.none
        var wasLeader = false
        var highWatermark = Offset.none
        var start = Offset.none
        var end = Offset.none
        /// Compared with the committed log up to here.
        var compared = Offset.zero
        var directory = ""
    }

    /// The replicas of a broker in one of its lives.
    private struct Life {
        var number = 0
        var replicas: [Incarnation: Seen] = [:]
    }

    private struct ReplicaID {
        var broker: BrokerID
        var of: Incarnation
    }

    private struct Reign: Hashable {
        var partition: Incarnation
        var epoch: LeaderEpoch
    }

    private let verdict: Verdict
    private var lives: [BrokerID: Life] = [:]
    private var leaders: [Reign: BrokerID] = [:]
    private var committed: [Incarnation: CommittedLog] = [:]
    /// The last topic of each name that has committed something.
    private var topicIDs: [String: UUID] = [:]
    /// Where each batch was committed, by its digest.
    private var origins: [UInt64: Incarnation] = [:]
    /// The last unclean election of each partition: what leaders of earlier epochs commit from then on
    /// is void.
    private var unclean: [Incarnation: LeaderEpoch] = [:]
    /// Unclean elections whose winners have not been seen leading.
    private var uncrowned: Set<Incarnation> = []
    /// Told when a leader has committed more, which can be read from its log, and up to where.
    var onCommit: ((Partition, Offset) -> Void)?

    init(_ verdict: Verdict) { self.verdict = verdict }

    /// What a partition has committed, of the last topic of its name; `nil` if nothing is.
    func committed(_ partition: TopicPartition) -> CommittedLog? {
        topicIDs[partition.topic].flatMap {
            committed[Incarnation(partition: partition, topicID: $0)]
        }
    }

    func check(_ broker: SimulatedBroker) {
        let known = lives[broker.id].flatMap { $0.number == broker.lives ? $0 : nil }
        var life = Life(number: broker.lives)
        for replica in broker.partitions.allOnline {
            let partition = Incarnation(replica)
            life.replicas[partition] = check(
                replica, ReplicaID(broker: broker.id, of: partition),
                known?.replicas[partition] ?? Seen())
        }
        lives[broker.id] = life
    }

    /// Whether the replica has what is committed, and knows that it is.
    func isComplete(_ replica: Partition) -> Bool {
        let log = committed[Incarnation(replica)] ?? CommittedLog()
        let offsets = replica.log.offsets
        guard offsets.end == log.end, replica.highWatermark == log.end else { return false }
        return unclean[Incarnation(replica)] == nil
            || CommittedLog.read(replica.log, from: offsets.start, upTo: offsets.end) == log.batches
    }

    // MARK: Unclean elections

    /// A leader of an epoch was elected that was not in sync.
    func electedUncleanly(_ partition: Incarnation, _ epoch: LeaderEpoch) {
        unclean[partition] = epoch
        uncrowned.insert(partition)
    }

    /// Whether records of a partition may have been lost.
    func mayHaveLost(_ partition: TopicPartition) -> Bool {
        unclean.keys.contains { $0.partition == partition }
    }

    private func cut(_ id: ReplicaID, to replica: Partition) {
        guard committed[id.of]?.cut(to: replica.log) == true else { return }
        verdict.log.count(.uncleanLoss)
    }

    private func check(_ replica: Partition, _ id: ReplicaID, _ known: Seen) -> Seen {
        var now = Seen(
            epoch: replica.leaderEpoch, wasLeader: replica.isLeader,
            highWatermark: replica.highWatermark, start: replica.log.offsets.start,
            end: replica.log.offsets.end, compared: known.compared,
            directory: replica.log.logDirectory)
        let isNewReign = now.wasLeader && (!known.wasLeader || now.epoch != known.epoch)
        if now.epoch < known.epoch {
            broken(id, "its epoch fell from \(known.epoch) to \(now.epoch)")
        }
        if now.start < known.start {
            broken(id, "its start fell from \(known.start) to \(now.start)")
        }
        if now.wasLeader, !isNewReign, now.highWatermark < known.highWatermark {
            broken(
                id, "its high watermark fell from \(known.highWatermark) to \(now.highWatermark)")
        }
        if now.end < known.end { verdict.log.count(.truncation) }
        if !known.directory.isEmpty, now.directory != known.directory {
            verdict.log.count(.directoryMoveEnded)
        }
        let isVoid = unclean[id.of].map { now.epoch < $0 } ?? false
        if isNewReign {
            crown(id, now.epoch)
            if !isVoid, uncrowned.remove(id.of) != nil { cut(id, to: replica) }
            let end = isVoid ? .zero : committed[id.of]?.end(before: now.epoch) ?? .zero
            if now.end < end {
                broken(id, "leads epoch \(now.epoch) up to \(now.end), but \(end) are committed")
            }
            now.compared = .zero
        }
        if now.wasLeader, !isVoid { commit(replica, id, now.epoch, upTo: now.highWatermark) }
        // After an unclean election replicas have what is void, until they have followed the winner.
        if unclean[id.of] == nil || now.wasLeader && !isVoid {
            compare(replica, id, &now.compared, upTo: min(now.highWatermark, now.end))
        }
        return now
    }

    private func crown(_ id: ReplicaID, _ epoch: LeaderEpoch) {
        let reign = Reign(partition: id.of, epoch: epoch)
        if let other = leaders[reign], other != id.broker {
            broken(id, "leads epoch \(epoch), as broker \(other) does")
        }
        leaders[reign] = id.broker
    }

    private func commit(
        _ replica: Partition, _ id: ReplicaID, _ epoch: LeaderEpoch, upTo end: Offset
    ) {
        var log = committed[id.of] ?? CommittedLog()
        guard log.end < end else { return }
        for batch in CommittedLog.read(replica.log, from: log.end, upTo: end) {
            if let problem = log.append(batch, by: epoch) {
                broken(id, "commits what cannot be: \(problem)")
            }
            if let origin = origins.updateValue(id.of, forKey: batch.digest), origin != id.of {
                broken(id, "commits \(batch), which belongs to topic \(origin.topicID)")
            }
        }
        committed[id.of] = log
        topicIDs[id.of.partition.topic] = id.of.topicID
        onCommit?(replica, log.end)
    }

    private func compare(
        _ replica: Partition, _ id: ReplicaID, _ compared: inout Offset, upTo end: Offset
    ) {
        guard compared < end, let log = committed[id.of] else { return }
        for batch in CommittedLog.read(replica.log, from: compared, upTo: end) {
            guard let expected = log.batch(at: batch.base) else {
                return broken(
                    id, "has below its high watermark \(batch), which no leader committed")
            }
            if batch != expected { return broken(id, "has \(batch) for committed \(expected)") }
            compared = batch.next
        }
    }

    /// Whoever comes in sync has what is committed.
    func joined(_ change: PartitionStateChange, _ cluster: SimulatedCluster) {
        guard !change.isUncleanElection else { return }
        for broker in change.joined {
            guard let replica = cluster.broker(broker)?.partitions.online(change.partition) else {
                continue
            }
            let following = LeaderEpoch(change.after.leaderEpoch.rawValue + 1)
            let end = committed[Incarnation(replica)]?.end(before: following) ?? .zero
            guard replica.log.offsets.end < end else { continue }
            broken(
                ReplicaID(broker: broker, of: Incarnation(replica)),
                "comes in sync with \(replica.log.offsets.end), but \(end) are committed")
        }
    }

    func describe(_ replica: Partition) -> String {
        let (id, offsets) = (replica.topicPartition, replica.log.offsets)
        let leader = replica.assignment?.leader ?? .none
        let role = replica.isLeader ? "leads" : "follows \(leader)"
        return "\(id): \(role) in epoch \(replica.leaderEpoch), \(offsets.start)..<\(offsets.end), "
            + "high watermark \(replica.highWatermark) "
            + "of \(committed[Incarnation(replica)]?.end ?? .zero)"
    }

    private func broken(_ id: ReplicaID, _ what: String) {
        verdict.broken("\(id.of.partition) on broker \(id.broker): \(what)")
    }
}

extension Incarnation {
    init(_ replica: Partition) {
        self.init(partition: replica.topicPartition, topicID: replica.log.topicID ?? .zero)
    }
}
