import ClusterMetadata
import Configuration
import KafkaModel

/// One change of one setting (IncrementalAlterConfigs).
enum ConfigChange: Equatable, Sendable {
    case set(String)
    case delete
    case append(String)
    case subtract(String)

    /// The settings after `changes`, which have been checked to be about known list settings where
    /// they append or subtract. `current` gives the value in force of a setting that is not set.
    static func apply(
        _ changes: [(name: String, change: ConfigChange)], to settings: [String: String],
        current: (String) -> String?
    ) -> [String: String] {
        var settings = settings
        for (name, change) in changes {
            let old = elements(settings[name] ?? current(name) ?? "")
            switch change {
            case .set(let value): settings[name] = value
            case .delete: settings[name] = nil
            case .append(let value):
                let new = elements(value).filter { !old.contains($0) }
                settings[name] = (old + new).joined(separator: ",")
            case .subtract(let value):
                let gone = elements(value)
                settings[name] = old.filter { !gone.contains($0) }.joined(separator: ",")
            }
        }
        return settings
    }

    private static func elements(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }
}

/// Replaces the settings of topics and brokers in ZooKeeper and tells all brokers.
struct ConfigAlteration: Sendable {
    let brokerID: BrokerID
    let configuration: DynamicConfiguration
    let store: ConfigStore
    let cache: MetadataCache

    /// The settings that `resource` has of its own now.
    func current(_ resource: ConfigResource) async throws(ConfigRefusal) -> [String: String] {
        do throws(ClusterMetadataError) {
            return try await store.read(resource.entity).settings
        } catch {
            throw ConfigRefusal(.unknownServerError, "Cannot read the settings: \(error)")
        }
    }

    /// Checks `settings` as a whole and, unless `validateOnly`, puts them in force.
    func replace(_ resource: ConfigResource, _ settings: [String: String], validateOnly: Bool)
        async
        throws(ConfigRefusal)
    {
        try check(resource, settings)
        if validateOnly { return }
        do throws(ClusterMetadataError) {
            try await store.write(resource.entity, ConfigZNode(settings))
            try await store.announce(resource.entity)
        } catch {
            switch error {
            case .controllerMoved, .noController:
                throw ConfigRefusal(
                    .notController, "There is no controller at the moment; try again.")
            default:
                throw ConfigRefusal(.unknownServerError, "Cannot write the settings: \(error)")
            }
        }
    }

    private func check(_ resource: ConfigResource, _ settings: [String: String])
        throws(ConfigRefusal)
    {
        switch resource {
        case .topic(let name):
            guard cache.current.topics[name] != nil else {
                throw ConfigRefusal(
                    .unknownTopicOrPartition, "The topic '\(name)' does not exist.")
            }
            if let problem = TopicConfigSchema.problem(with: settings.mapValues { $0 }) {
                throw ConfigRefusal(.invalidConfig, problem)
            }
        case .broker(let id):
            let problem = DynamicUpdate.problem(
                with: settings, isClusterDefault: id == nil, current: configuration.broker.layers)
            if let problem { throw ConfigRefusal(.invalidRequest, problem) }
        }
    }
}

extension ConfigResource {
    var entity: ConfigEntity {
        switch self {
        case .topic(let name): .topic(name)
        case .broker(let id): .broker(id?.description)
        }
    }
}
