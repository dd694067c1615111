import KafkaModel
import Storage

/// Where a follower cuts its log after the leader has told where one of its epochs ends, so that both
/// logs are equal up to there (KIP-101, KIP-279, KIP-595; Kafka: AbstractFetcherThread
/// getOffsetTruncationState).
package struct TruncationPoint: Equatable, Sendable {
    /// Everything from here on goes.
    package var offset: Offset
    /// `false`: the leader has to be asked again, for an older epoch.
    package var isComplete: Bool

    package init(offset: Offset, isComplete: Bool) {
        self.offset = offset
        self.isComplete = isComplete
    }

    /// - Parameters:
    ///   - leader: the leader's largest epoch that is not above the one asked for, and its end there;
    ///     an offset of -1 if the leader cannot tell, an epoch of -1 if it speaks the first version.
    ///   - localEnd: where an epoch ends in the own log, by the same rule.
    ///   - logEnd: the own log end offset.
    ///   - fallback: the own high watermark, up to which both logs are equal for certain.
    package static func find(
        leader: EpochEndOffset, localEnd: (LeaderEpoch) -> EpochEndOffset, logEnd: Offset,
        fallback: Offset
    ) -> TruncationPoint {
        guard leader.endOffset >= .zero else {
            return TruncationPoint(offset: min(fallback, logEnd), isComplete: true)
        }
        guard leader.epoch >= 0 else {
            return TruncationPoint(offset: min(leader.endOffset, logEnd), isComplete: true)
        }
        let local = localEnd(leader.epoch)
        guard local.endOffset >= .zero else {
            return TruncationPoint(offset: min(leader.endOffset, logEnd), isComplete: true)
        }
        guard local.epoch == leader.epoch else {
            return TruncationPoint(offset: min(local.endOffset, logEnd), isComplete: false)
        }
        return TruncationPoint(
            offset: min(local.endOffset, leader.endOffset, logEnd), isComplete: true)
    }
}
