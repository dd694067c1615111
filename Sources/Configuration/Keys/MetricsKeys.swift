extension BrokerConfigSchema {
    /// What the broker measures and to whom it reports.
    package static let metrics: [ConfigKey] = [
        ConfigKey(
            "auto.include.jmx.reporter", .boolean, "true", .any, .low, .readOnly,
            "Add the JMX reporter automatically (deprecated)"),
        ConfigKey(
            "kafka.metrics.polling.interval.secs", .int, "10", .atLeast(1), .low, .readOnly,
            "Polling period of the reporters in kafka.metrics.reporters"),
        ConfigKey(
            "kafka.metrics.reporters", .list, "", .any, .low, .readOnly,
            "Yammer reporter classes"),
        ConfigKey(
            "metric.reporters", .list, "", .any, .low, .clusterWide,
            "Metric reporter classes"),
        ConfigKey(
            "metrics.num.samples", .int, "2", .atLeast(1), .low, .readOnly,
            "Samples per metric"),
        ConfigKey(
            "metrics.recording.level", .string, "INFO", .any, .low, .readOnly,
            "INFO, DEBUG or TRACE"),
        ConfigKey(
            "metrics.sample.window.ms", .long, "30000", .atLeast(1), .low, .readOnly,
            "Sample window"),
        ConfigKey(
            "needletail.metrics.listener", .string, "", .any, .medium, .readOnly,
            "host:port that answers GET /metrics in Prometheus' text form; empty: nobody is answered"
        ),
        ConfigKey(
            "telemetry.max.bytes", .int, "1048576", .atLeast(1), .low, .readOnly,
            "Max client telemetry payload (KRaft use)"),
    ]
}
