import KafkaModel

/// What producers were promised: an acknowledged batch is committed, at the offset that they were told.
// Sendable because everything happens on the one thread of the simulation.
final class AcknowledgementChecker: @unchecked Sendable {
    private let replicas: ReplicaChecker
    private let verdict: Verdict
    private(set) var count = 0

    init(_ replicas: ReplicaChecker, _ verdict: Verdict) {
        self.replicas = replicas
        self.verdict = verdict
    }

    func acknowledged(
        _ partition: TopicPartition, _ producer: ProducerID, sequence: Int32, count: Int32,
        at offset: Offset
    ) {
        self.count += 1
        let promise = "\(partition): sequence \(sequence) of producer \(producer) "
        guard offset >= .zero else { return }
        guard let batch = replicas.committed(partition)?.batch(at: offset) else {
            return verdict.broken(promise + "is acknowledged at \(offset) and not committed")
        }
        guard batch.producerID == producer, batch.sequence == sequence else {
            return verdict.broken(promise + "is acknowledged where the log has \(batch)")
        }
    }

    /// A batch without sequence numbers was acknowledged by all in-sync replicas. Where these were lost,
    /// it may be too.
    func acknowledged(_ partition: TopicPartition, at offset: Offset) {
        count += 1
        guard !replicas.mayHaveLost(partition),
            replicas.committed(partition)?.batch(at: offset) == nil
        else { return }
        verdict.broken("\(partition): what is acknowledged at \(offset) is not committed")
    }
}
