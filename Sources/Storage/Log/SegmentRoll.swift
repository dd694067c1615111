import KafkaModel

/// Whether an append opens a new segment. Pure. Source: Kafka's `LogSegment.shouldRoll`, log-format 16.
struct SegmentRoll: Equatable, Sendable {
    /// What counts of the active segment.
    struct Segment: Equatable, Sendable {
        var baseOffset: Offset
        /// Bytes.
        var size: Int
        /// Milliseconds: wall clock when the segment was opened.
        var createdAt: Int64
        /// The largest timestamp of the segment's first batch; `nil` if there is none, or none ≥ 0.
        var firstTimestamp: Int64?
        var offsetIndexEntries: Int
        var timeIndexEntries: Int
        /// Milliseconds by which this segment rolls earlier than `segment.ms`.
        var jitter: Int64
    }

    /// What counts of the records to come.
    struct Append: Equatable, Sendable {
        /// Bytes.
        var size: Int
        var lastOffset: Offset
        /// Milliseconds; -1 if there is none.
        var maxTimestamp: Int64
        /// Wall clock, milliseconds.
        var now: Int64
    }

    static func isDue(_ segment: Segment, _ append: Append, _ config: LogConfig) -> Bool {
        if segment.size > Int(config.segmentBytes) - append.size { return true }
        if segment.size > 0,
            waited(segment, append) > config.longestSegmentMilliseconds - segment.jitter
        {
            return true
        }
        let indexBytes = Int(config.segmentIndexBytes)
        if segment.offsetIndexEntries >= indexBytes / OffsetIndex.entrySize { return true }
        // One slot stays free for the entry that closes the segment.
        if segment.timeIndexEntries >= indexBytes / TimeIndex.entrySize - 1 { return true }
        return append.lastOffset - segment.baseOffset > Int64(Int32.max)
    }

    /// Milliseconds that the segment has been open, by the records' own clock where they have one.
    private static func waited(_ segment: Segment, _ append: Append) -> Int64 {
        if let first = segment.firstTimestamp, append.maxTimestamp >= 0 {
            return append.maxTimestamp - first
        }
        return append.now - segment.createdAt
    }

    /// A jitter for a new segment: `[0, min(segment.jitter.ms, segment.ms))`. `random` gives a number
    /// below its argument.
    static func jitter(_ config: LogConfig, random: (Int) -> Int) -> Int64 {
        let bound = min(config.segmentJitterMilliseconds, config.segmentMilliseconds)
        return bound > 0 ? Int64(random(Int(clamping: bound))) : 0
    }
}
