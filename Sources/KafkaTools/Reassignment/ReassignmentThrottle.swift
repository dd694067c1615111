import KafkaModel

/// The settings that limit what moves may take of the network.
///
/// Rates belong to brokers, lists of throttled replicas to topics: on the leader side the replicas
/// that are read from, on the follower side those that are filled.
struct ReassignmentThrottle: Equatable {
    static let leaderRate = "leader.replication.throttled.rate"
    static let followerRate = "follower.replication.throttled.rate"
    static let directoryRate = "replica.alter.log.dirs.io.max.bytes.per.second"
    static let leaderReplicas = "leader.replication.throttled.replicas"
    static let followerReplicas = "follower.replication.throttled.replicas"

    static let brokerSettings = [leaderRate, followerRate, directoryRate]
    static let topicSettings = [leaderReplicas, followerReplicas]

    private struct Move: Equatable {
        var sources: Set<BrokerID>
        var destinations: Set<BrokerID>
    }

    private var moves: [TopicPartition: Move] = [:]

    /// - Parameters:
    ///   - running: moves that are under way; their sources are those of the new ones too.
    ///   - current: where the partitions of `targets` are now.
    init(
        running: [TopicPartition: RunningMove], targets: [TopicPartition: [BrokerID]],
        current: [TopicPartition: [BrokerID]]
    ) {
        for (partition, move) in running {
            let adding = Set(move.adding)
            moves[partition] = Move(
                sources: Set(move.replicas).subtracting(adding), destinations: adding)
        }
        for (partition, target) in targets {
            let sources = moves[partition]?.sources ?? Set(current[partition] ?? [])
            moves[partition] = Move(
                sources: sources, destinations: Set(target).subtracting(sources))
        }
    }

    /// Brokers that send or receive, ascending.
    var brokers: [BrokerID] {
        moves.values.reduce(into: Set<BrokerID>()) {
            $0.formUnion($1.sources)
            $0.formUnion($1.destinations)
        }.sorted()
    }

    /// The lists of throttled replicas of each topic, by name.
    var topicConfigs: [(topic: String, configs: [ConfigChange])] {
        grouped(Array(moves.keys)).map { topic, numbers in
            let keys = numbers.map { TopicPartition(topic, $0) }
            let lists = [
                (Self.leaderReplicas, list(keys, \.sources)),
                (Self.followerReplicas, list(keys, \.destinations)),
            ]
            let configs = lists.filter { !$0.1.isEmpty }
                .map { ConfigChange(name: $0.0, value: $0.1) }
            return (topic, configs)
        }
    }

    private func list(_ keys: [TopicPartition], _ side: KeyPath<Move, Set<BrokerID>>) -> String {
        keys.flatMap { key -> [String] in
            guard let move = moves[key] else { return [] }
            return move[keyPath: side].map { "\(key.partition):\($0)" }
        }.sorted().joined(separator: ",")
    }
}
