extension BrokerConfigSchema {
    /// Followers, in-sync replicas and what brokers speak to each other.
    package static let replication: [ConfigKey] = [
        ConfigKey(
            "follower.replication.throttled.rate", .long, "9223372036854775807", .atLeast(0),
            .medium, .clusterWide,
            "Bytes/s received by throttled replicas"),
        ConfigKey(
            "inter.broker.protocol.version", .string, "3.9-IV0", .release, .medium, .readOnly,
            "Feature level used between brokers"),
        ConfigKey(
            "leader.replication.throttled.rate", .long, "9223372036854775807", .atLeast(0), .medium,
            .clusterWide,
            "Bytes/s sent to throttled followers"),
        ConfigKey(
            "min.insync.replicas", .int, "1", .atLeast(1), .high, .clusterWide,
            "ISR size needed for acks=all"),
        ConfigKey(
            "num.replica.alter.log.dirs.threads", .int, nil, .any, .medium, .readOnly,
            "Threads moving replicas between dirs; unset = number of dirs"),
        ConfigKey(
            "num.replica.fetchers", .int, "1", .any, .high, .clusterWide,
            "Fetcher threads per source broker"),
        ConfigKey(
            "replica.alter.log.dirs.io.max.bytes.per.second", .long, "9223372036854775807",
            .atLeast(0), .medium, .clusterWide,
            "Bytes/s moved between dirs"),
        ConfigKey(
            "replica.fetch.backoff.ms", .int, "1000", .atLeast(0), .medium, .readOnly,
            "Pause after a fetch error"),
        ConfigKey(
            "replica.fetch.max.bytes", .int, "1048576", .atLeast(0), .medium, .readOnly,
            "Bytes per partition in follower fetch (first batch always returned)"),
        ConfigKey(
            "replica.fetch.min.bytes", .int, "1", .any, .high, .readOnly,
            "min_bytes of follower fetch"),
        ConfigKey(
            "replica.fetch.response.max.bytes", .int, "10485760", .atLeast(0), .medium, .readOnly,
            "max_bytes of a follower fetch response"),
        ConfigKey(
            "replica.fetch.wait.max.ms", .int, "500", .any, .high, .readOnly,
            "max_wait of follower fetch; keep < replica.lag.time.max.ms"),
        ConfigKey(
            "replica.high.watermark.checkpoint.interval.ms", .long, "5000", .any, .medium,
            .readOnly,
            "HW checkpoint period"),
        ConfigKey(
            "replica.lag.time.max.ms", .long, "30000", .any, .high, .readOnly,
            "Follower is dropped from ISR if not caught up for longer"),
        ConfigKey(
            "replica.selector.class", .string, nil, .any, .medium, .readOnly,
            "Chooses the preferred read replica for consumers"),
        ConfigKey(
            "replica.socket.receive.buffer.bytes", .int, "65536", .any, .medium, .readOnly,
            "Fetcher SO_RCVBUF"),
        ConfigKey(
            "replica.socket.timeout.ms", .int, "30000", .any, .high, .readOnly,
            "Fetcher socket timeout; must be >= replica.fetch.wait.max.ms"),
        ConfigKey(
            "unclean.leader.election.enable", .boolean, "false", .any, .high, .clusterWide,
            "Allow a replica outside the ISR to lead"),
    ]
}
