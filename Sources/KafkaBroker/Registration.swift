import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import Replication
import Telemetry

/// This broker's ephemeral znode, made at start and again after a lost session.
final class Registration: Sendable {
    private let brokerID: BrokerID
    private let registry: BrokerRegistry
    private let fence: ControllerFence
    private let time: any TimeSource
    private let rack: String?
    private let znodeVersion: Int32
    private let endpoints = Lock<[BrokerEndpoint]>([])
    private let logger: Logger

    init(
        _ brokerID: BrokerID, _ registry: BrokerRegistry, fence: ControllerFence,
        config: BrokerConfig, time: any TimeSource, logger: Logger
    ) {
        self.brokerID = brokerID
        self.registry = registry
        self.fence = fence
        self.time = time
        self.logger = logger
        rack = config.identity.rack
        znodeVersion = config.protocolVersion.registrationVersion
    }

    /// The addresses that clients and brokers are told; known once the listeners are bound.
    func advertise(_ endpoints: [Endpoint]) {
        self.endpoints.withLock {
            $0 = endpoints.map {
                BrokerEndpoint(
                    listener: $0.listener.value, host: $0.host, port: Int32($0.port),
                    securityProtocol: $0.securityProtocol)
            }
        }
    }

    func register(previousSession: Int64? = nil) async throws(ClusterMetadataError) {
        let endpoints = endpoints.withLock { $0 }
        let znode = BrokerZNode(
            endpoints: endpoints, rack: rack, timestamp: time.wallMilliseconds(),
            version: znodeVersion)
        let epoch = try await registry.register(brokerID, znode, previousSession: previousSession)
        fence.registered(epoch)
        logger.info(
            "registered broker \(brokerID) with epoch \(epoch); clients are told: "
                + endpoints.map { "\($0.listener)://\($0.host):\($0.port)" }.joined(separator: ", ")
        )
    }
}
