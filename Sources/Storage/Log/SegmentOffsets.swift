import KafkaModel
import Platform

/// What ListOffsets version 0 tells of a log: where its segments begin and when they were written, and
/// where it ends. Source: Kafka's `UnifiedLog.legacyFetchOffsetsBefore`.
struct SegmentOffsets: Equatable, Sendable {
    struct Place: Equatable, Sendable {
        var offset: Offset
        /// When the segment was last written, milliseconds.
        var written: Int64
    }

    /// In order.
    private let places: [Place]

    /// `segments` begin at their base offsets; `end` is `nil` if the last of them is empty, so that the
    /// log ends where it begins.
    init(_ segments: [Place], logStart: Offset, end: Place?) {
        places =
            segments.map { Place(offset: max($0.offset, logStart), written: $0.written) }
            + (end.map { [$0] } ?? [])
    }

    /// At most `maximum` offsets from the newest to the oldest: all (-1), the first (-2), or those of
    /// what was last written at or before `timestamp`.
    func offsets(before timestamp: Int64, maximum: Int) -> [Offset] {
        let chosen: ArraySlice<Place> =
            switch timestamp {
            case -1: places[...]
            case -2: places.prefix(1)
            default:
                places.prefix((places.lastIndex { $0.written <= timestamp } ?? -1) + 1)
            }
        return chosen.suffix(max(0, maximum)).reversed().map(\.offset)
    }
}

extension PartitionLog {
    /// ``SegmentOffsets/offsets(before:maximum:)`` of this log. Reads the times of files; blocks.
    package func segmentOffsets(before timestamp: Int64, maximum: Int) throws(LogError) -> [Offset]
    {
        try retryingStaleFiles { () throws(LogError) in
            let (segments, offsets) = try withState { (state) throws(LogError) in
                (state.segments.map(\.view), state.offsets)
            }
            let places = try onDisk { () throws(SystemError) in
                try segments.map { (segment) throws(SystemError) in
                    SegmentOffsets.Place(
                        offset: segment.baseOffset,
                        written: try segment.modificationTime(environment.fileSystem))
                }
            }
            let hasRecords = segments.last.map { $0.records.size > 0 } ?? false
            let end = SegmentOffsets.Place(
                offset: offsets.end, written: environment.time.wallMilliseconds())
            return SegmentOffsets(places, logStart: offsets.start, end: hasRecords ? end : nil)
                .offsets(before: timestamp, maximum: maximum)
        }
    }
}
