import KafkaModel
import Platform

/// What a log has put off: an append does the least, and leaves the rest to threads that may wait for
/// the disk.
struct LogDuties {
    /// The log waits for a thread, or has one.
    var isQueued = false
    /// A flush was asked for, whatever the settings say.
    var wantsFlush = false
    /// Those who wait until the log vouches for its records.
    var waiters: [Waiter] = []
    /// Told after each flush that moved the recovery point.
    var observer: (@Sendable () -> Void)?

    struct Waiter {
        var offset: Offset
        var body: @Sendable (LogError?) -> Void
    }
}

extension LogState {
    /// How far this replica vouches for its records. With `flush.messages` = n, n - 1 records may be
    /// in memory only.
    var securedEnd: Offset {
        let unflushed = endOffset - recoveryPoint
        guard unflushed >= config.flushMessages else { return endOffset }
        return recoveryPoint + (config.flushMessages - 1)
    }

    /// Whether the replica vouches for all that it has.
    var isSecured: Bool { securedEnd >= endOffset }

    /// Whether `flush.messages` demands a flush now.
    var flushIsDueByCount: Bool { endOffset - recoveryPoint >= config.flushMessages }

    private var hasDuty: Bool {
        settledPoint < active.baseOffset || flushIsDueByCount || !epochsAreDurable
            || active.wantsIndexWrite || wantsNextSegment
            || duties.wantsFlush
    }

    /// Whether the log is to be handed to a thread that does what it has put off. It counts as queued
    /// from here on.
    mutating func takeDuty() -> Bool {
        guard !duties.isQueued, unusable == nil, hasDuty else { return false }
        duties.isQueued = true
        return true
    }

    /// What the waiters wait for is there: those who may be told.
    mutating func takeSecuredWaiters() -> [LogDuties.Waiter] {
        guard !duties.waiters.isEmpty else { return [] }
        let secured = securedEnd
        let ready = duties.waiters.filter { $0.offset <= secured || secured == endOffset }
        duties.waiters.removeAll { $0.offset <= secured || secured == endOffset }
        return ready
    }
}

extension PartitionLog {
    /// Does what the log has put off: makes durable what must be, writes what is only in memory,
    /// prepares the next roll. Blocks. `true` if there is more by now, for which the caller queues the
    /// log again.
    func performDuties() -> Bool {
        let scope = inspect { state -> FlushScope in
            defer { state.duties.wantsFlush = false }
            if state.duties.wantsFlush { return .all }
            return state.flushIsDueByCount ? .records : .closedSegments
        }
        // What fails is told where it is met, and stays due: the next append or tick brings it back.
        var hasFailed = false
        do throws(LogError) {
            try flush(scope)
        } catch {
            hasFailed = true
        }
        prepareNextSegment()
        return inspect { state in
            state.duties.isQueued = false
            return !hasFailed && state.takeDuty()
        }
    }

    /// Begins to write what the next flush makes durable, so that the disk works on several logs.
    func startWriteBack() {
        let files = inspect { state in
            state.segments[(state.segmentIndex(for: state.recoveryPoint) ?? 0)...]
                .map(\.view.records.file)
        }
        for file in files { file.startWriteBack() }
    }

    /// Hands the log to the threads of its directory, if it has put anything off.
    func announceDuties() {
        if inspect({ $0.takeDuty() }) { environment.onDuty(self) }
    }

    /// Flushes in the background.
    package func requestFlush() {
        inspect { $0.duties.wantsFlush = true }
        announceDuties()
    }

    /// `body` is called after each flush, on a thread of the directory, without locks held. Replaces
    /// the one before.
    package func observeFlushes(_ body: @escaping @Sendable () -> Void) {
        inspect { $0.duties.observer = body }
    }

    /// Calls `body` as soon as the log vouches for all that it has now (``LogOffsets/secured``), at
    /// once if it does, else on a thread of the directory; with an error if the directory has failed.
    package func whenSecured(_ body: @escaping @Sendable (LogError?) -> Void) {
        let (isSecured, error) = inspect { state -> (Bool, LogError?) in
            if let error = state.unusable { return (true, error) }
            if state.isSecured { return (true, nil) }
            state.duties.waiters.append(LogDuties.Waiter(offset: state.endOffset, body: body))
            return (false, nil)
        }
        if isSecured { body(error) } else { announceDuties() }
    }

    /// ``whenSecured(_:)`` for those who can suspend.
    package func secure() async throws(LogError) {
        if inspect({ $0.isSecured && $0.unusable == nil }) { return }
        let error: LogError? = await withCheckedContinuation { continuation in
            whenSecured { continuation.resume(returning: $0) }
        }
        if let error { throw error }
    }
}
