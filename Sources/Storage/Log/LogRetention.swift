import KafkaModel

/// Which of the oldest segments may go. Pure. Source: Kafka's `UnifiedLog.deleteOldSegments`,
/// log-format 19.
enum LogRetention {
    enum Reason: String, Equatable, Sendable {
        case startOffset = "they lie below the log start offset"
        case size = "the log is larger than retention.bytes"
        case time = "their records are older than retention.ms"
    }

    /// How many of `segments` (all of them, in order; the last is active) may go, and why.
    ///
    /// A segment may only go if the next one's base offset, or `logEnd` for the last, is at most
    /// `highWatermark`. The active segment may only go if it holds anything.
    static func deletable(
        _ segments: [SegmentExtent], start: Offset, logEnd: Offset, highWatermark: Offset,
        now: Int64,
        _ config: LogConfig
    ) -> (count: Int, reason: Reason)? {
        func prefix(_ mayGo: (SegmentExtent, _ next: Offset?) -> Bool) -> Int {
            for (index, segment) in segments.enumerated() {
                let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
                let isEmptyActive = next == nil && segment.size == 0
                guard (next ?? logEnd) <= highWatermark, !isEmptyActive, mayGo(segment, next) else {
                    return index
                }
            }
            return segments.count
        }

        let belowStart = prefix { _, next in next.map { $0 <= start } ?? false }
        if belowStart > 0 { return (belowStart, .startOffset) }
        guard config.cleanupPolicy.contains(.delete) else { return nil }
        if config.retentionBytes >= 0 {
            var surplus = segments.reduce(0) { $0 + $1.size } - config.retentionBytes
            let tooLarge = prefix { segment, _ in
                guard surplus >= segment.size else { return false }
                surplus -= segment.size
                return true
            }
            if tooLarge > 0 { return (tooLarge, .size) }
        }
        if config.retentionMilliseconds >= 0 {
            let tooOld = prefix { segment, _ in
                now - segment.largestTimestamp > config.retentionMilliseconds
            }
            if tooOld > 0 { return (tooOld, .time) }
        }
        return nil
    }
}
