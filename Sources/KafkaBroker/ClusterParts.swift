import BrokerClient
import ClusterControl
import ClusterMetadata
import Configuration
import KafkaModel
import Networking
import Platform
import Scheduling
import Telemetry
import ZooKeeperClient

/// The parts of a broker that deal with the cluster: ZooKeeper, the controller, what is known of the
/// others and the ways to them.
struct ClusterParts: Sendable {
    let identity: BrokerIdentity
    let configuration: DynamicConfiguration
    let store: ClusterStore
    let link: ZooKeeperLink
    let configs: ConfigStore
    let cache: MetadataCache
    let pool: ConnectionPool
    let channel: ControllerChannel
    let controller: Controller
    let registration: Registration
    let administration: TopicAdministration
    let autoCreation: TopicAutoCreation
    let time: any TimeSource

    /// `registration` also serves the controller, which renews it when the session is lost.
    init(
        _ identity: BrokerIdentity, _ configuration: DynamicConfiguration, _ store: ClusterStore,
        _ registration: Registration, _ world: BrokerWorld
    ) {
        let config = configuration.broker
        self.identity = identity
        time = world.time
        self.configuration = configuration
        self.store = store
        link = ZooKeeperLink(
            store.zooKeeper, time: world.time, logger: world.logger.named("ZooKeeper"))
        self.registration = registration
        configs = ConfigStore(store)
        let cache = MetadataCache(time: world.time) {
            // If ZooKeeper does not tell, what the controller says must do.
            guard let names = try? await store.topicNames() else { return false }
            return !names.isEmpty
        }
        self.cache = cache
        pool = ConnectionPool(
            over: world.transport, settings: Self.connectionSettings(config, identity))
        channel = ControllerChannel(
            pool, cache: cache, listener: config.listeners.interBroker.value)
        controller = Self.makeController(identity, config, store, registration, world)
        administration = TopicAdministration(
            store, random: world.random, defaults: { Self.topicDefaults(configuration.broker) },
            checkConfig: { (_, configs) throws(TopicError) in try Self.check(configs) })
        autoCreation = TopicAutoCreation(
            administration, cache: cache, config: { configuration.broker },
            logger: world.logger.named("TopicAutoCreation"))
    }

    private static func makeController(
        _ identity: BrokerIdentity, _ config: BrokerConfig, _ store: ClusterStore,
        _ registration: Registration, _ world: BrokerWorld
    ) -> Controller {
        var settings = connectionSettings(config, identity)
        settings.requestTimeout = config.controller.socketTimeout
        return Controller(
            ControllerSettings(
                brokerID: identity.brokerID,
                protocolVersion: config.protocolVersion,
                listener: (config.listeners.controlPlane ?? config.listeners.interBroker).value,
                allowsUncleanElection: config.controller.allowsUncleanElection,
                allowsTopicDeletion: config.topics.isDeletionEnabled,
                balancesLeaders: config.controller.isRebalanceEnabled,
                balanceInterval: config.controller.imbalanceCheckInterval,
                tolerableImbalancePercent: config.controller.imbalancePercentage),
            store, sender: OrderChannels(over: world.transport, settings: settings),
            time: world.time, random: world.random, logger: world.logger.named("Controller"),
            register: { (previous) async throws(ClusterMetadataError) in
                try await registration.register(previousSession: previous)
            })
    }

    static func connectionSettings(_ config: BrokerConfig, _ identity: BrokerIdentity)
        -> BrokerConnectionSettings
    {
        BrokerConnectionSettings(
            clientId: identity.brokerID.description,
            connectTimeout: config.sockets.connectionSetupTimeout,
            requestTimeout: config.sockets.requestTimeout)
    }

    private static func topicDefaults(_ config: BrokerConfig) -> TopicAdministration.Defaults {
        TopicAdministration.Defaults(
            partitionCount: config.topics.partitions,
            replicationFactor: config.topics.replicationFactor,
            protocolVersion: config.protocolVersion,
            allowsTopicDeletion: config.topics.isDeletionEnabled)
    }

    private static func check(_ configs: [(key: String, value: String)]) throws(TopicError) {
        let settings = Dictionary(configs.map { ($0.key, Optional($0.value)) }) { $1 }
        if let problem = TopicConfigSchema.problem(with: settings) {
            throw TopicError(.invalidConfig, problem)
        }
    }
}

extension BrokerConfig {
    /// What the cluster's brokers may be sent and what may be written to ZooKeeper.
    var protocolVersion: InterBrokerProtocolVersion {
        InterBrokerProtocolVersion(layers.value(of: "inter.broker.protocol.version")?.text ?? "")
            ?? .default
    }
}
