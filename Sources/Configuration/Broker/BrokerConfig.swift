import KafkaModel

/// What a broker is told at its start: the settings it acts on, read and checked, and all settings at
/// their levels for those who ask (``layers``).
package struct BrokerConfig: Equatable, Sendable {
    package let layers: ConfigLayers

    package let identity: BrokerIdentityConfig
    package let listeners: ListenerConfig
    package let zooKeeper: ZooKeeperConfig
    package let sockets: SocketConfig
    package let fetch: FetchConfig
    package let topics: TopicCreationConfig
    package let logs: LogConfigOfBroker
    package let cleaner: CleanerConfig
    package let replication: ReplicationConfig
    package let controller: ControllerConfig
    package let shutdown: ControlledShutdownConfig
    package let groups: GroupConfig
    package let offsets: OffsetsConfig
    package let transactions: TransactionConfig
    package let metrics: MetricsConfig
    /// What this broker speaks to others, and which records it writes to internal topics.
    package let interBrokerProtocol: Release

    /// Reads the settings of a file (``PropertiesFile/values``), over which `overrides` (from the
    /// command line) win.
    ///
    /// `canonicalHostName` gives the name under which other machines know this one; it is asked only
    /// when a listener to be advertised has a blank host, and may block.
    ///
    /// Throws all mistakes together.
    package init(
        _ settings: [String: String], overrides: [String: String] = [:],
        canonicalHostName: () -> String
    ) throws(ConfigErrors) {
        let layers = ConfigLayers(file: settings.merging(overrides) { $1 })
        try self.init(layers, canonicalHostName: canonicalHostName)
    }

    /// The same broker with other dynamic settings. Throws what is wrong with them; a broker then
    /// keeps the configuration that it has.
    package func applying(
        dynamicDefault: [String: String], dynamicBroker: [String: String],
        canonicalHostName: () -> String
    ) throws(ConfigErrors) -> BrokerConfig {
        var layers = layers
        layers.dynamicDefault = dynamicDefault
        layers.dynamicBroker = dynamicBroker
        return try BrokerConfig(layers, canonicalHostName: canonicalHostName)
    }

    private init(_ layers: ConfigLayers, canonicalHostName: () -> String) throws(ConfigErrors) {
        var problems = BrokerConfigSchema.schema.parse(layers.explicit).problems
        let reader = SettingReader(layers.value(of:))
        var listenerSettings = ListenerSettings(reader)
        let listeners = listenerSettings.read(canonicalHostName: canonicalHostName)
        problems += listenerSettings.problems
        problems += StartChecks(layers, reader).problems
        guard problems.isEmpty else { throw ConfigErrors(problems) }

        self.layers = layers
        self.listeners = listeners
        identity = BrokerIdentityConfig(reader)
        zooKeeper = ZooKeeperConfig(reader)
        sockets = SocketConfig(reader)
        fetch = FetchConfig(reader)
        topics = TopicCreationConfig(reader)
        logs = LogConfigOfBroker(reader)
        cleaner = CleanerConfig(reader)
        replication = ReplicationConfig(reader)
        controller = ControllerConfig(reader)
        shutdown = ControlledShutdownConfig(reader)
        groups = GroupConfig(reader)
        offsets = OffsetsConfig(reader)
        transactions = TransactionConfig(reader)
        metrics = MetricsConfig(reader)
        interBrokerProtocol = Release(reader.text("inter.broker.protocol.version")) ?? .latest
    }

    /// The settings of a topic with these settings of its own, on this broker.
    package func topicConfig(overrides: [String: String] = [:]) -> TopicConfig {
        TopicConfig(overrides: overrides, broker: layers)
    }
}
