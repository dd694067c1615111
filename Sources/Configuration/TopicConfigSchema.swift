/// The settings of a topic, and which settings of the broker are their defaults.
package enum TopicConfigSchema {
    package static let schema = ConfigSchema(keys)

    /// The broker's setting that is the default of a topic's; `nil` for those that have none.
    package static func brokerSynonym(of name: String) -> String? { brokerSynonyms[name] }

    private static let brokerSynonyms = [
        "cleanup.policy": "log.cleanup.policy",
        "compression.gzip.level": "compression.gzip.level",
        "compression.lz4.level": "compression.lz4.level",
        "compression.type": "compression.type",
        "compression.zstd.level": "compression.zstd.level",
        "delete.retention.ms": "log.cleaner.delete.retention.ms",
        "file.delete.delay.ms": "log.segment.delete.delay.ms",
        "flush.messages": "log.flush.interval.messages",
        "flush.ms": "log.flush.interval.ms",
        "index.interval.bytes": "log.index.interval.bytes",
        "local.retention.bytes": "log.local.retention.bytes",
        "local.retention.ms": "log.local.retention.ms",
        "max.compaction.lag.ms": "log.cleaner.max.compaction.lag.ms",
        "max.message.bytes": "message.max.bytes",
        "message.downconversion.enable": "log.message.downconversion.enable",
        "message.format.version": "log.message.format.version",
        "message.timestamp.after.max.ms": "log.message.timestamp.after.max.ms",
        "message.timestamp.before.max.ms": "log.message.timestamp.before.max.ms",
        "message.timestamp.difference.max.ms": "log.message.timestamp.difference.max.ms",
        "message.timestamp.type": "log.message.timestamp.type",
        "min.cleanable.dirty.ratio": "log.cleaner.min.cleanable.ratio",
        "min.compaction.lag.ms": "log.cleaner.min.compaction.lag.ms",
        "min.insync.replicas": "min.insync.replicas",
        "preallocate": "log.preallocate",
        "retention.bytes": "log.retention.bytes",
        "retention.ms": "log.retention.ms",
        "segment.bytes": "log.segment.bytes",
        "segment.index.bytes": "log.index.size.max.bytes",
        "segment.jitter.ms": "log.roll.jitter.ms",
        "segment.ms": "log.roll.ms",
        "unclean.leader.election.enable": "unclean.leader.election.enable",
    ]

    /// What is wrong with a topic's own settings, in the words that Kafka's clients show; `nil` when
    /// nothing is. `nil` values (a null on the wire) are refused.
    ///
    /// The first problem in the order of names is told, as Kafka tells one.
    package static func problem(with settings: [String: String?]) -> String? {
        var values: [String: ConfigValue] = [:]
        for name in settings.keys.sorted() {
            guard let key = schema[name] else { return "Unknown topic config name: \(name)" }
            guard let text = settings[name] ?? nil else {
                return "Null value not supported for topic configs: \(name)"
            }
            if let problem = key.problem(with: text) { return problem }
            values[name] = try? key.parse(text)
        }
        return conflict(in: values)
    }

    private static func conflict(in values: [String: ConfigValue]) -> String? {
        if values["remote.storage.enable"] == .boolean(true) {
            return "Tiered storage functionality is disabled in the broker. Topic cannot be "
                + "configured with remote log storage."
        }
        let least = values["min.compaction.lag.ms"]?.integer ?? 0
        let most = values["max.compaction.lag.ms"]?.integer ?? .max
        guard least > most else { return nil }
        return "conflict topic config setting min.compaction.lag.ms (\(least)) > "
            + "max.compaction.lag.ms (\(most))"
    }
}
