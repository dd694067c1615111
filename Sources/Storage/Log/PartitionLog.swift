import KafkaModel
import Platform
import Synchronization

/// The log of one replica: segments with their indexes, producer states and leader epochs.
///
/// All methods may be called from any thread; the log holds one lock of its own over short sections.
/// Appends write to the page cache under it, reads of files happen outside of it. A failed disk
/// makes this and every other log of the directory unusable: they throw ``LogError/offline(path:)``.
/// The operations stand in files of their own: `LogAppend`, `LogRead`, `TimestampLookup`,
/// `LogTruncation`, `LogFlush`, `LogDeletion`; opening one is `LogRecovery`.
/// Source: Kafka's `UnifiedLog` and `LocalLog`.
package final class PartitionLog: Sendable {
    package let topicPartition: TopicPartition
    /// The log directory (`log.dirs` entry) that holds it.
    package let logDirectory: String

    let environment: LogEnvironment
    private let state: Lock<LogState>
    /// Held for each step of a compaction, and by whoever must not meet one: truncation. Taken before
    /// the log's other locks, and only by threads that may block.
    let cleaningGate = Lock(())
    /// Held by those who write, rename or remove files of the log, appends and rolls apart, so that
    /// they need not hold the log's own lock meanwhile, which is taken after this one. Only threads
    /// that may block wait here.
    let files = Lock(())
    /// Held by a flush. Taken before ``files``.
    let flushing = Lock(())
    /// How often files were replaced by others under their names.
    private let replacements = Atomic<Int>(0)

    init(_ state: sending LogState) {
        let environment = state.environment
        self.environment = environment
        topicPartition = environment.topicPartition
        logDirectory = environment.logDirectory
        self.state = Lock(state)
    }

    /// Runs `body` with the lock held. A failure of the disk is reported before it is thrown.
    func withState<R>(_ body: (inout LogState) throws(LogError) -> R) throws(LogError) -> R {
        do throws(LogError) {
            return try state.withLock { (state) throws(LogError) in
                if let reason = state.unusable { throw reason }
                return try body(&state)
            }
        } catch {
            noteFailure(error)
            throw error
        }
    }

    /// Reads the state, usable or not.
    func inspect<R>(_ body: (inout LogState) -> R) -> R {
        state.withLock { body(&$0) }
    }

    /// Reports a failure of the disk, which takes the directory offline.
    func noteFailure(_ error: LogError) {
        switch error {
        case .storage, .corruptFile, .diskFull: environment.onFailure(error)
        default: break
        }
    }

    /// Runs `body` while nobody writes, renames or removes files of the log, appends apart.
    func withoutWriters<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        try cleaningGate.withLock { (_) throws(E) in
            try files.withLock { (_) throws(E) in try body() }
        }
    }

    /// Called with the log's lock held, before a file gets the name of another.
    func noteReplacement() {
        replacements.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }

    /// Changes whenever a file gets the name of another: what was found by name meanwhile is void.
    var replacementCount: Int { replacements.load(ordering: .acquiring) }

    /// Makes every later call throw ``LogError/offline(path:)``.
    func takeOffline() {
        let (error, waiters) = inspect { state in
            let error = state.unusable ?? .offline(path: state.directory)
            state.unusable = error
            defer { state.duties.waiters = [] }
            return (error, state.duties.waiters)
        }
        for waiter in waiters { waiter.body(error) }
    }
}

extension PartitionLog {
    /// The bounds of the log now.
    package var offsets: LogOffsets { inspect { $0.offsets } }
    package var config: LogConfig { inspect { $0.config } }

    /// Takes effect with the next append, roll and retention check.
    package func update(_ config: LogConfig) {
        inspect { $0.config = config }
        announceDuties()
    }

    /// Bytes of all record files.
    package var sizeInBytes: Int64 {
        inspect { state in state.segments.reduce(0) { $0 + Int64($1.size) } }
    }

    package var segmentCount: Int { inspect { $0.segments.count } }
    /// The path of the partition's directory.
    package var directory: String { inspect { $0.directory } }
    package var isUsable: Bool { inspect { $0.unusable == nil } }

    /// The id in `partition.metadata`; `nil` if there is none yet.
    package var topicID: UUID? { inspect { $0.topicID } }

    /// Writes `partition.metadata` if the id is not known yet. Blocks for one sync.
    /// Throws ``LogError/inconsistentTopicID(expected:found:)``.
    package func assign(topicID: UUID) throws(LogError) {
        try files.withLock { (_) throws(LogError) in
            let (known, directory) = try withState { (state) throws(LogError) in
                (state.topicID, state.directory)
            }
            if let known {
                guard known == topicID else {
                    throw .inconsistentTopicID(expected: known, found: topicID)
                }
                return
            }
            do throws(LogError) {
                try PartitionMetadataFile(
                    directory: directory, fileSystem: environment.fileSystem
                ).write(topicID)
            } catch {
                noteFailure(error)
                throw error
            }
            inspect { $0.topicID = topicID }
        }
    }

    /// What is known of every producer, ordered by id (DescribeProducers).
    package var producers: [ProducerEntry] { inspect { $0.producers.sorted } }

    /// The last stable offset under `highWatermark`: below it every transaction is decided.
    /// Forgets transactions whose markers lie below `highWatermark`.
    package func lastStableOffset(highWatermark: Offset) -> Offset {
        inspect { state in
            state.producers.forgetTransactions(below: highWatermark)
            guard let unstable = state.producers.firstUnstableOffset else { return highWatermark }
            return min(unstable, highWatermark)
        }
    }

    // MARK: Leader epochs

    /// The epoch of the newest entry; `nil` in a log without epochs.
    package var latestEpoch: LeaderEpoch? { inspect { $0.epochs.latest?.epoch } }

    /// Notes that this replica leads from the log end offset on in `epoch`. It is written in the
    /// background: as long as the epoch has no records, nothing is lost with it.
    package func assign(leaderEpoch epoch: LeaderEpoch) throws(LogError) {
        try withState { (state) throws(LogError) in
            if state.epochs.assign(epoch, from: state.endOffset) { state.epochsAreDurable = false }
        }
        announceDuties()
    }

    /// Where `epoch` ends in this log; ``EpochEndOffset/undefined`` if the log cannot tell.
    package func endOffset(for epoch: LeaderEpoch) -> EpochEndOffset {
        inspect { $0.epochs.endOffset(of: epoch, logEnd: $0.endOffset) }
    }

    /// The epoch in which the record at `offset` was appended; `nil` if the log cannot tell.
    package func epoch(at offset: Offset) -> LeaderEpoch? {
        inspect { $0.epochs.epoch(at: offset) }
    }
}
