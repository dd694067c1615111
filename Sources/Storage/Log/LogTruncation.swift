import KafkaModel
import Platform

extension PartitionLog {
    /// Drops everything from `offset` on. At or behind the log end no record goes, but an epoch that
    /// has begun there without records does: a replica that led for a moment and appended nothing
    /// would else tell its next leader of an epoch that only itself knows, for ever. `true` if
    /// records were dropped.
    @discardableResult
    package func truncate(to offset: Offset) throws(LogError) -> Bool {
        try withoutCleaning(cuttingAt: { min(offset, $0.endOffset) }) { (state) throws(LogError) in
            guard offset < state.endOffset else {
                if state.epochs.truncateFromEnd(state.endOffset) { state.epochsAreDurable = false }
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
        try withoutCleaning(cuttingAt: { $0.segments[0].baseOffset }) { (state) throws(LogError) in
            try state.truncateFully(startingAt: offset)
        }
    }

    /// Runs `body`, which drops records from `offset` on, between two steps of a compaction, which then
    /// ends without effect, and between two flushes.
    ///
    /// The recovery point is taken back first, on disk too: after a power loss the truncation may be
    /// there in part, and nothing behind `offset` may count as durable. What is left is made durable
    /// before anything is appended again: old and new records of the same size could else stand side by
    /// side. Then it is told if the first dirty offset was taken back: what is appended behind it would
    /// count as compacted.
    private func withoutCleaning<R>(
        cuttingAt offset: (borrowing LogState) -> Offset,
        _ body: (inout LogState) throws(LogError) -> R
    ) throws(LogError) -> R {
        let result = try cleaningGate.withLock { (_) throws(LogError) in
            let (result, isFirstDirtyLowered) = try flushing.withLock { (_) throws(LogError) in
                lowerRecoveryPoint(to: inspect { offset($0) })
                let truncations = inspect { $0.truncations }
                let result = try files.withLock { (_) throws(LogError) in
                    try withState { (state) throws(LogError) in
                        let firstDirty = state.firstDirtyOffset
                        return (try body(&state), state.firstDirtyOffset != firstDirty)
                    }
                }
                try synchronizeCut(since: truncations)
                return result
            }
            if isFirstDirtyLowered { environment.onFirstDirtyLowered() }
            return result
        }
        announceDuties()
        return result
    }

    private func synchronizeCut(since truncations: Int) throws(LogError) {
        let (isCut, records) = inspect { state in
            (state.truncations != truncations, state.active.view.records.file)
        }
        guard isCut else { return }
        do throws(SystemError) {
            try records.synchronize()
            try environment.fileSystem.synchronizeDirectory(directory)
        } catch {
            // What could not be synchronised counts as lost, a full disk or not.
            noteFailure(.storage(error))
            throw .storage(error)
        }
    }

    private func lowerRecoveryPoint(to offset: Offset) {
        let isLowered = inspect { state in
            defer {
                state.recoveryPoint = min(state.recoveryPoint, offset)
                state.settledPoint = min(state.settledPoint, offset)
            }
            return max(state.recoveryPoint, state.settledPoint) > offset
        }
        if isLowered { environment.onRecoveryPointLowered(self) }
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
            state.moveStart(to: offset)
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
        settledPoint = min(settledPoint, offset)
        startOffset = min(startOffset, offset)
        firstDirtyOffset = firstDirtyOffset.map { min($0, offset) }
        if epochs.truncateFromEnd(offset) { epochsAreDurable = false }
        try savePendingSnapshots()
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
        settledPoint = offset
        pendingSnapshots = []
        firstDirtyOffset = nil
        if epochs.clear() { epochsAreDurable = false }
        try removeSnapshots { $0 != offset }
        producers = ProducerStates()
        snapshotOffset = offset
    }

    /// Writes the states that rolls have left to write, for those who look for them on disk.
    private mutating func savePendingSnapshots() throws(LogError) {
        for snapshot in pendingSnapshots where snapshot.offset <= endOffset {
            try ProducerSnapshotFile(directory: directory, offset: snapshot.offset)
                .write(snapshot.states, durable: false, environment.fileSystem)
        }
        pendingSnapshots = []
    }

    /// Raises the log start offset.
    mutating func moveStart(to offset: Offset) {
        startOffset = offset
        if epochs.truncateFromStart(offset) { epochsAreDurable = false }
        producers.forgetTransactions(below: offset)
    }
}
