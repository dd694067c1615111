import KafkaModel

/// The replicas that a limit of replication traffic concerns, on one of its sides: those that send
/// (`leader.replication.throttled.replicas`) or those that receive (`follower.…`). KIP-73.
package struct ThrottledReplicas: Equatable, Sendable {
    private enum Replicas: Equatable, Sendable {
        case all
        /// Partition and broker.
        case only([Int32: Set<BrokerID>])
    }

    /// Topics without throttled replicas have no entry.
    private var topics: [String: Replicas] = [:]

    package init() {}

    package var isEmpty: Bool { topics.isEmpty }

    /// Takes in the setting of a topic: `*`, or elements `partition:broker`. Elements that are neither
    /// are passed over.
    package mutating func set(_ list: [String], of topic: String) {
        guard !list.contains("*") else {
            topics[topic] = .all
            return
        }
        var replicas: [Int32: Set<BrokerID>] = [:]
        for element in list {
            let parts = element.split(separator: ":")
            guard parts.count == 2, let partition = Int32(parts[0]), let broker = Int32(parts[1])
            else { continue }
            replicas[partition, default: []].insert(BrokerID(broker))
        }
        topics[topic] = replicas.isEmpty ? nil : .only(replicas)
    }

    package func contains(_ partition: TopicPartition, on broker: BrokerID) -> Bool {
        switch topics[partition.topic] {
        case nil: false
        case .all: true
        case .only(let replicas): replicas[partition.partition]?.contains(broker) ?? false
        }
    }
}
