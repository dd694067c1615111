import KafkaModel
import Replication

/// What consumers are promised: they read what is committed, and a broker that knows of a newer leader
/// epoch than the one they name says so.
// Sendable because everything happens on the one thread of the simulation.
final class ReadChecker: @unchecked Sendable {
    /// What a broker knew when it was asked.
    struct Witness {
        fileprivate var partition: TopicPartition
        fileprivate var named: LeaderEpoch
        fileprivate var broker: SimulatedBroker?
        fileprivate var life: Int
        fileprivate var known: LeaderEpoch
    }

    private let replicas: ReplicaChecker
    private let verdict: Verdict

    init(_ replicas: ReplicaChecker, _ verdict: Verdict) {
        self.replicas = replicas
        self.verdict = verdict
    }

    /// To be called before the request is sent.
    func witness(_ partition: TopicPartition, _ epoch: LeaderEpoch, at broker: SimulatedBroker?)
        -> Witness
    {
        Witness(
            partition: partition, named: epoch, broker: broker, life: broker?.lives ?? 0,
            known: broker?.partitions.online(partition)?.leaderEpoch ?? .none)
    }

    func answered(_ code: ErrorCode, to witness: Witness) {
        if code == .fencedLeaderEpoch { verdict.log.count(.staleEpochRefused) }
        guard code == .none, witness.named >= 0, witness.named < witness.known,
            let broker = witness.broker, broker.lives == witness.life
        else { return }
        verdict.broken(
            "\(witness.partition) on broker \(broker.id): answered a read of epoch "
                + "\(witness.named) in epoch \(witness.known)")
    }

    func read(_ batch: CommittedLog.Batch, _ partition: TopicPartition) {
        let committed = replicas.committed(partition)?.batch(at: batch.base)
        guard committed != batch else { return }
        let there = committed.map { "where \($0) is committed" } ?? "which is not committed"
        verdict.broken("\(partition): a consumer read \(batch), \(there)")
    }
}
