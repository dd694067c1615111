import BrokerClient
import ClusterControl
import ClusterMetadata
import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Replication
import Storage
import Telemetry
import ZooKeeperClient

/// A running broker: its parts and how they end.
package final class Broker: Sendable {
    package let identity: BrokerIdentity
    /// The addresses that clients are told.
    package let advertised: [Endpoint]

    private let cluster: ClusterParts
    private let replicas: ReplicaParts
    private let groups: GroupParts
    private let listeners: [Listener]
    private let metrics: MetricsEndpoint?
    private let world: BrokerWorld
    private let background: Lock<[Task<Void, Never>]>

    init(
        _ cluster: ClusterParts, _ replicas: ReplicaParts, _ groups: GroupParts,
        listeners: [Listener], metrics: MetricsEndpoint?, advertised: [Endpoint], world: BrokerWorld
    ) {
        identity = cluster.identity
        self.advertised = advertised
        self.cluster = cluster
        self.replicas = replicas
        self.groups = groups
        self.listeners = listeners
        self.metrics = metrics
        self.world = world
        background = Lock([])
    }

    /// Starts what goes on until the end: the controller, settings, replication.
    func run() {
        let tasks = [
            Task { await cluster.link.follow() },
            Task { await cluster.controller.run() },
            Task { await cluster.followConfigChanges(replicas) },
            Task { await replicas.runBackgroundWork(world) },
        ]
        background.withLock { $0 = tasks }
    }

    /// Stops in order: leaderships move away while everything still works, then clients, controller
    /// and replication end, the logs are closed, and the session last, so that nobody takes this
    /// broker for dead before its data are safe.
    package func stop() async {
        let logger = world.logger.named("Broker")
        if cluster.configuration.broker.shutdown.isEnabled {
            await ControlledShutdown(cluster, replicas.fence, world, logger).run()
        }
        for listener in listeners { listener.stop() }
        groups.coordinator.stop()
        cluster.controller.stop()
        let tasks = background.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { task.cancel() }
        await end(of: tasks)
        await replicas.close(world)
        await cluster.pool.close()
        await cluster.store.zooKeeper.close()
        metrics?.stop()
        // They hold the parts that they look at, and these hold them.
        world.metrics.removeAll()
        logger.info("stopped")
    }

    /// Waits for the tasks. What one of them asks of ZooKeeper is not answered as long as there is no
    /// connection; then the end of the session ends the wait.
    private func end(of tasks: [Task<Void, Never>]) async {
        let giveUp = Task { [world, cluster] in
            guard (try? await world.time.sleep(for: Self.patience)) != nil else { return }
            await cluster.store.zooKeeper.close()
        }
        for task in tasks { await task.value }
        giveUp.cancel()
    }

    /// Much longer than an event of the controller takes with ZooKeeper at hand.
    private static let patience = Duration.seconds(3)
}

extension ClusterParts {
    /// Keeps the settings up to date, and logs and fetchers with them.
    func followConfigChanges(_ replicas: ReplicaParts) async {
        let brokerID = identity.brokerID
        let logger = configuration.logger
        await ConfigChangeFeed(store, time: time, logger: logger).run(
            onListening: {
                await reload(replicas) { () async throws(ClusterMetadataError) in
                    try await configuration.load(from: configs, brokerID: brokerID)
                }
            },
            onChange: { entity in
                await reload(replicas) { () async throws(ClusterMetadataError) in
                    try await configuration.reload(entity, from: configs, brokerID: brokerID)
                }
                allowUncleanElections(after: entity)
            })
    }

    /// Partitions without a leader may get one once their topic, or all topics, allow a leader from
    /// outside the in-sync replicas.
    private func allowUncleanElections(after entity: ConfigEntity) {
        switch entity {
        case .topic(let name):
            guard configuration.topic(name).allowsUncleanElection else { return }
            controller.uncleanElectionEnabled(for: name)
        case .broker:
            controller.setDefaultUncleanElection(
                configuration.broker.controller.allowsUncleanElection)
        case .user, .client, .userClient, .ip: return
        }
    }

    private func reload(
        _ replicas: ReplicaParts, _ load: () async throws(ClusterMetadataError) -> Void
    ) async {
        do {
            try await load()
            let logs = replicas.logs
            for log in logs.allLogs { log.update(configuration.log(of: log.topicPartition.topic)) }
            replicas.fetchers.resize(to: configuration.broker.replication.fetchers)
            logs.setReserve(configuration.broker.logs.reserveBytes)
        } catch {
            configuration.logger.error("cannot read changed settings: \(error)")
        }
    }
}
