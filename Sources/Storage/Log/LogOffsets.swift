import KafkaModel

/// The bounds of a log at one moment.
package struct LogOffsets: Equatable, Sendable {
    /// The first offset that may be read (log start offset).
    package var start: Offset
    /// The offset of the next record (log end offset).
    package var end: Offset
    /// Everything before it is on disk, not only in the page cache.
    package var recoveryPoint: Offset
    /// How far this replica vouches for its records: to the end, or, where `flush.messages` asks for
    /// durable ones, as far as those that are not durable yet stay below that number.
    package var secured: Offset

    /// `secured` is `end` unless given.
    package init(start: Offset, end: Offset, recoveryPoint: Offset, secured: Offset? = nil) {
        self.start = start
        self.end = end
        self.recoveryPoint = recoveryPoint
        self.secured = secured ?? end
    }

    /// Whether the replica vouches for all that it has.
    package var isSecured: Bool { secured >= end }
}

/// The end of a leader epoch in a log: the answer to OffsetsForLeaderEpoch.
package struct EpochEndOffset: Equatable, Sendable {
    /// The largest epoch in the log that is not larger than the one asked for.
    package var epoch: LeaderEpoch
    /// The first offset of the epoch after it, or the log end offset.
    package var endOffset: Offset

    package init(epoch: LeaderEpoch, endOffset: Offset) {
        self.epoch = epoch
        self.endOffset = endOffset
    }

    /// The log cannot tell.
    package static let undefined = EpochEndOffset(epoch: .none, endOffset: .none)
}

/// A record found by its timestamp: the answer to ListOffsets.
package struct TimestampedOffset: Equatable, Sendable {
    package var offset: Offset
    /// Milliseconds; -1 where the question was not about a time.
    package var timestamp: Int64
    /// The epoch of the leader that appended the record, or ``LeaderEpoch/none``.
    package var leaderEpoch: LeaderEpoch

    package init(offset: Offset, timestamp: Int64, leaderEpoch: LeaderEpoch) {
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}
