import KafkaModel
import Platform

extension PartitionLog {
    /// Drops everything from `offset` on. At or behind the log end no record goes, but an epoch that
    /// has begun there without records does: a replica that led for a moment and appended nothing
    /// would else tell its next leader of an epoch that only itself knows, for ever. `true` if
    /// records were dropped. Blocks; nobody may append meanwhile, which is the partition's care.
    @discardableResult
    package func truncate(to offset: Offset) throws(LogError) -> Bool {
        try withoutCleaning(cuttingAt: { min(offset, $0.endOffset) }) { () throws(LogError) in
            let (first, isBelowEnd) = try withState { (state) throws(LogError) in
                let isBelowEnd = offset < state.endOffset
                if !isBelowEnd, state.epochs.truncateFromEnd(state.endOffset) {
                    state.epochsAreDurable = false
                }
                return (state.segments[0].baseOffset, isBelowEnd)
            }
            guard isBelowEnd else { return false }
            if offset < first { try restart(at: offset) } else { try cut(at: offset) }
            return true
        }
    }

    /// Drops everything and starts anew at `offset` (a follower that is behind the leader's start).
    /// Blocks; nobody may append meanwhile.
    package func truncateFully(startingAt offset: Offset) throws(LogError) {
        try withoutCleaning(cuttingAt: { $0.segments[0].baseOffset }) { () throws(LogError) in
            try restart(at: offset)
        }
    }

    /// Runs `body`, which drops records from `offset` on, between two steps of a compaction, which then
    /// ends without effect, and between two flushes.
    ///
    /// The recovery point is taken back first, on disk too: after a power loss the truncation may be
    /// there in part, and nothing behind `offset` may count as durable. Afterwards it is told if the
    /// first dirty offset was taken back: what is appended behind it would count as compacted.
    private func withoutCleaning<R>(
        cuttingAt offset: (borrowing LogState) -> Offset, _ body: () throws(LogError) -> R
    ) throws(LogError) -> R {
        let result = try cleaningGate.withLock { (_) throws(LogError) in
            let firstDirty = inspect { $0.firstDirtyOffset }
            let result = try flushing.withLock { (_) throws(LogError) in
                lowerRecoveryPoint(to: inspect { offset($0) })
                return try files.withLock { (_) throws(LogError) in try body() }
            }
            if inspect({ $0.firstDirtyOffset }) != firstDirty { environment.onFirstDirtyLowered() }
            return result
        }
        announceDuties()
        return result
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

    // Readers see the log as it was or as it will be, and never wait for the disk: what a truncation
    // leaves is found out first, then published in an instant, and the files follow. They are durable
    // before anything is appended again: old and new records of the same size could else stand side by
    // side.

    /// `offset` lies in the log and before its end.
    private func cut(at offset: Offset) throws(LogError) {
        let log = try withState { (state) throws(LogError) in LogCut.Source(state) }
        var cut: LogCut
        do throws(LogError) {
            cut = try LogCut(log, at: offset, environment)
        } catch {
            noteFailure(error)
            throw error
        }
        try withState { (state) throws(LogError) in
            noteReplacement()
            state.publish(cut)
        }
        try settle { () throws(SystemError) in
            let names = try cut.perform(environment)
            inspect { state in
                state.active.adopt(cut.active)
                if !names.isEmpty { state.noteDeletion(of: names) }
            }
        }
    }

    private func restart(at offset: Offset) throws(LogError) {
        let restart = LogRestart(directory: directory, offset: offset, environment: environment)
        let removed = try withState { (state) throws(LogError) in
            state.segments.reversed().map(\.baseOffset)
        }
        let first: LogSegment
        do throws(LogError) {
            first = try onDisk { () throws(SystemError) in
                try restart.makeSegment(inspect { $0.config })
            }
        } catch {
            noteFailure(error)
            throw error
        }
        try withState { (state) throws(LogError) in
            noteReplacement()
            state.beginAnew(with: first)
        }
        try settle { () throws(SystemError) in
            let names = try restart.perform(removing: removed)
            let segment = try restart.reopen(first)
            inspect { state in
                state.settle(inPlace: segment)
                state.noteDeletion(of: names)
            }
        }
    }

    /// Brings the disk in line with what was published. If that fails, a full disk or not, the log
    /// cannot go on.
    private func settle(_ body: () throws(SystemError) -> Void) throws(LogError) {
        do throws(SystemError) {
            try body()
        } catch {
            let failure = LogError.storage(error)
            inspect { $0.unusable = $0.unusable ?? failure }
            noteFailure(failure)
            throw failure
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
            state.moveStart(to: offset)
            return true
        }
    }
}

extension LogState {
    /// Raises the log start offset.
    mutating func moveStart(to offset: Offset) {
        startOffset = offset
        if epochs.truncateFromStart(offset) { epochsAreDurable = false }
        producers.forgetTransactions(below: offset)
    }
}
