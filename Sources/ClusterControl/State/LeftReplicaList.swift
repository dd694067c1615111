import ClusterMetadata
import KafkaModel

/// Replicas that brokers still have to delete, though nothing but this says so. A value, like the rest
/// of the context.
struct LeftReplicaList {
    private var entries: [BrokerID: [LeftReplicas]] = [:]
    /// Whose deletion was ordered and is not answered.
    var beingDeleted: Set<Replica> = []

    init(_ entries: [LeftReplicas] = []) {
        self.entries = Dictionary(grouping: entries, by: \.broker)
    }

    /// Takes replicas of one topic in; returns the entries that changed, as they are now.
    mutating func add(_ replicas: [Replica], of topicID: UUID) -> [LeftReplicas] {
        let byBroker = Dictionary(grouping: replicas, by: \.broker)
        return byBroker.sorted { $0.key < $1.key }.compactMap { broker, members in
            add(members.map(\.partition), of: topicID, on: broker)
        }
    }

    private mutating func add(
        _ partitions: [TopicPartition], of topicID: UUID, on broker: BrokerID
    ) -> LeftReplicas? {
        guard let topic = partitions.first?.topic else { return nil }
        var list = entries[broker] ?? []
        let index = list.firstIndex { $0.topicID == topicID } ?? list.endIndex
        if index == list.endIndex {
            let none = LeftReplicasZNode(topic: topic, partitions: [])
            list.append(LeftReplicas(broker: broker, topicID: topicID, znode: none))
        }
        let known = list[index].znode.partitions
        let all = Set(known).union(partitions.map(\.partition)).sorted()
        if all == known { return nil }
        list[index].znode.partitions = all
        entries[broker] = list
        return list[index]
    }

    /// The partitions on one broker, each once.
    func partitions(on broker: BrokerID) -> [TopicPartition] {
        let all = (entries[broker] ?? []).flatMap { left in
            left.znode.partitions.map { TopicPartition(left.znode.topic, $0) }
        }
        return Set(all).sorted()
    }

    func holds(_ partition: TopicPartition, on broker: BrokerID) -> Bool {
        !topicIDs(of: partition, on: broker).isEmpty
    }

    /// The topics of which the broker has such a replica.
    func topicIDs(of partition: TopicPartition, on broker: BrokerID) -> [UUID] {
        (entries[broker] ?? []).filter {
            $0.znode.topic == partition.topic && $0.znode.partitions.contains(partition.partition)
        }.map(\.topicID)
    }

    /// Takes partitions of a broker out; returns the entries that changed, as they are now.
    mutating func remove(_ partitions: [TopicPartition], on broker: BrokerID) -> [LeftReplicas] {
        guard !partitions.isEmpty, var list = entries[broker] else { return [] }
        let gone = Set(partitions)
        var changed: [LeftReplicas] = []
        for index in list.indices {
            let topic = list[index].znode.topic
            let rest = list[index].znode.partitions.filter {
                !gone.contains(TopicPartition(topic, $0))
            }
            if rest.count == list[index].znode.partitions.count { continue }
            list[index].znode.partitions = rest
            changed.append(list[index])
        }
        list.removeAll { $0.znode.partitions.isEmpty }
        entries[broker] = list.isEmpty ? nil : list
        return changed
    }
}
