import KafkaModel
import Platform

extension PartitionLog {
    /// Drops everything from `offset` on. At or behind the log end no record goes, but an epoch that
    /// has begun there without records does: a replica that led for a moment and appended nothing
    /// would else tell its next leader of an epoch that only itself knows, for ever. `true` if
    /// records were dropped.
    @discardableResult
    package func truncate(to offset: Offset) throws(LogError) -> Bool {
        try withoutCleaning { (state) throws(LogError) in
            guard offset < state.endOffset else {
                if state.epochs.truncateFromEnd(state.endOffset) { try state.saveEpochs() }
                return false
            }
            if offset < state.segments[0].baseOffset {
                try state.truncateFully(startingAt: offset)
            } else {
                try state.truncate(to: offset)
            }
            return true
        }
    }

    /// Drops everything and starts anew at `offset` (a follower that is behind the leader's start).
    package func truncateFully(startingAt offset: Offset) throws(LogError) {
        try withoutCleaning { (state) throws(LogError) in
            try state.truncateFully(startingAt: offset)
        }
    }

    /// Runs `body` between two steps of a compaction, which then ends without effect. Then tells if it
    /// took the recovery point or the first dirty offset back: what is appended behind them would count
    /// as durable or as compacted after a crash.
    private func withoutCleaning<R>(
        _ body: (inout LogState) throws(LogError) -> R
    ) throws(LogError) -> R {
        try cleaningGate.withLock { (_) throws(LogError) in
            let (result, isRecoveryPointLowered, isFirstDirtyLowered) = try withState {
                (state) throws(LogError) in
                let (recoveryPoint, firstDirty) = (state.recoveryPoint, state.firstDirtyOffset)
                let result = try body(&state)
                return (
                    result, state.recoveryPoint < recoveryPoint,
                    state.firstDirtyOffset != firstDirty
                )
            }
            if isRecoveryPointLowered { environment.onRecoveryPointLowered(self) }
            if isFirstDirtyLowered { environment.onFirstDirtyLowered() }
            return result
        }
    }

    /// Raises the log start offset to `offset`; lower values change nothing. `true` if it moved.
    /// Segments below vanish with the next retention check. To be durable it needs
    /// `LogDirectories.checkpointStartOffsets()`.
    ///
    /// Throws ``LogError/offsetOutOfRange(requested:start:end:)`` above the log end.
    @discardableResult
    package func advanceStartOffset(to offset: Offset) throws(LogError) -> Bool {
        try withState { (state) throws(LogError) in
            guard offset > state.startOffset else { return false }
            guard offset <= state.endOffset else {
                throw .offsetOutOfRange(
                    requested: offset, start: state.startOffset, end: state.endOffset)
            }
            try state.moveStart(to: offset)
            return true
        }
    }
}

extension LogState {
    /// `offset` lies in the log and before its end.
    mutating func truncate(to offset: Offset) throws(LogError) {
        truncations += 1
        recent.forget()
        let kept = (segmentIndex(for: offset) ?? 0) + 1
        // The newest first, so that a crash in between leaves no gap.
        let removed = ArraySlice(segments[kept...].reversed())
        segments.removeSubrange(kept...)
        try discard(removed)
        let segment = active
        try onDisk { () throws(SystemError) in
            try segment.truncate(to: offset)
            try segment.loadFirstTimestamp()
        }
        endOffset = offset
        recoveryPoint = min(recoveryPoint, offset)
        startOffset = min(startOffset, offset)
        firstDirtyOffset = firstDirtyOffset.map { min($0, offset) }
        if epochs.truncateFromEnd(offset) { try saveEpochs() }
        try reloadProducers()
    }

    mutating func truncateFully(startingAt offset: Offset) throws(LogError) {
        truncations += 1
        recent.forget()
        let removed = segments[...]
        segments = []
        do throws(LogError) {
            try discard(removed)
            try addSegment(at: offset)
            // A power loss may bring the old segments back, and nothing of them may then be taken
            // for durable because it lies below the new recovery point.
            try onDisk { [directory] () throws(SystemError) in
                try environment.fileSystem.synchronizeDirectory(directory)
            }
        } catch {
            // Without a segment the log cannot go on.
            unusable = error
            throw error
        }
        startOffset = offset
        endOffset = offset
        recoveryPoint = offset
        firstDirtyOffset = nil
        if epochs.clear() { try saveEpochs() }
        try removeSnapshots { $0 != offset }
        producers = ProducerStates()
        snapshotOffset = offset
    }

    /// Raises the log start offset.
    mutating func moveStart(to offset: Offset) throws(LogError) {
        startOffset = offset
        if epochs.truncateFromStart(offset) { try saveEpochs() }
        producers.forgetTransactions(below: offset)
    }
}
