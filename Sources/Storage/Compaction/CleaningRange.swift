import KafkaModel

/// What of a log may be compacted now. Pure. Source: Kafka's `LogCleanerManager.cleanableOffsets`,
/// log-format 20.
struct CleaningRange: Equatable, Sendable {
    /// What counts of a log.
    struct Log: Equatable, Sendable {
        /// In order; the last is active.
        var segments: [SegmentExtent]
        var startOffset: Offset
        var endOffset: Offset
        /// Below it every transaction is decided and every record is committed.
        var lastStableOffset: Offset
        /// Where the last cleaning ended; `nil` if there was none.
        var checkpoint: Offset?
    }

    /// The first offset that no cleaning has seen.
    var firstDirty: Offset
    /// The base offset of the first segment that may not be cleaned.
    var firstUncleanable: Offset
    /// Bytes of segments without dirty offsets.
    var cleanBytes: Int64
    /// Bytes of segments that a cleaning would put into its map.
    var cleanableBytes: Int64

    /// - Parameters:
    ///   - now: wall clock, milliseconds.
    ///   - minimumLag: `min.compaction.lag.ms`.
    init(_ log: Log, now: Int64, minimumLag: Int64) {
        let firstDirty = Self.firstDirty(log)
        let active = log.segments[log.segments.count - 1].baseOffset
        var bound = min(log.lastStableOffset, active)
        if minimumLag > 0 {
            let limit = now.subtractingReportingOverflow(minimumLag)
            let youngest = limit.overflow ? Int64.min : limit.partialValue
            let young = log.segments.indices.dropLast().first { index in
                log.segments[index + 1].baseOffset > firstDirty
                    && log.segments[index].largestTimestamp > youngest
            }
            if let young { bound = min(bound, log.segments[young].baseOffset) }
        }
        // Segments are cleaned as a whole.
        let end = log.segments.last { $0.baseOffset <= max(bound, firstDirty) }?.baseOffset
        self.firstDirty = firstDirty
        firstUncleanable = end ?? firstDirty
        cleanBytes = 0
        cleanableBytes = 0
        for (index, segment) in log.segments.enumerated() {
            let next = index + 1 < log.segments.count ? log.segments[index + 1].baseOffset : nil
            if segment.baseOffset < firstDirty { cleanBytes += segment.size }
            if segment.baseOffset < firstUncleanable, let next, next > firstDirty {
                cleanableBytes += segment.size
            }
        }
    }

    /// The checkpoint, or the log start where it lies outside of the log.
    private static func firstDirty(_ log: Log) -> Offset {
        guard let checkpoint = log.checkpoint, checkpoint >= log.startOffset,
            checkpoint <= log.endOffset
        else { return log.startOffset }
        return checkpoint
    }

    /// The share of dirty bytes; 0 in an empty log.
    var dirtyRatio: Double {
        let total = cleanBytes + cleanableBytes
        return total > 0 ? Double(cleanableBytes) / Double(total) : 0
    }
}

/// Which log to clean next. Pure. Source: Kafka's `LogCleanerManager.grabFilthiestCompactedLog`.
enum CleaningChoice {
    struct Candidate: Equatable, Sendable {
        var partition: TopicPartition
        var range: CleaningRange
        /// `min.cleanable.dirty.ratio`.
        var minimumRatio: Double
        /// Whether the oldest dirty record has waited for `max.compaction.lag.ms`.
        var isOverdue: Bool
    }

    /// The dirtiest of those that are dirty enough or overdue; of equals the first.
    static func dirtiest(_ candidates: [Candidate]) -> Candidate? {
        var chosen: Candidate?
        for candidate in candidates where isDue(candidate) {
            if candidate.range.dirtyRatio > chosen?.range.dirtyRatio ?? -1 { chosen = candidate }
        }
        return chosen
    }

    static func isDue(_ candidate: Candidate) -> Bool {
        guard candidate.range.cleanableBytes > 0 else { return false }
        return candidate.isOverdue || candidate.range.dirtyRatio > candidate.minimumRatio
    }
}
