import Compression
import Configuration
import KafkaRecords
import Platform
import Storage

extension LogConfig {
    /// What a topic's settings say to its logs.
    init(_ topic: TopicConfig) {
        self.init()
        segmentBytes = topic.segmentBytes
        segmentMilliseconds = topic.segmentAge.wholeMilliseconds
        segmentJitterMilliseconds = topic.segmentJitter.wholeMilliseconds
        segmentIndexBytes = topic.segmentIndexBytes
        indexIntervalBytes = topic.indexIntervalBytes
        preallocate = topic.isPreallocated
        flushMessages = topic.flushMessages
        flushMilliseconds = topic.flushInterval?.wholeMilliseconds ?? .max
        cleanupPolicy = []
        if topic.cleanupPolicy.deletes { cleanupPolicy.insert(.delete) }
        if topic.cleanupPolicy.compacts { cleanupPolicy.insert(.compact) }
        retentionMilliseconds = topic.retention?.wholeMilliseconds ?? -1
        retentionBytes = topic.retentionBytes ?? -1
        fileDeleteDelayMilliseconds = topic.fileDeleteDelay.wholeMilliseconds
        deleteRetentionMilliseconds = topic.deleteRetention.wholeMilliseconds
        minCompactionLagMilliseconds = topic.minimumCompactionLag.wholeMilliseconds
        maxCompactionLagMilliseconds = topic.maximumCompactionLag.wholeMilliseconds
        minCleanableDirtyRatio = topic.minimumCleanableRatio
        maxMessageBytes = topic.maximumMessageBytes
        // `producer`, which keeps batches as they come, is no codec.
        compression = CompressionType(name: topic.compressionType)
        gzipLevel = Int32(clamping: topic.compressionLevels.gzip)
        lz4Level = Int32(clamping: topic.compressionLevels.lz4)
        zstdLevel = Int32(clamping: topic.compressionLevels.zstd)
        timestampType = topic.usesLogAppendTime ? .logAppendTime : .createTime
        timestampBeforeMaxMilliseconds = topic.timestampBeforeMaximum?.wholeMilliseconds ?? .max
        timestampAfterMaxMilliseconds = topic.timestampAfterMaximum?.wholeMilliseconds ?? .max
        downconversionEnabled = topic.isDownConversionEnabled
        minInSyncReplicas = topic.minimumInSyncReplicas
        uncleanLeaderElectionEnabled = topic.allowsUncleanElection
    }
}
