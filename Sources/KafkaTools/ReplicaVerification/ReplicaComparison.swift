import KafkaModel

/// What one replica of a partition has from an offset on.
struct FetchedReplica: Equatable, Sendable {
    struct Batch: Equatable, Sendable {
        var lastOffset: Offset
        var checksum: UInt32
    }

    var broker: BrokerID
    /// As this replica knows it; -1 if it did not answer.
    var highWatermark = Offset.none
    var batches: [Batch] = []
}

/// The replicas of one partition beside each other, batch by batch and no further than each of them
/// knows to be committed. Pure (Kafka: ReplicaBuffer.verifyCheckSum).
struct ReplicaComparison: Equatable, Sendable {
    enum Difference: Equatable, Sendable {
        case checksums(
            at: Offset, FetchedReplica.Batch, of: BrokerID, FetchedReplica.Batch, by: BrokerID)
        /// The replicas have batches of different offsets: nothing can be compared any more.
        case offsets(Offset, of: BrokerID, Offset, by: BrokerID)
    }

    private(set) var differences: [Difference] = []
    /// All replicas have been compared up to here.
    private(set) var nextOffset: Offset
    /// How far that is behind the highest high watermark.
    private(set) var lag: Int64

    init(_ replicas: [FetchedReplica], from offset: Offset) {
        nextOffset = offset
        lag = 0
        var index = 0
        while let last = compare(replicas, at: index) {
            nextOffset = last + 1
            index += 1
        }
        lag = (replicas.map(\.highWatermark).max() ?? .none) - nextOffset
    }

    /// Compares the batches at `index`. Their last offset; `nil` if one is missing or not committed, or
    /// they cannot be compared.
    private mutating func compare(_ replicas: [FetchedReplica], at index: Int) -> Offset? {
        guard let first = replicas.first else { return nil }
        for replica in replicas {
            guard index < replica.batches.count,
                replica.batches[index].lastOffset < replica.highWatermark
            else { return nil }
        }
        let batch = first.batches[index]
        for replica in replicas.dropFirst() {
            let other = replica.batches[index]
            guard other.lastOffset == batch.lastOffset else {
                differences.append(
                    .offsets(
                        batch.lastOffset, of: first.broker, other.lastOffset, by: replica.broker))
                return nil
            }
            if other.checksum != batch.checksum {
                differences.append(
                    .checksums(
                        at: batch.lastOffset, batch, of: first.broker, other, by: replica.broker))
            }
        }
        return batch.lastOffset
    }
}

extension ReplicaComparison.Difference {
    /// In the words of Kafka's tool, without the time.
    func text(_ partition: TopicPartition) -> String {
        switch self {
        case .checksums(let offset, let batch, let broker, let other, let otherBroker):
            "partition \(partition) has unmatched checksum at offset \(offset); replica \(broker)'s "
                + "checksum \(batch.checksum); replica \(otherBroker)'s checksum \(other.checksum)"
        case .offsets(let offset, let broker, let other, let otherBroker):
            "partition \(partition): replica \(broker)'s offset \(offset) doesn't match replica "
                + "\(otherBroker)'s offset \(other)"
        }
    }

    /// Whether Kafka's tool ends with it.
    var isFinal: Bool {
        if case .offsets = self { true } else { false }
    }
}
