import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport

/// The servers of a run: an ensemble of ZooKeeper and the brokers.
final class ChaosCluster: Sendable {
    let network: ChaosNetwork
    let ensemble: ZooKeeperEnsemble
    let brokers: [KafkaBroker]
    /// Brokers that a fault has ended; any other that is not there has ended by itself.
    private let ended = Lock<Set<Int>>([])

    var bootstrap: String { brokers.map(\.address).joined(separator: ",") }

    /// Starts everything and waits until every broker knows every other.
    init(brokers count: Int, settings: [String: String], network: ChaosNetwork) async throws {
        self.network = network
        let ensemble = try await ZooKeeperEnsemble.start(
            at: (1...Self.zooKeepers).map { network.place(.zooKeeper($0)) })
        self.ensemble = ensemble
        brokers = try (1...count).map { id in
            try KafkaBroker(
                id: id, zookeeper: ensemble.connectString,
                settings: Self.settings.merging(settings) { $1 }, at: network.place(.broker(id)))
        }
        for broker in brokers { try broker.launch() }
        for broker in brokers { try await broker.waitUntilReady(brokers: count) }
    }

    static let zooKeepers = 3

    /// Times short enough for faults of some seconds to matter, and nothing that risks a record.
    private static let settings = [
        "zookeeper.session.timeout.ms": "4000", "zookeeper.connection.timeout.ms": "600000",
        "replica.lag.time.max.ms": "5000", "replica.socket.timeout.ms": "5000",
        "controller.socket.timeout.ms": "5000", "default.replication.factor": "3",
        "min.insync.replicas": "2", "unclean.leader.election.enable": "false",
        "offsets.topic.replication.factor": "3", "auto.create.topics.enable": "false",
        "leader.imbalance.check.interval.seconds": "10",
        "replica.high.watermark.checkpoint.interval.ms": "1000",
        "controlled.shutdown.max.retries": "2",
    ]

    func broker(_ id: Int) -> KafkaBroker { brokers[id - 1] }
    func zooKeeper(_ id: Int) -> ZooKeeperServer { ensemble.servers[id - 1] }

    func kill(_ id: Int) async throws {
        noteEnd(of: id)
        try await broker(id).kill()
    }

    /// Sends the request for a controlled shutdown, without waiting for its end.
    func shutDown(_ id: Int) {
        noteEnd(of: id)
        broker(id).requestShutdown()
    }

    /// Starts a broker again that a fault has ended; waits for the end of a shutdown under way.
    func restart(_ id: Int) async throws {
        guard ended.withLock({ $0.remove(id) }) != nil else { return }
        let broker = broker(id)
        broker.resume()
        if broker.isRunning, (try? await broker.exit(within: .seconds(60))) == nil {
            try await broker.kill()
        }
        try broker.launch()
    }

    private func noteEnd(of id: Int) {
        if broker(id).isRunning { ended.withLock { _ = $0.insert(id) } }
    }

    /// Brokers that are not there although no fault ended them. They are started again.
    func crashed() throws -> [Int] {
        let missing = brokers.filter { !$0.isRunning }.map(\.id)
        let crashed = ended.withLock { ended in missing.filter { !ended.contains($0) } }
        for id in crashed { try broker(id).launch() }
        return crashed
    }

    /// The controller as most brokers know it.
    func controller() async -> Int? {
        let views = await withTaskGroup(of: Int?.self) { group in
            for broker in brokers where broker.isRunning {
                group.addTask {
                    await self.view(of: broker, within: .seconds(1)).map {
                        Int($0.controllerId.rawValue)
                    }
                }
            }
            return await group.reduce(into: [Int: Int]()) { counts, controller in
                if let controller, controller >= 1 { counts[controller, default: 0] += 1 }
            }
        }
        return views.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The number of ZooKeeper's leader; `nil` while there is none.
    func zooKeeperLeader() async -> Int? {
        for (index, server) in ensemble.servers.enumerated() where await server.mode() == "leader" {
            return index + 1
        }
        return nil
    }

    /// What keeps the cluster from being whole, in the eyes of each of its brokers; `nil` if nothing
    /// does.
    func defect() async -> String? {
        for broker in brokers {
            guard let view = await view(of: broker, within: .seconds(2)) else {
                return "broker \(broker.id) does not answer"
            }
            if view.brokers.count < brokers.count {
                return "broker \(broker.id) knows \(view.brokers.count) brokers"
            }
            for topic in view.topics {
                guard let partition = topic.partitions.first(where: { !$0.isWhole }) else {
                    continue
                }
                return "broker \(broker.id) says that \(topic.name ?? "?")-"
                    + "\(partition.partitionIndex) has leader \(partition.leaderId), in sync "
                    + "\(partition.isrNodes.sorted()) of \(partition.replicaNodes.sorted())"
            }
            if view.topics.isEmpty { return "broker \(broker.id) knows no topic" }
        }
        return nil
    }

    private func view(of broker: KafkaBroker, within limit: Duration) async -> MetadataResponse? {
        // Metadata, version 1, correlation id 7, no client id, all topics.
        let request: [UInt8] = [0, 3, 0, 1, 0, 0, 0, 7, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        guard let answer = await broker.answer(request, within: limit) else { return nil }
        var reader = ByteReader(copying: Array(answer.dropFirst(4)))
        return try? MetadataResponse(from: &reader, version: 1)
    }
}

extension MetadataResponse.MetadataResponsePartition {
    fileprivate var isWhole: Bool {
        leaderId >= 0 && Set(isrNodes) == Set(replicaNodes)
    }
}
