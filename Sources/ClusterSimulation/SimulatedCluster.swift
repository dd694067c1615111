import BrokerClient
import ClusterMetadata
import KafkaModel
import Platform
import Replication
import Scheduling
import Simulation
import ZooKeeperTree

/// Brokers, a ZooKeeper and the network between them, on one thread.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedCluster: @unchecked Sendable {
    package let executor: DeterministicExecutor
    package let network: SimulatedNetwork
    package let zooKeeper: SimulatedZooKeeper
    package let log: SimulationLog
    package let brokers: [SimulatedBroker]
    private var clients: [SimulatedClient] = []

    /// Small times, so that much happens in a short simulation.
    private static let settings = [
        "zookeeper.session.timeout.ms": "3000", "replica.lag.time.max.ms": "3000",
        "group.initial.rebalance.delay.ms": "0", "group.min.session.timeout.ms": "1000",
        "offsets.topic.num.partitions": "1",
        "offsets.topic.replication.factor": "1", "min.insync.replicas": "2",
        "default.replication.factor": "3", "unclean.leader.election.enable": "false",
        "replica.fetch.wait.max.ms": "200", "controller.socket.timeout.ms": "2000",
        "replica.socket.timeout.ms": "2000", "request.timeout.ms": "2000",
        "auto.create.topics.enable": "false", "socket.connection.setup.timeout.ms": "1000",
        "leader.imbalance.check.interval.seconds": "5",
        // Brokers stop only when the world ends.
        "controlled.shutdown.enable": "false",
    ]

    /// `settings` of the brokers win over the ones that simulations use.
    package init(
        brokers count: Int, seed: UInt64, settings: [String: String] = [:],
        canary: Canary? = nil,
        echo: (@Sendable (String) -> Void)? = nil
    ) {
        executor = DeterministicExecutor(seed: seed)
        let network = SimulatedNetwork(executor)
        self.network = network
        let zooKeeper = SimulatedZooKeeper(network)
        self.zooKeeper = zooKeeper
        let log = SimulationLog(executor, echo: echo)
        self.log = log
        brokers = (1...count).map {
            SimulatedBroker(
                BrokerID(Int32($0)), network, zooKeeper,
                settings: Self.settings.merging(settings) { $1 }, log: log,
                canary: canary)
        }
    }

    /// `nil` if there is no such broker.
    package func broker(_ id: BrokerID) -> SimulatedBroker? { brokers.first { $0.id == id } }

    /// Who is controller as ZooKeeper has it.
    package var controller: SimulatedBroker? {
        guard let node = zooKeeper.tree.node(ControllerZNode.path),
            let found = try? ControllerZNode(decoding: node.data)
        else { return nil }
        return broker(found.brokerID)
    }

    package var addresses: [SocketAddress] { brokers.map(\.address) }

    package func start() {
        for broker in brokers { broker.start() }
    }

    /// Ends everything and gives its memory back: all that ever lived here stops in order, in a world
    /// without ZooKeeper and peers, which nobody watches.
    package func end() {
        log.end()
        for broker in brokers { broker.leave() }
        for client in clients { client.leave() }
        zooKeeper.end()
        network.end()
        executor.letTheDeadEnd(within: Self.patience)
        executor.end()
    }

    /// Longer than anything waits that does not hear of the end.
    private static let patience = Duration.seconds(120)

    /// A program beside the brokers.
    package func makeClient(_ name: String) -> SimulatedClient {
        let client = SimulatedClient(name, self)
        clients.append(client)
        return client
    }
}

/// A program that talks to the brokers.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedClient: @unchecked Sendable {
    package let process: SimulatedProcess
    package let time: SimulatedClock
    package let transport: SimulatedTransport
    package let admin: AdminClient

    init(_ name: String, _ cluster: SimulatedCluster) {
        process = cluster.executor.makeProcess(name)
        time = SimulatedClock(process)
        transport = cluster.network.attach(
            process, host: name, loops: [SimulatedEventLoop(process)])
        let connection = BrokerConnectionSettings(
            clientId: name, connectTimeout: .seconds(1), requestTimeout: .seconds(3))
        admin = AdminClient(
            bootstrap: cluster.addresses, over: transport, time: time,
            settings: AdminClientSettings(connection: connection, callTimeout: .seconds(20)))
    }

    /// Begins `body` as a task of this program.
    package func run(_ body: @escaping @Sendable () async -> Void) {
        process.executor.within(process) { _ = Task { await body() } }
    }

    /// The world ends.
    func leave() {
        process.executor.within(process) { _ = Task { [admin] in await admin.close() } }
    }
}
