import KafkaModel

/// Bounds and delays of consumer groups.
package struct GroupConfig: Equatable, Sendable {
    package let minimumSessionTimeout: Duration
    package let maximumSessionTimeout: Duration
    /// How long an empty group waits for more members before it first hands out partitions.
    package let initialRebalanceDelay: Duration
    package let maximumSize: Int

    package init(
        minimumSessionTimeout: Duration = .milliseconds(6000),
        maximumSessionTimeout: Duration = .milliseconds(1_800_000),
        initialRebalanceDelay: Duration = .milliseconds(3000), maximumSize: Int = Int(Int32.max)
    ) {
        self.minimumSessionTimeout = minimumSessionTimeout
        self.maximumSessionTimeout = maximumSessionTimeout
        self.initialRebalanceDelay = initialRebalanceDelay
        self.maximumSize = maximumSize
    }

    init(_ settings: SettingReader) {
        minimumSessionTimeout = settings.milliseconds("group.min.session.timeout.ms")
        maximumSessionTimeout = settings.milliseconds("group.max.session.timeout.ms")
        initialRebalanceDelay = settings.milliseconds("group.initial.rebalance.delay.ms")
        maximumSize = settings.int("group.max.size")
    }
}

/// Committed offsets and the topic that keeps them.
package struct OffsetsConfig: Equatable, Sendable {
    /// In characters.
    package let maximumMetadataLength: Int
    package let retention: Duration
    package let retentionCheckInterval: Duration
    package let commitTimeout: Duration
    package let commitAcknowledgements: Int16
    package let topicPartitions: Int32
    package let topicReplicationFactor: Int16
    package let topicSegmentBytes: Int
    /// The number of the codec in a batch's attributes.
    package let topicCompressionCodec: Int
    package let loadBufferBytes: Int

    package init(
        maximumMetadataLength: Int = 4096, retention: Duration = .seconds(10080 * 60),
        retentionCheckInterval: Duration = .seconds(600), commitTimeout: Duration = .seconds(5),
        commitAcknowledgements: Int16 = -1, topicPartitions: Int32 = 50,
        topicReplicationFactor: Int16 = 3, topicSegmentBytes: Int = 104_857_600,
        topicCompressionCodec: Int = 0, loadBufferBytes: Int = 5_242_880
    ) {
        self.maximumMetadataLength = maximumMetadataLength
        self.retention = retention
        self.retentionCheckInterval = retentionCheckInterval
        self.commitTimeout = commitTimeout
        self.commitAcknowledgements = commitAcknowledgements
        self.topicPartitions = topicPartitions
        self.topicReplicationFactor = topicReplicationFactor
        self.topicSegmentBytes = topicSegmentBytes
        self.topicCompressionCodec = topicCompressionCodec
        self.loadBufferBytes = loadBufferBytes
    }

    init(_ settings: SettingReader) {
        maximumMetadataLength = settings.int("offset.metadata.max.bytes")
        retention = .seconds(settings.integer("offsets.retention.minutes") * 60)
        retentionCheckInterval = settings.milliseconds("offsets.retention.check.interval.ms")
        commitTimeout = settings.milliseconds("offsets.commit.timeout.ms")
        commitAcknowledgements = Int16(clamping: settings.integer("offsets.commit.required.acks"))
        topicPartitions = settings.int32("offsets.topic.num.partitions")
        topicReplicationFactor = Int16(
            clamping: settings.integer("offsets.topic.replication.factor"))
        topicSegmentBytes = settings.int("offsets.topic.segment.bytes")
        topicCompressionCodec = settings.int("offsets.topic.compression.codec")
        loadBufferBytes = settings.int("offsets.load.buffer.size")
    }

    /// The settings that the topic of offsets is created with.
    package var topicSettings: [String: String] {
        [
            "cleanup.policy": "compact", "compression.type": "producer",
            "segment.bytes": String(topicSegmentBytes),
        ]
    }
}

/// Transactions, their topic, and how long producers are remembered.
package struct TransactionConfig: Equatable, Sendable {
    package let maximumTimeout: Duration
    package let topicPartitions: Int32
    package let topicReplicationFactor: Int16
    package let topicMinimumInSyncReplicas: Int32
    package let topicSegmentBytes: Int
    package let producerIDExpiration: Duration
    package let producerIDExpirationCheckInterval: Duration
    package let transactionalIDExpiration: Duration

    init(_ settings: SettingReader) {
        maximumTimeout = settings.milliseconds("transaction.max.timeout.ms")
        topicPartitions = settings.int32("transaction.state.log.num.partitions")
        topicReplicationFactor = Int16(
            clamping: settings.integer("transaction.state.log.replication.factor"))
        topicMinimumInSyncReplicas = settings.int32("transaction.state.log.min.isr")
        topicSegmentBytes = settings.int("transaction.state.log.segment.bytes")
        producerIDExpiration = settings.milliseconds("producer.id.expiration.ms")
        producerIDExpirationCheckInterval = settings.milliseconds(
            "producer.id.expiration.check.interval.ms")
        transactionalIDExpiration = settings.milliseconds("transactional.id.expiration.ms")
    }

    /// The settings that the topic of transactions is created with.
    package var topicSettings: [String: String] {
        [
            "cleanup.policy": "compact", "compression.type": "uncompressed",
            "min.insync.replicas": String(topicMinimumInSyncReplicas),
            "segment.bytes": String(topicSegmentBytes), "unclean.leader.election.enable": "false",
        ]
    }
}
