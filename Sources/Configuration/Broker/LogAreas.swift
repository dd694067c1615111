/// What a broker does with its data directories; what a topic may set for itself is in
/// ``TopicConfig``.
package struct LogConfigOfBroker: Equatable, Sendable {
    package let directories: [String]
    package let recoveryThreadsPerDirectory: Int
    package let retentionCheckInterval: Duration
    package let recoveryPointCheckpointInterval: Duration
    package let startOffsetCheckpointInterval: Duration
    /// `nil`: flushing is left to the system.
    package let flushCheckInterval: Duration?
    /// How long after the start the background work begins.
    package let initialDelay: Duration
    /// How long renamed directories of deleted partitions stay.
    package let deletionDelay: Duration
    /// Of each disk, bytes that producers may not use.
    package let reserveBytes: Int64

    init(_ settings: SettingReader) {
        directories = Self.directories(settings)
        recoveryThreadsPerDirectory = settings.int("num.recovery.threads.per.data.dir")
        retentionCheckInterval = settings.milliseconds("log.retention.check.interval.ms")
        recoveryPointCheckpointInterval = settings.milliseconds(
            "log.flush.offset.checkpoint.interval.ms")
        startOffsetCheckpointInterval = settings.milliseconds(
            "log.flush.start.offset.checkpoint.interval.ms")
        let flush = settings.integer("log.flush.scheduler.interval.ms")
        flushCheckInterval = flush == .max ? nil : .milliseconds(flush)
        initialDelay = settings.milliseconds("log.initial.task.delay.ms")
        deletionDelay = settings.milliseconds("log.segment.delete.delay.ms")
        reserveBytes = settings.integer("needletail.log.dir.reserve.bytes")
    }

    static func directories(_ settings: SettingReader) -> [String] {
        let text = settings.optionalText("log.dirs") ?? settings.text("log.dir")
        return text.split(separator: ",").map { String($0).javaTrimmed }.filter { !$0.isEmpty }
    }
}

/// The log cleaner.
package struct CleanerConfig: Equatable, Sendable {
    package let isEnabled: Bool
    package let threads: Int
    /// For the key maps of all threads.
    package let dedupeBufferBytes: Int
    package let dedupeBufferLoadFactor: Double
    package let ioBufferBytes: Int
    package let maximumBytesPerSecond: Double
    package let backoff: Duration

    init(_ settings: SettingReader) {
        isEnabled = settings.boolean("log.cleaner.enable")
        threads = settings.int("log.cleaner.threads")
        dedupeBufferBytes = settings.int("log.cleaner.dedupe.buffer.size")
        dedupeBufferLoadFactor = settings.double("log.cleaner.io.buffer.load.factor")
        ioBufferBytes = settings.int("log.cleaner.io.buffer.size")
        maximumBytesPerSecond = settings.double("log.cleaner.io.max.bytes.per.second")
        backoff = settings.milliseconds("log.cleaner.backoff.ms")
    }
}

/// How this broker follows others, and when it thinks that others do not follow.
package struct ReplicationConfig: Equatable, Sendable {
    /// For each broker that is fetched from.
    package let fetchers: Int
    package let fetchMaximumWait: Duration
    package let fetchMinimumBytes: Int32
    /// Of one partition.
    package let fetchMaximumBytes: Int32
    package let fetchResponseMaximumBytes: Int32
    package let fetchBackoff: Duration
    /// A follower that has not caught up for longer leaves the in-sync set.
    package let maximumLag: Duration
    package let socketTimeout: Duration
    package let socketReceiveBufferBytes: Int
    package let highWatermarkCheckpointInterval: Duration
    /// Bytes in a second that leaders send to throttled followers.
    package let leaderThrottledRate: Int64
    /// Bytes in a second that throttled followers fetch.
    package let followerThrottledRate: Int64
    /// Over how many samples, and of which length, those rates are measured.
    package let quotaSamples: Int
    package let quotaSampleLength: Duration
    /// Moves between log directories: how many at a time, one for each directory unless set, and bytes
    /// per second of all.
    package let moveThreads: Int?
    package let moveBytesPerSecond: Int64
    package let moveSamples: Int
    package let moveSampleLength: Duration
    /// Which replica consumers are told to read from.
    package let selector: ReplicaSelector

    init(_ settings: SettingReader) {
        fetchers = settings.int("num.replica.fetchers")
        fetchMaximumWait = settings.milliseconds("replica.fetch.wait.max.ms")
        fetchMinimumBytes = settings.int32("replica.fetch.min.bytes")
        fetchMaximumBytes = settings.int32("replica.fetch.max.bytes")
        fetchResponseMaximumBytes = settings.int32("replica.fetch.response.max.bytes")
        fetchBackoff = settings.milliseconds("replica.fetch.backoff.ms")
        maximumLag = settings.milliseconds("replica.lag.time.max.ms")
        socketTimeout = settings.milliseconds("replica.socket.timeout.ms")
        socketReceiveBufferBytes = settings.int("replica.socket.receive.buffer.bytes")
        highWatermarkCheckpointInterval = settings.milliseconds(
            "replica.high.watermark.checkpoint.interval.ms")
        leaderThrottledRate = settings.integer("leader.replication.throttled.rate")
        followerThrottledRate = settings.integer("follower.replication.throttled.rate")
        quotaSamples = settings.int("replication.quota.window.num")
        quotaSampleLength = settings.seconds("replication.quota.window.size.seconds")
        moveThreads = settings.optionalInteger("num.replica.alter.log.dirs.threads").map { Int($0) }
        moveBytesPerSecond = settings.integer("replica.alter.log.dirs.io.max.bytes.per.second")
        moveSamples = settings.int("alter.log.dirs.replication.quota.window.num")
        moveSampleLength = settings.seconds(
            "alter.log.dirs.replication.quota.window.size.seconds")
        let name = settings.optionalText("replica.selector.class") ?? ""
        selector = ReplicaSelector(rawValue: name) ?? .leader
    }
}
