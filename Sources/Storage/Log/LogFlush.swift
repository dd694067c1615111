import KafkaModel
import Platform

/// How much a flush makes durable.
enum FlushScope {
    /// Everything appended so far, so that the next start need not read it.
    case all
    /// All records, and the rest where that is worth it: the group commit of `flush.messages`.
    case records
    /// What a roll leaves to do.
    case closedSegments
}

extension PartitionLog {
    /// Makes everything appended so far durable and moves the recovery point. Blocks. Called from any
    /// thread but an event loop; appends go on meanwhile.
    ///
    /// A failed sync is never repeated as if it had worked: the directory goes offline.
    package func flush() throws(LogError) { try flush(.all) }

    /// Makes the inactive segments durable: what a roll leaves to do. Blocks.
    func flushInactiveSegments() throws(LogError) { try flush(.closedSegments) }

    func flush(_ scope: FlushScope) throws(LogError) {
        // One at a time: a failed sync is told to one caller only, and the next must find the log
        // unusable instead of taking its own sync for a success.
        let told = try flushing.withLock { (_) throws(LogError) -> FlushOutcome in
            do throws(LogError) {
                let target = try writeOut(scope)
                try synchronize(target)
                return note(target)
            } catch {
                // A directory deleted meanwhile has nothing to make durable.
                if case .storage(let cause) = error, cause.isStale, !isUsable {
                    return FlushOutcome()
                }
                noteFailure(error)
                throw error
            }
        }
        for waiter in told.waiters { waiter.body(nil) }
        if told.hasMoved { told.observer?() }
        if told.hasSettled { environment.onFlush() }
    }

    /// Gives every file its final form, makes everything durable and ends the log's use. Blocks.
    func close() throws(LogError) {
        try files.withLock { (_) throws(LogError) in
            try withState { (state) throws(LogError) in
                let active = state.active
                try onDisk { () throws(SystemError) in try active.finish() }
                if state.endOffset > state.snapshotOffset {
                    state.pendingSnapshots.append(
                        ProducerSnapshot(offset: state.endOffset, states: state.producers))
                    state.snapshotOffset = state.endOffset
                }
                state.isClosing = true
                try onDisk { () throws(SystemError) in
                    try environment.fileSystem.remove(
                        "\(state.directory)/\(LogFileNames.nextRecords)")
                }
                state.next = .failed
            }
        }
        try flush()
        takeOffline()
    }

    /// Whether `flush.ms` demands a flush at `now`, milliseconds.
    func flushIsDue(now: Int64) -> Bool {
        inspect { state in
            state.unusable == nil && state.recoveryPoint < state.endOffset
                && now - state.lastFlush >= state.config.flushMilliseconds
        }
    }

    /// Writes to files what is only in memory, and tells what is to be synchronised.
    private func writeOut(_ scope: FlushScope) throws(LogError) -> FlushTarget {
        try files.withLock { (_) throws(LogError) in
            var target = try withState { (state) throws(LogError) in state.flushTarget(scope) }
            for index in target.segments.indices where target.segments[index].writesIndexes {
                try onDisk { () throws(SystemError) in
                    try target.segments[index].view.writeIndexes()
                    if target.segments[index].isClosed {
                        try target.segments[index].view.trimRecords()
                    }
                }
            }
            for snapshot in target.snapshots {
                try ProducerSnapshotFile(directory: target.directory, offset: snapshot.offset)
                    .write(snapshot.states, durable: false, environment.fileSystem)
            }
            if let epochs = target.epochs {
                try LeaderEpochCheckpoint(
                    directory: target.directory, fileSystem: environment.fileSystem
                ).write(epochs, durable: true)
            }
            inspect { $0.adopt(target) }
            return target
        }
    }

    /// Makes durable what ``writeOut(_:)`` has written. A disk that has no room for what it has
    /// accepted has lost it: that is a failure like any other.
    private func synchronize(_ target: FlushTarget) throws(LogError) {
        do throws(SystemError) {
            for segment in target.segments where segment.isDurable {
                try segment.view.synchronizeRecords()
                if segment.writesIndexes { try segment.view.synchronizeIndexes() }
            }
            for snapshot in target.snapshots {
                let file = ProducerSnapshotFile(
                    directory: target.directory, offset: snapshot.offset)
                try environment.fileSystem.open(file.path, .existing).synchronize()
            }
            guard target.nameChanges != nil else { return }
            try environment.fileSystem.synchronizeDirectory(target.directory)
        } catch {
            // What was truncated in between need not be durable.
            if error.isStale, inspect({ $0.truncations != target.truncations }) { return }
            throw .storage(error)
        }
    }

