import KafkaModel
import Platform
import Scheduling
import Telemetry

/// Compacts the logs of a broker: picks the dirtiest, cleans it step by step on a thread of its own,
/// and looks again; without work it waits for `log.cleaner.backoff.ms`.
///
/// A log whose records cannot be read is left alone from then on, and told once; a failing disk takes
/// its directory offline; the other logs are cleaned on. Callable from any thread. Source: Kafka's
/// `LogCleaner` and `LogCleanerManager`.
package final class LogCleaner: Sendable {
    /// More threads than any machine has use for.
    package static let maximumThreads = 256

    private let logs: LogDirectories
    private let settings: @Sendable () -> CleanerSettings
    private let highWatermark: @Sendable (TopicPartition) -> Offset?
    private let executor: BlockingExecutor
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock(State())

    struct State {
        /// Logs that are being cleaned.
        var active: Set<TopicPartition> = []
        /// Logs whose cleaning failed for a reason that may pass; tried again after the backoff.
        var resting: Set<TopicPartition> = []
        /// Logs that cannot be cleaned, and why. Kept by log, not by name: a topic that is created
        /// again is innocent.
        var uncleanable: [ObjectIdentifier: (log: PartitionLog, reason: String)] = [:]
        var throttle = CleanerThrottle()
        var progress = CleanerProgress()
    }

    /// - Parameters:
    ///   - executor: has up to ``maximumThreads``, which ``stop()`` ends.
    ///   - settings: asked before each cleaning.
    ///   - highWatermark: bounds what may be cleaned of a partition; with `nil` nothing may.
    package init(
        _ logs: LogDirectories, executor: BlockingExecutor,
        settings: @escaping @Sendable () -> CleanerSettings,
        highWatermark: @escaping @Sendable (TopicPartition) -> Offset?
    ) {
        self.logs = logs
        self.executor = executor
        self.settings = settings
        self.highWatermark = highWatermark
        time = logs.world.time
        logger = logs.world.logger.named("LogCleaner")
    }

    /// Cleans until it is cancelled; then ends what is under way after its current step.
    package func run() async {
        guard settings().isEnabled else { return }
        await withTaskGroup(of: Event.self) { group in
            var active = 0
            var isWaiting = false
            while !Task.isCancelled {
                let settings = settings()
                while active < settings.threads, !Task.isCancelled, let job = await next(settings) {
                    active += 1
                    group.addTask { [self] in
                        await clean(job, settings)
                        return .cleaned
                    }
                }
                if !isWaiting {
                    isWaiting = true
                    group.addTask { [self] in
                        try? await time.sleep(for: settings.backoff)
                        return .waited
                    }
                }
                switch await group.next() {
                case .cleaned: active -= 1
                case .waited:
                    isWaiting = false
                    state.withLock { $0.resting = [] }
                case nil: return
                }
            }
            group.cancelAll()
        }
    }

    /// Ends the threads. Blocks until they have ended; after ``run()``.
    package func stop() {
        executor.stop()
    }

    private enum Event: Sendable {
        case cleaned
        case waited
    }

    private struct Job: Sendable {
        var log: PartitionLog
        var cleaning: LogCleaning
    }

    // MARK: Choosing

    /// The next log to clean, ready for it; `nil` if none is dirty enough.
    private func next(_ settings: CleanerSettings) async -> Job? {
        await executor.run { [self] in choose(settings) }
    }

    private func choose(_ settings: CleanerSettings) -> Job? {
        while true {
            let candidates = candidates()
            state.withLock { state in
                state.progress.lastRun = time.monotonic()
                state.progress.noteCandidates(candidates)
            }
            guard let chosen = CleaningChoice.dirtiest(candidates),
                let log = logs.log(chosen.partition),
                let highWatermark = highWatermark(chosen.partition)
            else { return nil }
            do throws(LogError) {
                let cleaning = try LogCleaning(
                    log, highWatermark: highWatermark, limits: settings.limits)
                if let cleaning {
                    begin(log, chosen.range.firstDirty)
                    return Job(log: log, cleaning: cleaning)
                }
            } catch {
                note(error, of: log)
            }
            // Not now; the others have their turn.
            state.withLock { _ = $0.resting.insert(chosen.partition) }
        }
    }

    private func begin(_ log: PartitionLog, _ firstDirty: Offset) {
        state.withLock { _ = $0.active.insert(log.topicPartition) }
        guard log.firstDirtyOffset == nil else { return }
        // Says that offsets may be missing from now on, whatever the topic's policy will be.
        log.inspect { $0.firstDirtyOffset = firstDirty }
        if let directory = logs.directory(of: log) { logs.checkpointCleaned(in: directory) }
    }

    private func candidates() -> [CleaningChoice.Candidate] {
        let (busy, uncleanable) = state.withLock { state in
            (state.active.union(state.resting), state.uncleanable)
        }
        var found: [CleaningChoice.Candidate] = []
        for log in logs.logs {
            let partition = log.topicPartition
            guard !busy.contains(partition), uncleanable[ObjectIdentifier(log)] == nil,
                let highWatermark = highWatermark(partition)
            else { continue }
            do throws(LogError) {
                try log.rollOverdueSegment()
                guard let range = try log.cleaningRange(highWatermark: highWatermark) else {
                    continue
                }
                found.append(
                    CleaningChoice.Candidate(
                        partition: partition, range: range,
                        minimumRatio: log.config.minCleanableDirtyRatio,
                        isOverdue: try log.isCompactionOverdue(range)))
            } catch {
                note(error, of: log)
            }
        }
        return found
    }

    // MARK: Cleaning

    private func clean(_ job: Job, _ settings: CleanerSettings) async {
        let began = time.monotonic()
        let outcome = await work(job)
        let (log, partition) = (job.log, job.log.topicPartition)
        await executor.run { [self] in
            switch outcome {
            case .finished(let result):
                if let directory = logs.directory(of: log), log.isUsable {
                    logs.checkpointCleaned(in: directory)
                }
                tell(result, of: partition, took: time.monotonic() - began)
            case .failed(let error):
                job.cleaning.abandon()
                note(error, of: log)
            case .abandoned:
                job.cleaning.abandon()
            }
            // Retention had to wait.
            if let highWatermark = highWatermark(partition), log.isUsable {
                _ = try? log.deleteOldSegments(highWatermark: highWatermark)
            }
            state.withLock { state in
                state.active.remove(partition)
                if case .finished = outcome { return }
                state.resting.insert(partition)
            }
        }
    }

    private enum Outcome: Sendable {
        case finished(CleaningResult)
        case abandoned
        case failed(LogError)
    }

    /// Steps and pauses until the end.
    private func work(_ job: Job) async -> Outcome {
        while !Task.isCancelled {
            let cleaning = job.cleaning
            do throws(LogError) {
                let progress = try await executor.run { () throws(LogError) in
                    try cleaning.step()
                }
                switch progress {
                case .finished(let result): return .finished(result)
                case .abandoned: return .abandoned
                case .more(let bytes): await pause(after: bytes)
                }
            } catch {
                return .failed(error)
            }
        }
        return .abandoned
    }

    private func pause(after bytes: Int) async {
        let now = time.monotonic()
        let rate = settings().maximumBytesPerSecond
        let next = state.withLock { $0.throttle.note(bytes, at: now, rate: rate) }
        if next > now { try? await time.sleep(until: next) }
    }

    // MARK: Telling

    private func tell(_ result: CleaningResult, of partition: TopicPartition, took: Duration) {
        let milliseconds = took.wholeMilliseconds
        state.withLock { $0.progress.noteFinished(result, took: took) }
        logger.info(
            "\(partition): compacted up to offset \(result.firstDirtyOffset) in \(milliseconds) ms: "
                + "\(result.segmentsBefore) segments of \(result.bytesRead) bytes and "
                + "\(result.recordsRead) records became \(result.segmentsAfter) of "
                + "\(result.bytesWritten) bytes and \(result.recordsKept) records")
    }

    /// What cannot be read is left alone; what the disk does is the directory's affair.
    private func note(_ error: LogError, of log: PartitionLog) {
        switch error {
        case .offline: return
        case .storage(let cause) where cause.isStale && !log.isUsable: return
        case .storage, .corruptFile, .diskFull: log.noteFailure(error)
        default:
            let isNew = state.withLock { state in
                // Logs that are gone need not be remembered.
                state.uncleanable = state.uncleanable.filter { $0.value.log.isUsable }
                return state.uncleanable.updateValue(
                    (log, "\(error)"), forKey: ObjectIdentifier(log)) == nil
            }
            guard isNew else { return }
            logger.error(
                "\(log.topicPartition) in \(log.logDirectory) cannot be compacted and is left as it "
                    + "is until the broker starts again: \(error)")
        }
    }

    /// What the cleaner has done and seen.
    package var progress: CleanerProgress { state.withLock { $0.progress } }

    /// Since the cleaner last looked for work; zero before it has.
    package var timeSinceLastRun: Duration {
        progress.lastRun.map { time.monotonic() - $0 } ?? .zero
    }

    /// Bytes of the logs that cannot be compacted.
    package var uncleanableBytes: Int64 {
        let logs = state.withLock { $0.uncleanable.values.map(\.log) }
        return logs.reduce(0) { $1.isUsable ? $0 + $1.sizeInBytes : $0 }
    }

    /// The partitions that cannot be compacted, in order, and why.
    package var uncleanable: [(partition: TopicPartition, reason: String)] {
        state.withLock { state in
            state.uncleanable.values.filter { $0.log.isUsable }
                .map { (partition: $0.log.topicPartition, reason: $0.reason) }
                .sorted { $0.partition < $1.partition }
        }
    }
}
