import ClusterControl
import Configuration
import KafkaModel
import Platform
import Telemetry

/// Creates topics that a client asked for and that do not exist, and the internal topics on their
/// first use (Kafka: AutoTopicCreationManager). Any broker writes them; the controller hears of it.
package final class TopicAutoCreation: Sendable {
    private let administration: TopicAdministration
    private let cache: MetadataCache
    private let config: @Sendable () -> BrokerConfig
    private let logger: Logger
    /// Topics on their way, so that a burst of clients asks ZooKeeper once.
    private let underway = Lock(Set<String>())

    package init(
        _ administration: TopicAdministration, cache: MetadataCache,
        config: @escaping @Sendable () -> BrokerConfig, logger: Logger
    ) {
        self.administration = administration
        self.cache = cache
        self.config = config
        self.logger = logger
    }

    /// `auto.create.topics.enable`; internal topics are created all the same.
    package var isEnabled: Bool { config().topics.isAutomatic }

    /// One code for each name, in order: what the client is told, `LEADER_NOT_AVAILABLE` for a topic
    /// that is there by now but not known to all brokers.
    package func create(_ names: [String]) async -> [ErrorCode] {
        var codes: [ErrorCode] = []
        for name in names { codes.append(await create(name)) }
        return codes
    }

    private func create(_ name: String) async -> ErrorCode {
        guard TopicName.isLegal(name) else { return .invalidTopicException }
        guard underway.withLock({ $0.insert(name).inserted }) else {
            return .unknownTopicOrPartition
        }
        defer { underway.withLock { _ = $0.remove(name) } }
        do throws(TopicError) {
            let brokers = cache.current.liveBrokers.map {
                PlacementBroker(id: $0.id, rack: $0.rack)
            }
            // Before the controller's first word nobody is known; the client asks again.
            if brokers.isEmpty { return .leaderNotAvailable }
            let created = try await administration.createTopic(creation(of: name), brokers: brokers)
            logger.info(
                "created topic \(name) on demand with \(created.partitionCount) partitions, "
                    + "replication factor \(created.replicationFactor)")
            return .leaderNotAvailable
        } catch {
            switch error.code {
            case .topicAlreadyExists, .requestTimedOut: return .leaderNotAvailable
            default:
                logger.warn(
                    "cannot create topic \(name) on demand: \(error.message ?? error.code.name)")
                return error.code
            }
        }
    }

    private func creation(of name: String) -> TopicCreation {
        let config = config()
        switch name {
        case TopicName.consumerOffsets:
            let offsets = config.offsets
            return TopicCreation(
                name: name, partitionCount: offsets.topicPartitions,
                replicationFactor: offsets.topicReplicationFactor,
                configs: [
                    ("compression.type", "producer"), ("cleanup.policy", "compact"),
                    ("segment.bytes", String(offsets.topicSegmentBytes)),
                ])
        case TopicName.transactionState:
            let transactions = config.transactions
            return TopicCreation(
                name: name, partitionCount: transactions.topicPartitions,
                replicationFactor: transactions.topicReplicationFactor,
                configs: [
                    ("compression.type", "uncompressed"), ("cleanup.policy", "compact"),
                    ("min.insync.replicas", String(transactions.topicMinimumInSyncReplicas)),
                    ("segment.bytes", String(transactions.topicSegmentBytes)),
                    ("unclean.leader.election.enable", "false"),
                ])
        default:
            return TopicCreation(name: name)
        }
    }
}
