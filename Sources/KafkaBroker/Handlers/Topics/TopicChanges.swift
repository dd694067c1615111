import ClusterControl
import Configuration
import KafkaModel

/// What the handlers that change topics share: who may, and when a change has arrived.
struct TopicChanges: Sendable {
    let controller: Controller
    let administration: TopicAdministration
    let cache: MetadataCache
    let config: @Sendable () -> BrokerConfig

    var isController: Bool { controller.status.isActive }

    /// The live brokers, as places for replicas.
    var brokers: [PlacementBroker] {
        cache.current.liveBrokers.map { PlacementBroker(id: $0.id, rack: $0.rack) }
    }

    /// Waits until all brokers' leaders of the topic's first `count` partitions are known here.
    func waitForLeaders(of topic: String, count: Int32, timeout: Duration) async -> Bool {
        await cache.wait(for: timeout) { view in
            guard let partitions = view.topics[topic]?.partitions,
                partitions.count >= Int(count)
            else { return false }
            return partitions.values.allSatisfy { view.isAlive($0.leader) }
        }
    }

    func waitForDeletion(of topic: String, timeout: Duration) async -> Bool {
        await cache.wait(for: timeout) { $0.topics[topic] == nil }
    }

    /// Runs `body` for all items at the same time and keeps their order: each may wait for its topic
    /// up to the request's timeout.
    func each<Item: Sendable, Answer: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async -> Answer
    ) async -> [Answer] {
        await withTaskGroup(of: (Int, Answer).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { (index, await body(item)) }
            }
            var answers = [Answer?](repeating: nil, count: items.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers.compactMap { $0 }
        }
    }

    /// Indices of the items whose name stands more than once.
    static func duplicates(_ names: [String]) -> Set<String> {
        var seen: Set<String> = []
        return Set(names.filter { !seen.insert($0).inserted })
    }
}
