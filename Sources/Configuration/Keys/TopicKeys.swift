extension TopicConfigSchema {
    /// The settings of a topic.
    package static let keys: [ConfigKey] = [
        ConfigKey(
            "cleanup.policy", .list, "delete", .listOf(["compact", "delete"]), .medium,
            .clusterWide,
            "Delete, compact or both"),
        ConfigKey(
            "compression.gzip.level", .int, "-1", .betweenOrMinusOne(1, 9), .medium, .clusterWide,
            "gzip level"),
        ConfigKey(
            "compression.lz4.level", .int, "9", .between(1, 17), .medium, .clusterWide,
            "lz4 level"),
        ConfigKey(
            "compression.type", .string, "producer",
            .oneOf(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]), .high,
            .clusterWide,
            "Final codec; producer = keep"),
        ConfigKey(
            "compression.zstd.level", .int, "3", .between(-131072, 22), .medium, .clusterWide,
            "zstd level"),
        ConfigKey(
            "delete.retention.ms", .long, "86400000", .atLeast(0), .medium, .clusterWide,
            "How long tombstones stay after compaction"),
        ConfigKey(
            "file.delete.delay.ms", .long, "60000", .atLeast(0), .medium, .clusterWide,
            "Delay before removing renamed files"),
        ConfigKey(
            "flush.messages", .long, "9223372036854775807", .atLeast(1), .medium, .clusterWide,
            "fsync after this many messages"),
        ConfigKey(
            "flush.ms", .long, "9223372036854775807", .atLeast(0), .medium, .clusterWide,
            "fsync after this time"),
        ConfigKey(
            "follower.replication.throttled.replicas", .list, "", .replicaList, .medium,
            .clusterWide,
            "Replicas throttled on the follower side"),
        ConfigKey(
            "index.interval.bytes", .int, "4096", .atLeast(0), .medium, .clusterWide,
            "Bytes between index entries"),
        ConfigKey(
            "leader.replication.throttled.replicas", .list, "", .replicaList, .medium, .clusterWide,
            "Replicas throttled on the leader side"),
        ConfigKey(
            "local.retention.bytes", .long, "-2", .atLeast(-2), .medium, .clusterWide,
            "Size kept locally under tiered storage; -2 = retention.bytes"),
        ConfigKey(
            "local.retention.ms", .long, "-2", .atLeast(-2), .medium, .clusterWide,
            "Time kept locally under tiered storage; -2 = retention.ms"),
        ConfigKey(
            "max.compaction.lag.ms", .long, "9223372036854775807", .atLeast(1), .medium,
            .clusterWide,
            "Force compaction when dirty data is older"),
        ConfigKey(
            "max.message.bytes", .int, "1048588", .atLeast(0), .medium, .clusterWide,
            "Largest accepted record batch"),
        ConfigKey(
            "message.downconversion.enable", .boolean, "true", .any, .medium, .clusterWide,
            "Convert batches for old fetch versions (deprecated)"),
        ConfigKey(
            "message.format.version", .string, "3.0-IV1", .release, .medium, .clusterWide,
            "Deprecated; ignored when IBP >= 3.0"),
        ConfigKey(
            "message.timestamp.after.max.ms", .long, "9223372036854775807", .atLeast(0), .medium,
            .clusterWide,
            "Max future of a record timestamp at append (CreateTime)"),
        ConfigKey(
            "message.timestamp.before.max.ms", .long, "9223372036854775807", .atLeast(0), .medium,
            .clusterWide,
            "Max age of a record timestamp at append (CreateTime)"),
        ConfigKey(
            "message.timestamp.difference.max.ms", .long, "9223372036854775807", .atLeast(0),
            .medium, .clusterWide,
            "Deprecated; sets the bounds before and after when those are at their defaults"),
        ConfigKey(
            "message.timestamp.type", .string, "CreateTime",
            .oneOf(["CreateTime", "LogAppendTime"]), .medium, .clusterWide,
            "CreateTime or LogAppendTime"),
        ConfigKey(
            "min.cleanable.dirty.ratio", .double, "0.5", .between(0, 1), .medium, .clusterWide,
            "Dirty share that makes a log cleanable"),
        ConfigKey(
            "min.compaction.lag.ms", .long, "0", .atLeast(0), .medium, .clusterWide,
            "Records younger than this are not compacted"),
        ConfigKey(
            "min.insync.replicas", .int, "1", .atLeast(1), .high, .clusterWide,
            "ISR size needed for acks=all"),
        ConfigKey(
            "preallocate", .boolean, "false", .any, .medium, .clusterWide,
            "Preallocate segment files"),
        ConfigKey(
            "remote.log.copy.disable", .boolean, "false", .any, .medium, .clusterWide,
            "Tiered storage: copy no further segments"),
        ConfigKey(
            "remote.log.delete.on.disable", .boolean, "false", .any, .medium, .clusterWide,
            "Tiered storage: delete copies when it is switched off"),
        ConfigKey(
            "remote.storage.enable", .boolean, "false", .any, .medium, .clusterWide,
            "Tiered storage for the topic (not available)"),
        ConfigKey(
            "retention.bytes", .long, "-1", .any, .medium, .clusterWide,
            "Delete old segments above this partition size; -1 = no limit"),
        ConfigKey(
            "retention.ms", .long, "604800000", .atLeast(-1), .medium, .clusterWide,
            "Delete segments older than this; -1 = no limit"),
        ConfigKey(
            "segment.bytes", .int, "1073741824", .atLeast(14), .medium, .clusterWide,
            "Roll size of a log segment"),
        ConfigKey(
            "segment.index.bytes", .int, "10485760", .atLeast(4), .medium, .clusterWide,
            "Size of index files"),
        ConfigKey(
            "segment.jitter.ms", .long, "0", .atLeast(0), .medium, .clusterWide,
            "Random reduction of segment.ms"),
        ConfigKey(
            "segment.ms", .long, "604800000", .atLeast(1), .medium, .clusterWide,
            "Roll age of a log segment"),
        ConfigKey(
            "unclean.leader.election.enable", .boolean, "false", .any, .high, .clusterWide,
            "Allow leaders outside the ISR"),
    ]
}
