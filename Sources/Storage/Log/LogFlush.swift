import KafkaModel
import Platform

extension PartitionLog {
    /// Makes everything appended so far durable and moves the recovery point. Blocks. Called from any
    /// thread but an event loop; appends go on meanwhile.
    ///
    /// A failed sync is never repeated as if it had worked: the directory goes offline.
    package func flush() throws(LogError) {
        try flush { $0.endOffset }
    }

    /// Makes the inactive segments durable: what a roll leaves to do. Blocks.
    func flushInactiveSegments() throws(LogError) {
        try flush { $0.active.baseOffset }
    }

    private func flush(upTo end: (borrowing LogState) -> Offset) throws(LogError) {
        let target = try withState { (state) throws(LogError) in
            try state.flushTarget(end(state))
        }
        guard let target else { return }
        do throws(LogError) {
            for segment in target.segments {
                try onDisk { () throws(SystemError) in try segment.synchronize() }
            }
            try saveEpochsDurably()
            try onDisk { () throws(SystemError) in
                // The segment files' names, and the directory's own.
                try environment.fileSystem.synchronizeDirectory(directory)
                try environment.fileSystem.synchronizeDirectory(logDirectory)
            }
        } catch {
            // A directory deleted meanwhile has nothing to make durable.
            if case .storage(let cause) = error, cause.isStale, !isUsable { return }
            noteFailure(error)
            throw error
        }
        inspect { state in
            guard state.truncations == target.truncations else { return }
            state.recoveryPoint = max(state.recoveryPoint, target.end)
            state.lastFlush = state.now
        }
        environment.onFlush()
    }

    /// Gives every file its final form, makes everything durable and ends the log's use. Blocks.
    func close() throws(LogError) {
        try withState { (state) throws(LogError) in
            let active = state.active
            try onDisk { () throws(SystemError) in try active.finish() }
            try state.saveProducers(durable: true)
        }
        try flush()
        takeOffline()
    }

    private func saveEpochsDurably() throws(LogError) {
        try withState { (state) throws(LogError) in
            guard !state.epochsAreDurable else { return }
            try LeaderEpochCheckpoint(
                directory: state.directory, fileSystem: environment.fileSystem
            ).write(state.epochs, durable: true)
            state.epochsAreDurable = true
        }
    }

    /// Whether `flush.ms` demands a flush at `now`, milliseconds.
    func flushIsDue(now: Int64) -> Bool {
        inspect { state in
            state.unusable == nil && state.recoveryPoint < state.endOffset
                && now - state.lastFlush >= state.config.flushMilliseconds
        }
    }

    /// Whether a roll has left segments to flush.
    var hasUnflushedSegments: Bool {
        inspect { $0.unusable == nil && $0.recoveryPoint < $0.active.baseOffset }
    }
}

/// What a flush has to make durable.
struct FlushTarget {
    var segments: [LogSegment.View]
    var end: Offset
    var truncations: Int
}

extension LogState {
    /// `nil` if everything below `end` is durable.
    func flushTarget(_ end: Offset) throws(LogError) -> FlushTarget? {
        guard recoveryPoint < end else { return nil }
        let first = segmentIndex(for: recoveryPoint) ?? 0
        let views = segments[first...].prefix { $0.baseOffset < end }.map(\.view)
        return FlushTarget(segments: views, end: end, truncations: truncations)
    }
}
