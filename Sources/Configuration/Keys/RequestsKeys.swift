extension BrokerConfigSchema {
    /// Sockets, connections, threads and bounds of requests.
    package static let requests: [ConfigKey] = [
        ConfigKey(
            "connections.max.idle.ms", .long, "600000", .any, .medium, .readOnly,
            "Close idle connections after this"),
        ConfigKey(
            "delete.records.purgatory.purge.interval.requests", .int, "1", .any, .low, .readOnly,
            "Purge completed delayed DeleteRecords after this many"),
        ConfigKey(
            "fetch.max.bytes", .int, "57671680", .atLeast(1024), .medium, .readOnly,
            "Upper bound on bytes returned by one fetch"),
        ConfigKey(
            "fetch.purgatory.purge.interval.requests", .int, "1000", .any, .low, .readOnly,
            "Purge completed delayed fetches after this many"),
        ConfigKey(
            "max.connection.creation.rate", .int, "2147483647", .atLeast(0), .medium, .clusterWide,
            "New connections per second limit, broker or listener"),
        ConfigKey(
            "max.connections", .int, "2147483647", .atLeast(0), .medium, .clusterWide,
            "Connection limit of the broker (or listener.name.X.max.connections)"),
        ConfigKey(
            "max.connections.per.ip", .int, "2147483647", .atLeast(0), .medium, .clusterWide,
            "Connection limit per client address"),
        ConfigKey(
            "max.connections.per.ip.overrides", .string, "", .any, .medium, .clusterWide,
            "Limits for single addresses, as host:limit list"),
        ConfigKey(
            "max.incremental.fetch.session.cache.slots", .int, "1000", .atLeast(0), .medium,
            .readOnly,
            "Max cached fetch sessions"),
        ConfigKey(
            "max.request.partition.size.limit", .int, "2000", .atLeast(1), .medium, .readOnly,
            "Max partitions served by one DescribeTopicPartitions call"),
        ConfigKey(
            "num.io.threads", .int, "8", .atLeast(1), .high, .clusterWide,
            "Threads for requests that wait for a disk or take long: cold reads, look-ups by time,"
                + " conversions"),
        ConfigKey(
            "num.network.threads", .int, "3", .atLeast(1), .high, .clusterWide,
            "Network threads per data-plane listener"),
        ConfigKey(
            "producer.purgatory.purge.interval.requests", .int, "1000", .any, .low, .readOnly,
            "Purge completed delayed produces after this many"),
        ConfigKey(
            "queued.max.request.bytes", .long, "-1", .any, .medium, .readOnly,
            "Memory of requests above 64 KiB that are arriving; while it is used up, no other such request"
                + " is read; -1 = off"),
        ConfigKey(
            "queued.max.requests", .int, "500", .atLeast(1), .high, .readOnly,
            "Most requests that wait for a handler; here requests are handled as they are read, and wait"
                + " in their connections (at most 256 unanswered ones each)"),
        ConfigKey(
            "request.timeout.ms", .int, "30000", .any, .high, .readOnly,
            "Inter-broker client request timeout"),
        ConfigKey(
            "socket.connection.setup.timeout.max.ms", .long, "30000", .any, .medium, .readOnly,
            "Cap of the growing connect timeout"),
        ConfigKey(
            "socket.connection.setup.timeout.ms", .long, "10000", .any, .medium, .readOnly,
            "Initial connect timeout of inter-broker clients"),
        ConfigKey(
            "socket.listen.backlog.size", .int, "50", .atLeast(1), .medium, .readOnly,
            "listen() backlog"),
        ConfigKey(
            "socket.receive.buffer.bytes", .int, "102400", .any, .high, .readOnly,
            "SO_RCVBUF; -1 = OS default"),
        ConfigKey(
            "socket.request.max.bytes", .int, "104857600", .atLeast(1), .high, .readOnly,
            "Largest request frame"),
        ConfigKey(
            "socket.send.buffer.bytes", .int, "102400", .any, .high, .readOnly,
            "SO_SNDBUF; -1 = OS default"),
    ]
}
