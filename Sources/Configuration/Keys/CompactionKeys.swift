extension BrokerConfigSchema {
    /// The log cleaner.
    package static let compaction: [ConfigKey] = [
        ConfigKey(
            "log.cleaner.backoff.ms", .long, "15000", .atLeast(0), .medium, .clusterWide,
            "Sleep when nothing to clean"),
        ConfigKey(
            "log.cleaner.dedupe.buffer.size", .long, "134217728", .any, .medium, .clusterWide,
            "Memory for key maps, all threads"),
        ConfigKey(
            "log.cleaner.delete.retention.ms", .long, "86400000", .atLeast(0), .medium,
            .clusterWide,
            "Default of delete.retention.ms"),
        ConfigKey(
            "log.cleaner.enable", .boolean, "true", .any, .medium, .readOnly,
            "Run the cleaner (deprecated to disable)"),
        ConfigKey(
            "log.cleaner.io.buffer.load.factor", .double, "0.9", .any, .low, .clusterWide,
            "Fill factor of key maps"),
        ConfigKey(
            "log.cleaner.io.buffer.size", .int, "524288", .atLeast(0), .low, .clusterWide,
            "Cleaner I/O buffers, all threads"),
        ConfigKey(
            "log.cleaner.io.max.bytes.per.second", .double, "1.7976931348623157E308", .any, .low,
            .clusterWide,
            "Cleaner I/O throttle (reads + writes)"),
        ConfigKey(
            "log.cleaner.max.compaction.lag.ms", .long, "9223372036854775807", .atLeast(1), .medium,
            .clusterWide,
            "Default of max.compaction.lag.ms"),
        ConfigKey(
            "log.cleaner.min.cleanable.ratio", .double, "0.5", .between(0, 1), .medium,
            .clusterWide,
            "Default of min.cleanable.dirty.ratio"),
        ConfigKey(
            "log.cleaner.min.compaction.lag.ms", .long, "0", .atLeast(0), .medium, .clusterWide,
            "Default of min.compaction.lag.ms"),
        ConfigKey(
            "log.cleaner.threads", .int, "1", .atLeast(0), .medium, .clusterWide,
            "Cleaner threads"),
    ]
}
