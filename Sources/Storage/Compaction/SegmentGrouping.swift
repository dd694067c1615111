import KafkaModel

/// Which segments a cleaning merges into one. Pure. Source: Kafka's `Cleaner.groupSegmentsBySize`.
enum SegmentGrouping {
    /// What counts of a segment.
    struct Segment: Equatable, Sendable {
        var baseOffset: Offset
        /// Bytes of the record file.
        var size: Int
        var offsetIndexBytes: Int
        var timeIndexBytes: Int
    }

    /// Runs of `segments`, all of which lie before `end`: neighbours stand together while records and
    /// indexes fit into the limits of one segment and their offsets into 31 bits.
    static func groups(
        _ segments: [Segment], end: Offset, maxBytes: Int, maxIndexBytes: Int
    ) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        while start < segments.count {
            var next = start + 1
            var sum = segments[start]
            while next < segments.count {
                let segment = segments[next]
                sum.size += segment.size
                sum.offsetIndexBytes += segment.offsetIndexBytes
                sum.timeIndexBytes += segment.timeIndexBytes
                let last = next + 1 < segments.count ? segments[next + 1].baseOffset : end
                guard sum.size <= maxBytes, sum.offsetIndexBytes <= maxIndexBytes,
                    sum.timeIndexBytes <= maxIndexBytes,
                    // An empty one may always join, so that none stays behind for 2³¹ offsets.
                    segment.size == 0
                        || last - 1 - segments[start].baseOffset <= Int64(Int32.max)
                else { break }
                next += 1
            }
            groups.append(start..<next)
            start = next
        }
        return groups
    }
}
