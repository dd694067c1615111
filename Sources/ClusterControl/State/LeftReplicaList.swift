import ClusterMetadata
import KafkaModel

/// Replicas of deleted topics on brokers that were away. A value, like the rest of the context.
struct LeftReplicaList {
    private var entries: [LeftReplicas] = []
    /// Whose deletion was ordered and is not answered.
    var beingDeleted: Set<Replica> = []

    init(_ entries: [LeftReplicas] = []) { self.entries = entries }

    mutating func add(_ left: LeftReplicas) {
        entries.removeAll { $0.broker == left.broker && $0.topicID == left.topicID }
        entries.append(left)
    }

    /// The partitions on one broker, each once.
    func partitions(on broker: BrokerID) -> [TopicPartition] {
        let all = entries.filter { $0.broker == broker }.flatMap { left in
            left.znode.partitions.map { TopicPartition(left.znode.topic, $0) }
        }
        return Set(all).sorted()
    }

    func holds(_ partition: TopicPartition, on broker: BrokerID) -> Bool {
        entries.contains {
            $0.broker == broker && $0.znode.topic == partition.topic
                && $0.znode.partitions.contains(partition.partition)
        }
    }

    /// Takes partitions of a broker out; returns the entries that changed, as they are now.
    mutating func remove(_ partitions: [TopicPartition], on broker: BrokerID) -> [LeftReplicas] {
        if partitions.isEmpty { return [] }
        let gone = Set(partitions)
        var changed: [LeftReplicas] = []
        for index in entries.indices where entries[index].broker == broker {
            let topic = entries[index].znode.topic
            let rest = entries[index].znode.partitions.filter {
                !gone.contains(TopicPartition(topic, $0))
            }
            if rest.count == entries[index].znode.partitions.count { continue }
            entries[index].znode.partitions = rest
            changed.append(entries[index])
        }
        entries.removeAll { $0.znode.partitions.isEmpty }
        return changed
    }
}
