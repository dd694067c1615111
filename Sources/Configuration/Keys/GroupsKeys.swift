extension BrokerConfigSchema {
    /// Consumer groups and committed offsets.
    package static let groups: [ConfigKey] = [
        ConfigKey(
            "group.coordinator.append.linger.ms", .int, "10", .atLeast(0), .low, .readOnly,
            "Batching of the new coordinator (unused in ZooKeeper mode)"),
        ConfigKey(
            "group.coordinator.new.enable", .boolean, "false", .any, .low, .readOnly,
            "Use the new coordinator (internal; KRaft only)"),
        ConfigKey(
            "group.coordinator.rebalance.protocols", .list, "classic",
            .listOf(["classic", "consumer", "share"]), .low, .readOnly,
            "Group protocols; only classic works in ZooKeeper mode"),
        ConfigKey(
            "group.coordinator.threads", .int, "1", .atLeast(1), .low, .readOnly,
            "Threads of the new coordinator (unused in ZooKeeper mode)"),
        ConfigKey(
            "group.initial.rebalance.delay.ms", .int, "3000", .any, .medium, .readOnly,
            "Wait for more members before the first rebalance of an empty group"),
        ConfigKey(
            "group.max.session.timeout.ms", .int, "1800000", .any, .medium, .readOnly,
            "Highest allowed session timeout"),
        ConfigKey(
            "group.max.size", .int, "2147483647", .atLeast(1), .medium, .readOnly,
            "Max members in a group"),
        ConfigKey(
            "group.min.session.timeout.ms", .int, "6000", .any, .medium, .readOnly,
            "Lowest allowed session timeout"),
        ConfigKey(
            "offset.metadata.max.bytes", .int, "4096", .any, .high, .readOnly,
            "Longest metadata text of a committed offset"),
        ConfigKey(
            "offsets.commit.required.acks", .short, "-1", .any, .high, .readOnly,
            "acks of offset commits: -1, or 0 up to the replication factor"),
        ConfigKey(
            "offsets.commit.timeout.ms", .int, "5000", .atLeast(1), .high, .readOnly,
            "Offset commit write timeout"),
        ConfigKey(
            "offsets.load.buffer.size", .int, "5242880", .atLeast(1), .high, .readOnly,
            "Read size when loading offsets (soft limit)"),
        ConfigKey(
            "offsets.retention.check.interval.ms", .long, "600000", .atLeast(1), .medium, .readOnly,
            "Expiry scan period"),
        ConfigKey(
            "offsets.retention.minutes", .int, "10080", .atLeast(1), .high, .readOnly,
            "Keep offsets this long after the group empties"),
        ConfigKey(
            "offsets.topic.compression.codec", .int, "0", .any, .medium, .readOnly,
            "Codec id of records that the coordinator writes to __consumer_offsets"),
        ConfigKey(
            "offsets.topic.num.partitions", .int, "50", .atLeast(1), .high, .readOnly,
            "Partitions of __consumer_offsets"),
        ConfigKey(
            "offsets.topic.replication.factor", .short, "3", .atLeast(1), .high, .readOnly,
            "RF of __consumer_offsets"),
        ConfigKey(
            "offsets.topic.segment.bytes", .int, "104857600", .atLeast(1), .high, .readOnly,
            "Segment size of __consumer_offsets"),
    ]
}
