extension BrokerConfigSchema {
    /// Data directories, segments, retention and flushing.
    package static let log: [ConfigKey] = [
        ConfigKey(
            "compression.gzip.level", .int, "-1", .betweenOrMinusOne(1, 9), .medium, .clusterWide,
            "gzip level when compression.type=gzip"),
        ConfigKey(
            "compression.lz4.level", .int, "9", .between(1, 17), .medium, .clusterWide,
            "lz4 level when compression.type=lz4"),
        ConfigKey(
            "compression.type", .string, "producer",
            .oneOf(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]), .high,
            .clusterWide,
            "Final codec of stored batches; producer = keep"),
        ConfigKey(
            "compression.zstd.level", .int, "3", .between(-131072, 22), .medium, .clusterWide,
            "zstd level when compression.type=zstd"),
        ConfigKey(
            "log.cleanup.policy", .list, "delete", .listOf(["compact", "delete"]), .medium,
            .clusterWide,
            "Default of cleanup.policy"),
        ConfigKey(
            "log.dir", .string, "/tmp/kafka-logs", .any, .high, .readOnly,
            "The single data directory when log.dirs is unset"),
        ConfigKey(
            "log.dir.failure.timeout.ms", .long, "30000", .atLeast(1), .low, .readOnly,
            "KRaft: stop if a failed dir cannot be reported in time"),
        ConfigKey(
            "log.dirs", .string, nil, .any, .high, .readOnly,
            "Data directories; unset: log.dir"),
        ConfigKey(
            "log.flush.interval.messages", .long, "9223372036854775807", .atLeast(1), .high,
            .clusterWide,
            "Default of flush.messages"),
        ConfigKey(
            "log.flush.interval.ms", .long, nil, .any, .high, .clusterWide,
            "Default of flush.ms; unset = log.flush.scheduler.interval.ms"),
        ConfigKey(
            "log.flush.offset.checkpoint.interval.ms", .int, "60000", .atLeast(0), .high, .readOnly,
            "Recovery point checkpoint period"),
        ConfigKey(
            "log.flush.scheduler.interval.ms", .long, "9223372036854775807", .any, .medium,
            .readOnly,
            "Period of the flush check"),
        ConfigKey(
            "log.flush.start.offset.checkpoint.interval.ms", .int, "60000", .atLeast(0), .medium,
            .readOnly,
            "Log start offset checkpoint period"),
        ConfigKey(
            "log.index.interval.bytes", .int, "4096", .atLeast(0), .medium, .clusterWide,
            "Default of index.interval.bytes"),
        ConfigKey(
            "log.index.size.max.bytes", .int, "10485760", .atLeast(4), .medium, .clusterWide,
            "Default of segment.index.bytes"),
        ConfigKey(
            "log.initial.task.delay.ms", .long, "30000", .atLeast(0), .low, .readOnly,
            "Delay before log background tasks start (internal)"),
        ConfigKey(
            "log.local.retention.bytes", .long, "-2", .atLeast(-2), .medium, .clusterWide,
            "Size kept locally under tiered storage; -2 = log.retention.bytes"),
        ConfigKey(
            "log.local.retention.ms", .long, "-2", .atLeast(-2), .medium, .clusterWide,
            "Time kept locally under tiered storage; -2 = log.retention.ms"),
        ConfigKey(
            "log.message.downconversion.enable", .boolean, "true", .any, .medium, .clusterWide,
            "Default of message.downconversion.enable (deprecated)"),
        ConfigKey(
            "log.message.format.version", .string, "3.0-IV1", .release, .medium, .readOnly,
            "Deprecated; ignored when IBP >= 3.0"),
        ConfigKey(
            "log.message.timestamp.after.max.ms", .long, "9223372036854775807", .atLeast(0),
            .medium, .clusterWide,
            "Default of message.timestamp.after.max.ms"),
        ConfigKey(
            "log.message.timestamp.before.max.ms", .long, "9223372036854775807", .atLeast(0),
            .medium, .clusterWide,
            "Default of message.timestamp.before.max.ms"),
        ConfigKey(
            "log.message.timestamp.difference.max.ms", .long, "9223372036854775807", .atLeast(0),
            .medium, .clusterWide,
            "Deprecated common bound for the ages before and after"),
        ConfigKey(
            "log.message.timestamp.type", .string, "CreateTime",
            .oneOf(["CreateTime", "LogAppendTime"]), .medium, .clusterWide,
            "Default of message.timestamp.type"),
        ConfigKey(
            "log.preallocate", .boolean, "false", .any, .medium, .clusterWide,
            "Default of preallocate"),
        ConfigKey(
            "log.retention.bytes", .long, "-1", .any, .high, .clusterWide,
            "Default of retention.bytes (per partition)"),
        ConfigKey(
            "log.retention.check.interval.ms", .long, "300000", .atLeast(1), .medium, .readOnly,
            "Retention scan period"),
        ConfigKey(
            "log.retention.hours", .int, "168", .any, .high, .readOnly,
            "log.retention.ms in hours; the weakest of the three"),
        ConfigKey(
            "log.retention.minutes", .int, nil, .any, .high, .readOnly,
            "log.retention.ms in minutes; wins over hours"),
        ConfigKey(
            "log.retention.ms", .long, nil, .any, .high, .clusterWide,
            "Default of retention.ms; overrides minutes and hours; -1 = no limit"),
        ConfigKey(
            "log.roll.hours", .int, "168", .atLeast(1), .high, .readOnly,
            "log.roll.ms in hours"),
        ConfigKey(
            "log.roll.jitter.hours", .int, "0", .atLeast(0), .medium, .readOnly,
            "log.roll.jitter.ms in hours"),
        ConfigKey(
            "log.roll.jitter.ms", .long, nil, .any, .medium, .clusterWide,
            "Default of segment.jitter.ms; overrides log.roll.jitter.hours"),
        ConfigKey(
            "log.roll.ms", .long, nil, .any, .high, .clusterWide,
            "Default of segment.ms; overrides log.roll.hours"),
        ConfigKey(
            "log.segment.bytes", .int, "1073741824", .atLeast(14), .high, .clusterWide,
            "Default of segment.bytes"),
        ConfigKey(
            "log.segment.delete.delay.ms", .long, "60000", .atLeast(0), .medium, .clusterWide,
            "Default of file.delete.delay.ms"),
        ConfigKey(
            "message.max.bytes", .int, "1048588", .atLeast(0), .high, .clusterWide,
            "Largest accepted record batch (after compression)"),
        ConfigKey(
            "needletail.log.dir.reserve.bytes", .long, "67108864", .atLeast(0), .medium,
            .clusterWide,
            "Room kept free on each data directory's disk: producers are refused below it, "
                + "while offsets, followers and deletion go on; 0 = none"),
    ]
}
