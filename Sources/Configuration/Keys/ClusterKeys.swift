extension BrokerConfigSchema {
    /// The broker in its cluster: identity, topics, controller.
    package static let cluster: [ConfigKey] = [
        ConfigKey(
            "alter.config.policy.class.name", .className, nil, .any, .low, .readOnly,
            "AlterConfigs policy class"),
        ConfigKey(
            "auto.create.topics.enable", .boolean, "true", .any, .high, .readOnly,
            "Create unknown topics on metadata requests that allow it"),
        ConfigKey(
            "auto.leader.rebalance.enable", .boolean, "true", .any, .high, .readOnly,
            "Controller periodically restores preferred leaders"),
        ConfigKey(
            "background.threads", .int, "10", .atLeast(1), .high, .clusterWide,
            "Threads for background work"),
        ConfigKey(
            "broker.id", .int, "-1", .any, .high, .readOnly,
            "Broker id; -1 = generate"),
        ConfigKey(
            "broker.id.generation.enable", .boolean, "true", .any, .medium, .readOnly,
            "Allow generated broker ids"),
        ConfigKey(
            "broker.rack", .string, nil, .any, .high, .readOnly,
            "Rack name used for placement and follower fetching"),
        ConfigKey(
            "controlled.shutdown.enable", .boolean, "true", .any, .medium, .readOnly,
            "Do a controlled shutdown on stop"),
        ConfigKey(
            "controlled.shutdown.max.retries", .int, "3", .any, .medium, .readOnly,
            "How many times a controlled shutdown is attempted"),
        ConfigKey(
            "controlled.shutdown.retry.backoff.ms", .long, "5000", .any, .medium, .readOnly,
            "Pause between two attempts at a controlled shutdown"),
        ConfigKey(
            "controller.socket.timeout.ms", .int, "30000", .any, .medium, .readOnly,
            "Socket timeout of controller-to-broker channels"),
        ConfigKey(
            "create.topic.policy.class.name", .className, nil, .any, .medium, .readOnly,
            "CreateTopics policy class"),
        ConfigKey(
            "default.replication.factor", .int, "1", .any, .high, .readOnly,
            "RF of auto-created topics and of CreateTopics with -1"),
        ConfigKey(
            "delete.topic.enable", .boolean, "true", .any, .high, .readOnly,
            "Allow topic deletion"),
        ConfigKey(
            "leader.imbalance.check.interval.seconds", .long, "300", .atLeast(1), .high, .readOnly,
            "How often the controller looks for misplaced leaders"),
        ConfigKey(
            "leader.imbalance.per.broker.percentage", .int, "10", .any, .medium, .readOnly,
            "Share of misplaced leaders, in percent, that starts a rebalance"),
        ConfigKey(
            "num.partitions", .int, "1", .atLeast(1), .high, .readOnly,
            "Partitions of auto-created topics and CreateTopics with -1"),
        ConfigKey(
            "num.recovery.threads.per.data.dir", .int, "1", .atLeast(1), .high, .clusterWide,
            "Threads that load and close the logs of one data directory"),
        ConfigKey(
            "reserved.broker.max.id", .int, "1000", .atLeast(0), .medium, .readOnly,
            "Highest id usable by configuration when generation is on; generated ids start above"),
        ConfigKey(
            "unstable.api.versions.enable", .boolean, "false", .any, .low, .readOnly,
            "Expose unreleased API versions (internal)"),
        ConfigKey(
            "unstable.feature.versions.enable", .boolean, "false", .any, .low, .readOnly,
            "Expose unreleased feature levels (internal)"),
    ]
}
