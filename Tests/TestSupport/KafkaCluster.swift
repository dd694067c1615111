import Platform

/// Brokers below a path of their own on a real ZooKeeper.
package final class KafkaCluster: Sendable {
    package let brokers: [KafkaBroker]
    package let zookeeper: String

    /// What clients take as their first servers.
    package var bootstrap: String { brokers.map(\.address).joined(separator: ",") }

    /// Brokers with the ids 1, 2, … that have not been started. `zookeeper` is a connect string; by
    /// default a new path on the server that all tests of the process share.
    package init(brokers count: Int, settings: [String: String] = [:], zookeeper: String? = nil)
        async throws
    {
        let connect: String
        if let zookeeper {
            connect = zookeeper
        } else {
            connect =
                try await ZooKeeperServer.shared().connectString
                + ZooKeeperServer.uniquePath("cluster")
        }
        self.zookeeper = connect
        let replicated = ["offsets.topic.replication.factor": "\(min(3, count))"]
        brokers = try (1...count).map { id in
            try KafkaBroker(
                id: id, zookeeper: connect, settings: replicated.merging(settings) { $1 })
        }
    }

    /// A cluster in which every broker knows every other.
    package static func start(
        brokers count: Int, settings: [String: String] = [:], zookeeper: String? = nil
    ) async throws -> KafkaCluster {
        let cluster = try await KafkaCluster(
            brokers: count, settings: settings, zookeeper: zookeeper)
        try await cluster.start()
        return cluster
    }

    package func start() async throws {
        for broker in brokers { try broker.launch() }
        for broker in brokers { try await broker.waitUntilReady(brokers: brokers.count) }
    }

    /// The one cluster of three that tests share as long as they do not stop a broker.
    package static func shared() async throws -> KafkaCluster { try await sharedCluster.value }
    private static let sharedCluster = Task { try await start(brokers: 3) }

    package func broker(_ id: Int) -> KafkaBroker? { brokers.first { $0.id == id } }

    /// The controller as the first broker that answers knows it.
    package func controller() async -> KafkaBroker? {
        for broker in brokers where broker.isRunning {
            if let view = await broker.clusterView(), let controller = self.broker(view.controller)
            {
                return controller
            }
        }
        return nil
    }

    /// Kills all brokers: for the end of a test.
    package func stop() async throws {
        for broker in brokers { try await broker.kill() }
    }
}
