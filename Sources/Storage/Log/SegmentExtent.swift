import KafkaModel

/// What retention and compaction weigh of a segment.
struct SegmentExtent: Equatable, Sendable {
    var baseOffset: Offset
    /// Bytes of the record file.
    var size: Int64
    /// Milliseconds: the largest timestamp, or the file's modification time.
    var largestTimestamp: Int64
}