    private struct FlushOutcome {
        var waiters: [LogDuties.Waiter] = []
        var observer: (@Sendable () -> Void)?
        var hasMoved = false
        var hasSettled = false
    }

    private func note(_ target: FlushTarget) -> FlushOutcome {
        inspect { state in
            var outcome = FlushOutcome()
            for segment in target.segments where segment.isClosed && segment.writesIndexes {
                state.segment(at: segment.view.baseOffset, on: segment.view.records.file)?
                    .releaseIndexes()
            }
            if let epochs = target.epochs, epochs == state.epochs { state.epochsAreDurable = true }
            if let names = target.nameChanges {
                state.durableNameChanges = max(state.durableNameChanges, names)
            }
            guard state.truncations == target.truncations else { return outcome }
            outcome.hasMoved = target.end > state.recoveryPoint
            outcome.hasSettled = target.settled > state.settledPoint
            state.recoveryPoint = max(state.recoveryPoint, target.end)
            state.settledPoint = max(state.settledPoint, target.settled)
            if target.scope != .closedSegments { state.lastFlush = state.now }
            outcome.waiters = state.takeSecuredWaiters()
            outcome.observer = state.duties.observer
            return outcome
        }
    }
}

/// What a flush has to write and make durable.
struct FlushTarget {
    struct Segment {
        var view: LogSegment.View
        /// Nothing is appended to it any more.
        var isClosed: Bool
        var writesIndexes: Bool
        /// Whether its records are to be durable.
        var isDurable: Bool
    }

    var scope: FlushScope
    var directory: String
    var segments: [Segment] = []
    var snapshots: [ProducerSnapshot] = []
    /// To be written anew.
    var epochs: LeaderEpochCache?
    /// The count of names that the sync of the directory makes durable; `nil`: they all are.
    var nameChanges: Int?
    /// Records before it are durable afterwards.
    var end: Offset
    /// Segments before it are complete afterwards.
    var settled: Offset
    var truncations: Int
}

extension LogState {
    func flushTarget(_ scope: FlushScope) -> FlushTarget {
        let end = scope == .closedSegments ? active.baseOffset : endOffset
        var target = FlushTarget(
            scope: scope, directory: directory, end: end, settled: active.baseOffset,
            truncations: truncations)
        let first = segmentIndex(for: min(settledPoint, recoveryPoint)) ?? 0
        for index in first..<segments.count {
            let segment = segments[index]
            let isClosed = isClosing || index < segments.count - 1
            let isBehind = min(recoveryPoint, scope == .all ? settledPoint : recoveryPoint) < end
            let isDurable = isClosed || (scope != .closedSegments && isBehind)
            let wantsIndexes = isClosed || segment.wantsIndexWrite || (scope == .all && isDurable)
            if isClosing || (!isClosed && isDurable && wantsIndexes) { target.settled = end }
            guard isDurable || wantsIndexes else { continue }
            target.segments.append(
                FlushTarget.Segment(
                    view: segment.view, isClosed: isClosed, writesIndexes: wantsIndexes,
                    isDurable: isDurable))
        }
        target.snapshots = pendingSnapshots
        if !epochsAreDurable { target.epochs = epochs }
        // A name matters with the records that stand under it.
        let hasNewNames =
            nameChanges > durableNameChanges && target.segments.contains(where: \.isDurable)
        if hasNewNames || !target.snapshots.isEmpty || target.epochs != nil {
            target.nameChanges = nameChanges
        }
        return target
    }

    /// Takes over what was written of `target`.
    mutating func adopt(_ target: FlushTarget) {
        for written in target.segments where written.writesIndexes {
            segment(at: written.view.baseOffset, on: written.view.records.file)?
                .adopt(written.view)
        }
        pendingSnapshots.removeFirst(min(target.snapshots.count, pendingSnapshots.count))
    }

    /// The segment that begins at `base`, if it is the one whose records are in `file`.
    func segment(at base: Offset, on file: any File) -> LogSegment? {
        guard let index = segmentIndex(for: base), segments[index].baseOffset == base,
            segments[index].records.file === file
        else { return nil }
        return segments[index]
    }
}
