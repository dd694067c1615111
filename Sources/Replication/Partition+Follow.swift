import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Storage

/// What a follower does to its log. Blocks; for the tasks that fetch.
///
/// Nothing is done, and `false` returned, if this broker no longer follows in the epoch that is given,
/// or the log is just being replaced.
/// No leadership begins while something is under way; readers see the log and the high watermark
/// meanwhile, and do not wait.
extension Partition {
    /// Appends what the leader sent and takes over its high watermark and log start. Ignored as well
    /// if the log no longer ends at `offset`, from which was fetched.
    package func append(
        asFollower records: SharedBytes, fetchedFrom offset: Offset, epoch: LeaderEpoch,
        leaderHighWatermark: Offset, leaderStart: Offset
    ) throws(LogError) -> Bool {
        let ready = try following.withLock { (_) throws(LogError) -> PartitionWaiters.Ready? in
            guard follows(in: epoch), log.offsets.end == offset else { return nil }
            try beginAtFirstBatch(of: records)
            return try state.withLock { (state) throws(LogError) in
                guard state.follows(in: epoch) else { return nil }
                if !records.isEmpty { _ = try log.append(asFollower: records) }
                let bounds = log.offsets
                if leaderStart > bounds.start, leaderStart <= bounds.end {
                    try log.advanceStartOffset(to: leaderStart)
                }
                state.leaderHighWatermark = leaderHighWatermark
                let moved = adoptHighWatermark(&state, leader: leaderHighWatermark)
                return moved ? state.waiters.take(upTo: state.highWatermark) : .init()
            }
        }
        ready?.notify()
        return ready != nil
    }

    /// A leader's log may start inside of a batch, after records were deleted. An empty log that was
    /// told to start there gets the whole batch, and so begins where the batch does.
    private func beginAtFirstBatch(of records: SharedBytes) throws(LogError) {
        let bounds = log.offsets
        guard bounds.start == bounds.end, bounds.end > .zero else { return }
        var reader = RecordBatchReader(records)
        guard let first = try? reader.next()?.current, first.baseOffset < bounds.end,
            first.lastOffset >= bounds.end
        else { return }
        try log.truncateFully(startingAt: first.baseOffset)
    }

    /// Cuts the log where it left the leader's.
    package func truncate(to offset: Offset, epoch: LeaderEpoch) throws(LogError) -> Bool {
        try following.withLock { (_) throws(LogError) in
            guard follows(in: epoch) else { return false }
            // Nothing above is told to readers while it goes.
            state.withLock { $0.highWatermark = min($0.highWatermark, offset) }
            try log.truncate(to: offset)
            return true
        }
    }

    /// Starts the log anew at the leader's start, which lies beyond the own end.
    package func restart(at offset: Offset, epoch: LeaderEpoch) throws(LogError) -> Bool {
        try following.withLock { (_) throws(LogError) in
            guard follows(in: epoch) else { return false }
            try log.truncateFully(startingAt: offset)
            state.withLock { $0.highWatermark = offset }
            return true
        }
    }

    private func follows(in epoch: LeaderEpoch) -> Bool {
        state.withLock { $0.follows(in: epoch) }
    }
}

extension Partition.State {
    fileprivate func follows(in epoch: LeaderEpoch) -> Bool {
        guard case .follower = role else { return false }
        return leaderEpoch == epoch && !isReplacingLog
    }
}
