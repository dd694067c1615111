import ClusterMetadata
import KafkaModel
import Replication
import Storage

/// Looks into the brokers after every step: who leads, what is committed, and whether all replicas have
/// the same.
// Sendable because everything happens on the one thread of the simulation.
final class ReplicaChecker: @unchecked Sendable {
    /// What is known of one replica in one life of its broker.
    private struct Seen {
        var epoch = LeaderEpoch.none
        var wasLeader = false
        var highWatermark = Offset.none
        var start = Offset.none
        var end = Offset.none
        /// Compared with the committed log up to here.
        var compared = Offset.zero
    }

    private struct ReplicaID: Hashable {
        var broker: BrokerID
        var life: Int
        var partition: TopicPartition
    }

    private struct Reign: Hashable {
        var partition: TopicPartition
        var epoch: LeaderEpoch
    }

    private let verdict: Verdict
    private var seen: [ReplicaID: Seen] = [:]
    private var leaders: [Reign: BrokerID] = [:]
    private(set) var committed: [TopicPartition: CommittedLog] = [:]

    init(_ verdict: Verdict) { self.verdict = verdict }

    func check(_ broker: SimulatedBroker) {
        for partition in broker.partitions.allOnline {
            check(
                partition,
                ReplicaID(
                    broker: broker.id, life: broker.lives, partition: partition.topicPartition))
        }
    }

    /// Whether all replicas have the same, everything of it committed.
    func agree(_ partitions: [TopicPartition], _ cluster: SimulatedCluster) -> Bool {
        partitions.allSatisfy { id in
            let end = committed[id]?.end ?? .zero
            return cluster.brokers.allSatisfy { broker in
                guard let partition = broker.partitions.online(id) else { return false }
                return partition.log.offsets.end == end && partition.highWatermark == end
            }
        }
    }

    private func check(_ partition: Partition, _ id: ReplicaID) {
        var known = seen[id] ?? Seen()
        defer { seen[id] = known }
        let (epoch, isLeader) = (partition.leaderEpoch, partition.isLeader)
        let (offsets, highWatermark) = (partition.log.offsets, partition.highWatermark)
        let isNewReign = isLeader && (!known.wasLeader || epoch != known.epoch)

        if epoch < known.epoch { broken(id, "its epoch fell from \(known.epoch) to \(epoch)") }
        if offsets.start < known.start {
            broken(id, "its start fell from \(known.start) to \(offsets.start)")
        }
        if isLeader, !isNewReign, highWatermark < known.highWatermark {
            broken(id, "its high watermark fell from \(known.highWatermark) to \(highWatermark)")
        }
        if isNewReign {
            crown(id, epoch)
            let end = committed[id.partition]?.end(before: epoch) ?? .zero
            if offsets.end < end {
                broken(id, "leads epoch \(epoch) up to \(offsets.end), but \(end) are committed")
            }
            known.compared = .zero
        }
        if isLeader { commit(partition, id, epoch, upTo: highWatermark) }
        compare(partition, id, &known, upTo: min(highWatermark, offsets.end))

        if offsets.end < known.end { verdict.log.count(.truncation) }

        known.epoch = epoch
        known.wasLeader = isLeader
        known.highWatermark = highWatermark
        known.start = offsets.start
        known.end = offsets.end
    }

    /// Whoever comes in sync has what is committed.
    func joined(_ change: PartitionStateChange, _ cluster: SimulatedCluster) {
        let end =
            committed[change.partition]?.end(
                before: LeaderEpoch(change.after.leaderEpoch.rawValue + 1))
            ?? .zero
        for id in change.joined {
            guard let replica = cluster.broker(id)?.partitions.online(change.partition),
                replica.log.offsets.end < end
            else { continue }
            verdict.broken(
                "\(change.partition): broker \(id) comes in sync with \(replica.log.offsets.end), "
                    + "but \(end) are committed")
        }
    }

    private func crown(_ id: ReplicaID, _ epoch: LeaderEpoch) {
        let reign = Reign(partition: id.partition, epoch: epoch)
        if let other = leaders[reign], other != id.broker {
            broken(id, "leads epoch \(epoch), as broker \(other) does")
        }
        leaders[reign] = id.broker
    }

    private func commit(
        _ partition: Partition, _ id: ReplicaID, _ epoch: LeaderEpoch, upTo end: Offset
    ) {
        var log = committed[id.partition] ?? CommittedLog()
        guard log.end < end else { return }
        for batch in CommittedLog.read(partition.log, from: log.end, upTo: end) {
            guard let problem = log.append(batch, by: epoch) else { continue }
            broken(id, "commits what cannot be: \(problem)")
        }
        committed[id.partition] = log
    }

    private func compare(
        _ partition: Partition, _ id: ReplicaID, _ known: inout Seen, upTo end: Offset
    ) {
        guard known.compared < end, let log = committed[id.partition] else { return }
        for batch in CommittedLog.read(partition.log, from: known.compared, upTo: end) {
            guard let expected = log.batch(at: batch.base) else {
                return broken(
                    id, "has below its high watermark \(batch), which no leader committed")
            }
            if batch != expected { return broken(id, "has \(batch) for committed \(expected)") }
            known.compared = batch.next
        }
    }

    func describe(_ replica: Partition) -> String {
        let (id, offsets) = (replica.topicPartition, replica.log.offsets)
        let role = replica.isLeader ? "leads" : "follows \(replica.assignment?.leader ?? .none)"
        return "\(id): \(role) in epoch \(replica.leaderEpoch), \(offsets.start)..<\(offsets.end), "
            + "high watermark \(replica.highWatermark) of \(committed[id]?.end ?? .zero)"
    }

    private func broken(_ id: ReplicaID, _ what: String) {
        verdict.broken("\(id.partition) on broker \(id.broker): \(what)")
    }
}
