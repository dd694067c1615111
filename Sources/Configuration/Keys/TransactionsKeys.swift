extension BrokerConfigSchema {
    /// Transactions and producer ids.
    package static let transactions: [ConfigKey] = [
        ConfigKey(
            "producer.id.expiration.check.interval.ms", .int, "600000", .atLeast(1), .medium,
            .readOnly,
            "How often idle producer ids are looked for"),
        ConfigKey(
            "producer.id.expiration.ms", .int, "86400000", .atLeast(1), .medium, .clusterWide,
            "Forget idle producer ids after this"),
        ConfigKey(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", .int, "10000",
            .atLeast(1), .medium, .readOnly,
            "Scan period for timed out transactions"),
        ConfigKey(
            "transaction.max.timeout.ms", .int, "900000", .atLeast(1), .high, .readOnly,
            "Largest transaction timeout a producer may ask"),
        ConfigKey(
            "transaction.partition.verification.enable", .boolean, "true", .any, .medium,
            .clusterWide,
            "Verify that a partition is in the transaction before the first transactional append"),
        ConfigKey(
            "transaction.remove.expired.transaction.cleanup.interval.ms", .int, "3600000",
            .atLeast(1), .medium, .readOnly,
            "Scan period for expired ids"),
        ConfigKey(
            "transaction.state.log.load.buffer.size", .int, "5242880", .atLeast(1), .medium,
            .readOnly,
            "Read size when loading transactions (soft limit)"),
        ConfigKey(
            "transaction.state.log.min.isr", .int, "2", .atLeast(1), .medium, .readOnly,
            "min.insync.replicas of __transaction_state"),
        ConfigKey(
            "transaction.state.log.num.partitions", .int, "50", .atLeast(1), .medium, .readOnly,
            "Partitions of __transaction_state"),
        ConfigKey(
            "transaction.state.log.replication.factor", .short, "3", .atLeast(1), .medium,
            .readOnly,
            "RF of __transaction_state"),
        ConfigKey(
            "transaction.state.log.segment.bytes", .int, "104857600", .atLeast(1), .medium,
            .readOnly,
            "Segment size of __transaction_state"),
        ConfigKey(
            "transactional.id.expiration.ms", .int, "604800000", .atLeast(1), .high, .readOnly,
            "Forget idle transactional ids after this"),
    ]
}
