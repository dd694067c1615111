/// The settings of a topic as they hold on a broker: its own, over the broker's defaults.
package struct TopicConfig: Equatable, Sendable {
    /// The topic's own settings, from `/config/topics/<name>`.
    package let overrides: [String: String]
    private let broker: ConfigLayers

    package let cleanupPolicy: CleanupPolicy
    /// `producer`, `uncompressed` or a codec's name.
    package let compressionType: String
    package let compressionLevels: CompressionLevels
    /// How long tombstones stay after compaction.
    package let deleteRetention: Duration
    package let fileDeleteDelay: Duration
    package let flushMessages: Int64
    /// `nil`: no time limit.
    package let flushInterval: Duration?
    package let indexIntervalBytes: Int32
    package let maximumCompactionLag: Duration
    package let minimumCompactionLag: Duration
    package let maximumMessageBytes: Int32
    package let isDownConversionEnabled: Bool
    /// How far a record's timestamp may lie in the past; `nil`: any.
    package let timestampBeforeMaximum: Duration?
    /// How far a record's timestamp may lie in the future; `nil`: any.
    package let timestampAfterMaximum: Duration?
    /// Whether the broker's clock stamps the records (`LogAppendTime`).
    package let usesLogAppendTime: Bool
    package let minimumCleanableRatio: Double
    package let minimumInSyncReplicas: Int32
    package let isPreallocated: Bool
    /// Of one partition; `nil`: no limit.
    package let retentionBytes: Int64?
    /// `nil`: no limit.
    package let retention: Duration?
    package let segmentBytes: Int32
    package let segmentIndexBytes: Int32
    package let segmentJitter: Duration
    package let segmentAge: Duration
    package let allowsUncleanElection: Bool
    /// `*`, or elements `partition:broker`: replicas whose leader holds back what it sends to others
    /// that are not in sync.
    package let leaderThrottledReplicas: [String]
    /// Replicas that hold back what they fetch while they are not in sync.
    package let followerThrottledReplicas: [String]

    /// Own settings that are unknown or invalid are passed over, as a broker must live with whatever
    /// stands in ZooKeeper.
    init(overrides: [String: String], broker: ConfigLayers) {
        self.overrides = overrides
        self.broker = broker
        let settings = SettingReader { Self.value(of: $0, overrides, broker) }
        cleanupPolicy = CleanupPolicy(settings.list("cleanup.policy"))
        compressionType = settings.text("compression.type")
        compressionLevels = CompressionLevels(
            gzip: settings.int("compression.gzip.level"),
            lz4: settings.int("compression.lz4.level"),
            zstd: settings.int("compression.zstd.level"))
        deleteRetention = settings.milliseconds("delete.retention.ms")
        fileDeleteDelay = settings.milliseconds("file.delete.delay.ms")
        flushMessages = settings.integer("flush.messages")
        flushInterval = Self.limit(settings.integer("flush.ms"))
        indexIntervalBytes = settings.int32("index.interval.bytes")
        maximumCompactionLag = settings.milliseconds("max.compaction.lag.ms")
        minimumCompactionLag = settings.milliseconds("min.compaction.lag.ms")
        maximumMessageBytes = settings.int32("max.message.bytes")
        isDownConversionEnabled = settings.boolean("message.downconversion.enable")
        let bounds = TimestampBounds(settings)
        timestampBeforeMaximum = Self.limit(bounds.before)
        timestampAfterMaximum = Self.limit(bounds.after)
        usesLogAppendTime = settings.text("message.timestamp.type") == "LogAppendTime"
        minimumCleanableRatio = settings.double("min.cleanable.dirty.ratio")
        minimumInSyncReplicas = settings.int32("min.insync.replicas")
        isPreallocated = settings.boolean("preallocate")
        let bytes = settings.integer("retention.bytes")
        retentionBytes = bytes < 0 ? nil : bytes
        retention = Self.limit(settings.integer("retention.ms"))
        segmentBytes = settings.int32("segment.bytes")
        segmentIndexBytes = settings.int32("segment.index.bytes")
        segmentJitter = settings.milliseconds("segment.jitter.ms")
        segmentAge = settings.milliseconds("segment.ms")
        allowsUncleanElection = settings.boolean("unclean.leader.election.enable")
        leaderThrottledReplicas = settings.list("leader.replication.throttled.replicas")
        followerThrottledReplicas = settings.list("follower.replication.throttled.replicas")
    }

    /// No limit for negative values and for the largest one, which is how "never" is written.
    private static func limit(_ milliseconds: Int64) -> Duration? {
        milliseconds < 0 || milliseconds == .max ? nil : .milliseconds(milliseconds)
    }

    /// The value that holds: the topic's own, the broker's, or the default.
    package func value(of name: String) -> ConfigValue? {
        Self.value(of: name, overrides, broker)
    }

    private static func value(
        of name: String, _ overrides: [String: String], _ broker: ConfigLayers
    ) -> ConfigValue? {
        guard let key = TopicConfigSchema.schema[name] else { return nil }
        if let text = overrides[name], let value = try? key.parse(text) { return value }
        guard let synonym = TopicConfigSchema.brokerSynonym(of: name) else {
            return key.defaultValue
        }
        return BrokerTopicDefault.value(of: synonym, broker) ?? key.defaultValue
    }

    /// The row of a DescribeConfigs response for one setting; `nil` for an unknown name.
    package func description(of name: String) -> ConfigDescription? {
        guard let key = TopicConfigSchema.schema[name] else { return nil }
        var synonyms =
            TopicConfigSchema.brokerSynonym(of: name).map(broker.synonyms(of:)) ?? []
        if let own = overrides[name] {
            synonyms.insert(.init(name: name, value: own, source: .dynamicTopic), at: 0)
        }
        return ConfigDescription(
            name: name, value: value(of: name)?.text,
            source: synonyms.first?.source ?? .defaultValue, isReadOnly: false,
            isSensitive: false, type: key.type, documentation: key.text, synonyms: synonyms)
    }

    /// The rows of a DescribeConfigs response that names no settings, sorted by name.
    package var descriptions: [ConfigDescription] {
        TopicConfigSchema.schema.keys.compactMap { description(of: $0.name) }
    }
}

/// What happens to old records of a partition.
package struct CleanupPolicy: Equatable, Sendable {
    /// Old segments are deleted.
    package let deletes: Bool
    /// Records that a later one of the same key replaces are dropped.
    package let compacts: Bool

    init(_ names: [String]) {
        deletes = names.contains("delete")
        compacts = names.contains("compact")
    }
}

/// -1 stands for the codec's own default, of gzip only.
package struct CompressionLevels: Equatable, Sendable {
    package let gzip: Int
    package let lz4: Int
    package let zstd: Int
}

/// The deprecated common bound of timestamps applies to a side that is at its default.
private struct TimestampBounds {
    let before: Int64
    let after: Int64

    init(_ settings: SettingReader) {
        let both = settings.integer("message.timestamp.difference.max.ms")
        let before = settings.integer("message.timestamp.before.max.ms")
        let after = settings.integer("message.timestamp.after.max.ms")
        self.before = before == .max ? both : before
        self.after = after == .max ? both : after
    }
}
