extension BrokerConfigSchema {
    /// Windows over which quotas are measured.
    package static let quotas: [ConfigKey] = [
        ConfigKey(
            "alter.log.dirs.replication.quota.window.num", .int, "11", .atLeast(1), .low, .readOnly,
            "Samples kept for dir-move quota"),
        ConfigKey(
            "alter.log.dirs.replication.quota.window.size.seconds", .int, "1", .atLeast(1), .low,
            .readOnly,
            "Sample length for dir-move quota"),
        ConfigKey(
            "client.quota.callback.class", .className, nil, .any, .medium, .readOnly,
            "Custom quota callback"),
        ConfigKey(
            "controller.quota.window.num", .int, "11", .atLeast(1), .low, .readOnly,
            "Samples kept for controller mutation quota"),
        ConfigKey(
            "controller.quota.window.size.seconds", .int, "1", .atLeast(1), .low, .readOnly,
            "Sample length for controller mutation quota"),
        ConfigKey(
            "quota.window.num", .int, "11", .atLeast(1), .low, .readOnly,
            "Samples kept for client quotas"),
        ConfigKey(
            "quota.window.size.seconds", .int, "1", .atLeast(1), .low, .readOnly,
            "Sample length for client quotas"),
        ConfigKey(
            "replication.quota.window.num", .int, "11", .atLeast(1), .low, .readOnly,
            "Samples kept for replication quotas"),
        ConfigKey(
            "replication.quota.window.size.seconds", .int, "1", .atLeast(1), .low, .readOnly,
            "Sample length for replication quotas"),
    ]
}
