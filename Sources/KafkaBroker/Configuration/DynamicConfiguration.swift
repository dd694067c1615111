import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import Replication
import Storage
import Telemetry

/// The settings in force: the broker's own and its topics', kept up to date with `/config`.
/// Readable from any thread; changed by the one task that follows the notifications.
package final class DynamicConfiguration: Sendable {
    private struct State {
        var broker: BrokerConfig
        private(set) var topics: [String: [String: String]] = [:]
        /// Read from the settings of topics once, as every fetch of a follower asks for them.
        private(set) var throttled = (leader: ThrottledReplicas(), follower: ThrottledReplicas())

        init(broker: BrokerConfig) { self.broker = broker }

        mutating func set(_ settings: [String: String], of topic: String) {
            topics[topic] = settings
            let config = broker.topicConfig(overrides: settings)
            throttled.leader.set(config.leaderThrottledReplicas, of: topic)
            throttled.follower.set(config.followerThrottledReplicas, of: topic)
        }

        mutating func forget(_ topic: String) {
            set([:], of: topic)
            topics[topic] = nil
        }

        mutating func replaceTopics(_ all: [String: [String: String]]) {
            topics = [:]
            throttled = (ThrottledReplicas(), ThrottledReplicas())
            for (topic, settings) in all { set(settings, of: topic) }
        }
    }

    private let state: Lock<State>
    private let canonicalHostName: @Sendable () -> String
    let logger: Logger

    package init(
        _ broker: BrokerConfig, canonicalHostName: @escaping @Sendable () -> String, logger: Logger
    ) {
        state = Lock(State(broker: broker))
        self.canonicalHostName = canonicalHostName
        self.logger = logger
    }

    package var broker: BrokerConfig { state.withLock { $0.broker } }

    package func topic(_ name: String) -> TopicConfig {
        let (broker, overrides) = state.withLock { ($0.broker, $0.topics[name] ?? [:]) }
        return broker.topicConfig(overrides: overrides)
    }

    /// The replicas whose leaders hold traffic back, and those that do so themselves.
    var throttledReplicas: (leader: ThrottledReplicas, follower: ThrottledReplicas) {
        state.withLock { $0.throttled }
    }

    package func log(of topic: String) -> LogConfig { LogConfig(self.topic(topic)) }

    /// Reads all settings. To be called before logs are opened, and again once changes are listened
    /// for.
    package func load(from store: ConfigStore, brokerID: BrokerID)
        async
        throws(ClusterMetadataError)
    {
        var topics: [String: [String: String]] = [:]
        for (topic, config) in try await store.topicConfigs() {
            switch config {
            case .success(let node): topics[topic] = node.settings
            case .failure(let error):
                logger.error(
                    "the settings of topic \(topic) are malformed and passed over: \(error)")
            }
        }
        state.withLock { [topics] in $0.replaceTopics(topics) }
        try await loadBroker(from: store, brokerID: brokerID)
    }

    /// Reads the settings of topics whose first logs this broker is about to create: what a topic is
    /// created with is announced to nobody. A topic whose settings cannot be read begins with the
    /// broker's own.
    package func load(topics names: [String], from store: ConfigStore) async {
        guard !names.isEmpty else { return }
        do throws(ClusterMetadataError) {
            for (name, node) in zip(names, try await store.read(names.map { .topic($0) })) {
                switch node {
                case .success(let node): state.withLock { $0.set(node.settings, of: name) }
                case .failure(let error):
                    logger.error(
                        "the settings of topic \(name) are malformed and passed over: \(error)")
                }
            }
        } catch {
            logger.error("cannot read the settings of new topics: \(error)")
        }
    }

    /// Whether the settings of a topic were read or announced.
    package func knows(topic name: String) -> Bool {
        state.withLock { $0.topics[name] != nil }
    }

    /// The topic is deleted: its settings are not those of the next topic of that name.
    package func forget(_ topic: String) {
        state.withLock { $0.forget(topic) }
    }

    /// Reads what changed for one entity again.
    package func reload(_ entity: ConfigEntity, from store: ConfigStore, brokerID: BrokerID)
        async
        throws(ClusterMetadataError)
    {
        switch entity {
        case .topic(let name):
            let settings = try await store.read(entity).settings
            state.withLock { state in
                // Of topics that this broker has nothing to do with, or no more, only settings are
                // remembered, not that there are none.
                if settings.isEmpty, state.topics[name] == nil { return }
                state.set(settings, of: name)
            }
        case .broker: try await loadBroker(from: store, brokerID: brokerID)
        case .user, .client, .userClient, .ip: return
        }
    }

    private func loadBroker(from store: ConfigStore, brokerID: BrokerID)
        async
        throws(ClusterMetadataError)
    {
        let all = try await store.read(.broker(nil)).settings
        let own = try await store.read(.broker(brokerID.description)).settings
        do throws(ConfigErrors) {
            let config = try broker.applying(
                dynamicDefault: all, dynamicBroker: own, canonicalHostName: canonicalHostName)
            state.withLock { $0.broker = config }
        } catch {
            logger.error("dynamic settings are not taken over: \(error)")
        }
    }
}
