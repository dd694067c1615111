import Compression
import KafkaModel
import KafkaRecords

/// The settings of one partition's log: the topic settings of Kafka that storage obeys, with Kafka
/// 3.9's defaults. Sizes in bytes, times in milliseconds; `Int64.max` stands for "never".
package struct LogConfig: Equatable, Sendable {
    /// `segment.bytes`.
    package var segmentBytes: Int32 = 1 << 30
    /// `segment.ms`.
    package var segmentMilliseconds: Int64 = 7 * 24 * 3_600_000
    /// `segment.jitter.ms`.
    package var segmentJitterMilliseconds: Int64 = 0
    /// `segment.index.bytes`: bounds the entries of an index; nothing is preallocated.
    package var segmentIndexBytes: Int32 = 10 << 20
    /// `index.interval.bytes`.
    package var indexIntervalBytes: Int32 = 4096
    /// `preallocate`.
    package var preallocate = false

    /// `flush.messages`.
    package var flushMessages: Int64 = .max
    /// `flush.ms`.
    package var flushMilliseconds: Int64 = .max

    /// `cleanup.policy`.
    package var cleanupPolicy: CleanupPolicy = .delete
    /// `retention.ms`; negative: unlimited.
    package var retentionMilliseconds: Int64 = 7 * 24 * 3_600_000
    /// `retention.bytes`; negative: unlimited.
    package var retentionBytes: Int64 = -1
    /// `file.delete.delay.ms`.
    package var fileDeleteDelayMilliseconds: Int64 = 60_000
    /// `delete.retention.ms`.
    package var deleteRetentionMilliseconds: Int64 = 24 * 3_600_000
    /// `min.compaction.lag.ms`.
    package var minCompactionLagMilliseconds: Int64 = 0
    /// `max.compaction.lag.ms`.
    package var maxCompactionLagMilliseconds: Int64 = .max
    /// How long a segment may be the active one: as `segment.ms` says, and in a compacted topic not
    /// longer than a record may wait for compaction.
    var longestSegmentMilliseconds: Int64 {
        cleanupPolicy.contains(.compact)
            ? min(segmentMilliseconds, max(maxCompactionLagMilliseconds, 1)) : segmentMilliseconds
    }
    /// `min.cleanable.dirty.ratio`.
    package var minCleanableDirtyRatio = 0.5

    /// `max.message.bytes`: the largest record batch.
    package var maxMessageBytes: Int32 = 1_048_588
    /// `compression.type`; `nil` is `producer`: batches are kept as they come.
    package var compression: CompressionType?
    /// `compression.gzip.level`, `compression.lz4.level`, `compression.zstd.level`.
    package var gzipLevel: Int32 = -1
    package var lz4Level: Int32 = 9
    package var zstdLevel: Int32 = 3
    /// `message.timestamp.type`.
    package var timestampType: TimestampType = .createTime
    /// `message.timestamp.before.max.ms`.
    package var timestampBeforeMaxMilliseconds: Int64 = .max
    /// `message.timestamp.after.max.ms`.
    package var timestampAfterMaxMilliseconds: Int64 = .max
    /// `message.downconversion.enable`.
    package var downconversionEnabled = true

    /// `min.insync.replicas`; used by replication.
    package var minInSyncReplicas: Int32 = 1
    /// `unclean.leader.election.enable`; used by the controller.
    package var uncleanLeaderElectionEnabled = false

    package init() {}
}

/// What happens to old records: `cleanup.policy`.
package struct CleanupPolicy: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Old segments are deleted by time and size.
    package static let delete = CleanupPolicy(rawValue: 1)
    /// Only the last record of each key is kept.
    package static let compact = CleanupPolicy(rawValue: 2)
}
