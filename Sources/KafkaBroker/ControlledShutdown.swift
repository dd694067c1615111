import BrokerClient
import ClusterControl
import Configuration
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Telemetry

/// Asks the controller to move this broker's leaderships away before it stops.
/// Source: controller-and-replication, section 11 (Kafka: KafkaServer.controlledShutdown).
struct ControlledShutdown: Sendable {
    private let cluster: ClusterParts
    private let fence: ControllerFence
    private let world: BrokerWorld
    private let logger: Logger

    init(
        _ cluster: ClusterParts, _ fence: ControllerFence, _ world: BrokerWorld, _ logger: Logger
    ) {
        self.cluster = cluster
        self.fence = fence
        self.world = world
        self.logger = logger
    }

    /// How long to wait for brokers that do not take the controller's last orders: a broker that works
    /// takes them in milliseconds, and for one that does not the next controller is there.
    private static let deliveryLimit = Duration.seconds(2)

    /// Returns when the controller has nothing left to move, or when the tries are used up.
    func run() async {
        let settings = cluster.configuration.broker.shutdown
        for attempt in 0...max(0, settings.maximumRetries) {
            switch await ask() {
            case .done:
                logger.info("controlled shutdown succeeded")
                // If this broker is the controller, the others must learn the new leaders from it.
                return await cluster.controller.deliverOrders(within: Self.deliveryLimit)
            case .pointless(let why):
                return logger.info("controlled shutdown is left out: \(why)")
            case .failed(let why):
                logger.warn("controlled shutdown, try \(attempt + 1): \(why)")
            }
            if attempt == settings.maximumRetries { break }
            await pause(settings.retryBackoff)
        }
        logger.warn("stopping without a complete controlled shutdown")
    }

    /// Until the next try: as long as the setting says, or until there is another controller to ask.
    private func pause(_ limit: Duration) async {
        let asked = cluster.cache.current.controller
        _ = await cluster.cache.wait(for: limit) { view in
            view.controller != asked && view.isAlive(view.controller)
        }
    }

    private enum Outcome {
        case done
        /// No leadership can be moved.
        case pointless(String)
        case failed(String)
    }

    private func ask() async -> Outcome {
        let own = cluster.identity.brokerID
        // The controller could not write who leads instead, and would never answer.
        if !cluster.link.isConnected { return .pointless("there is no connection to ZooKeeper") }
        if !cluster.cache.current.brokers.keys.contains(where: { $0 != own }) {
            return .pointless("no other broker is live")
        }
        do throws(BrokerClientError) {
            let answer = try await cluster.channel.send(
                ControlledShutdownRequest(brokerId: own, brokerEpoch: fence.brokerEpoch))
            guard answer.errorCode == .none else { return .failed(answer.errorCode.name) }
            let remaining = answer.remainingPartitions.count
            return remaining == 0
                ? .done : .failed("\(remaining) partitions could not be moved")
        } catch {
            return .failed(error.description)
        }
    }
}
