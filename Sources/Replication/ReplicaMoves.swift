import KafkaModel
import Platform
import Scheduling
import Storage
import Telemetry

/// Moves replicas from one log directory of this broker to another: AlterReplicaLogDirs (Kafka:
/// ReplicaManager.alterReplicaLogDirs, ReplicaAlterLogDirsManager).
///
/// The records are copied while the partition goes on, `replica.alter.log.dirs.io.max.bytes.per.second`
/// permitting. When the copy has everything it takes the place of the log, for which the partition
/// takes no records for a moment. That is done where the controller's orders are carried out, so that
/// none of them meets a partition between two logs. A failed target ends the move; a failed source takes
/// the replica offline, and the move goes on when the controller gives the partition a role again, also
/// after a restart.
package final class ReplicaMoves: Sendable {
    package struct Settings: Sendable {
        /// `num.replica.alter.log.dirs.threads`.
        package var threads = 1
        /// Of one step: `replica.fetch.max.bytes`.
        package var maxBytes = 1_048_576
        /// `replica.fetch.backoff.ms`: the pause after an error.
        package var backoff = Duration.milliseconds(1000)
        /// `alter.log.dirs.replication.quota.window.num` and `….window.size.seconds`.
        package var samples = 11
        package var sampleLength = Duration.seconds(1)

        package init() {}
    }

    package struct Surroundings: Sendable {
        package var partitions: HostedPartitions
        package var logs: LogDirectories
        /// Where the controller's orders are carried out, one at a time.
        package var orders: BlockingExecutor
        /// Where records are copied; ends with ``ReplicaMoves/stop()``.
        package var executor: BlockingExecutor
        package var time: any TimeSource
        package var logger: Logger
        /// The settings of a topic's logs.
        package var config: @Sendable (_ topic: String) -> LogConfig
        /// `replica.alter.log.dirs.io.max.bytes.per.second`, as it is now.
        package var bytesPerSecond: @Sendable () -> Int64

        package init(
            partitions: HostedPartitions, logs: LogDirectories, orders: BlockingExecutor,
            executor: BlockingExecutor, time: any TimeSource, logger: Logger,
            config: @escaping @Sendable (_ topic: String) -> LogConfig,
            bytesPerSecond: @escaping @Sendable () -> Int64
        ) {
            self.partitions = partitions
            self.logs = logs
            self.orders = orders
            self.executor = executor
            self.time = time
            self.logger = logger
            self.config = config
            self.bytesPerSecond = bytesPerSecond
        }
    }

    private struct State {
        var queue = MoveQueue()
        var meter: RateMeter
        var isClosed = false
        /// Counts what workers that wait should look at.
        var changes = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    let own: Surroundings
    private let settings: Settings
    private let state: Lock<State>

    package init(_ settings: Settings, _ surroundings: Surroundings) {
        self.settings = settings
        own = surroundings
        state = Lock(
            State(meter: RateMeter(samples: settings.samples, of: settings.sampleLength)))
    }

    /// Moves that are under way.
    package var count: Int { state.withLock { $0.queue.entries.count } }

    // MARK: Orders

    /// The partition has a role: a move of it that was begun goes on. Any thread.
    package func resume(_ id: TopicPartition) {
        guard own.logs.futureDirectory(of: id) != nil else { return }
        let now = own.time.monotonic()
        state.withLock { $0.queue.add(id, at: now) }
        wake()
    }

    /// The partition has no role any more; a move of it rests. Any thread.
    package func rest(_ id: TopicPartition) {
        state.withLock { $0.queue.remove(id) }
    }

    // MARK: Work

    /// Works on moves until it is cancelled.
    package func run() async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<max(1, settings.threads) {
                    group.addTask { [self] in await work(worker) }
                }
            }
        } onCancel: {
            state.withLock { $0.isClosed = true }
            wake()
        }
    }

    /// Ends the threads; after ``run()``. Blocks until they have ended.
    package func stop() {
        own.executor.stop()
    }

    private func work(_ worker: Int) async {
        while let (next, changes) = look() {
            switch next {
            case .step(let entry): await step(entry)
            case .wait(let deadline): await waitForWork(worker, since: changes, until: deadline)
            }
        }
    }

    private enum Next {
        case step(MoveQueue.Entry)
        case wait(until: MonotonicTime?)
    }

    /// What a worker does next, and up to which change it has looked; `nil`: it ends.
    private func look() -> (Next, changes: Int)? {
        let now = own.time.monotonic()
        let limit = own.bytesPerSecond()
        return state.withLock { state -> (Next, changes: Int)? in
            if state.isClosed { return nil }
            let pause = Self.pause(state.meter, limit, now)
            if pause > .zero { return (.wait(until: now + pause), state.changes) }
            if let entry = state.queue.take(at: now) { return (.step(entry), state.changes) }
            return (.wait(until: state.queue.nextDue), state.changes)
        }
    }

    /// How long nothing more may be copied.
    private static func pause(_ meter: RateMeter, _ limit: Int64, _ now: MonotonicTime) -> Duration
    {
        limit == .max ? .zero : meter.timeUntil(rate: Double(max(1, limit)), at: now)
    }

    private func step(_ entry: MoveQueue.Entry) async {
        let id = entry.id
        let maxBytes = Int(min(Int64(settings.maxBytes), max(1, own.bytesPerSecond())))
        let copied = await own.executor.run { [self] in copy(id, maxBytes: maxBytes) }
        switch copied {
        case .some(let bytes):
            let now = own.time.monotonic()
            state.withLock { state in
                state.meter.note(Double(bytes), at: now)
                state.queue.giveBack(entry) { $0.failures = 0 }
            }
        case .complete:
            await own.orders.run { [self] in replace(id) }
            conclude(entry)
        case .over:
            conclude(entry)
        case .failed(let reason):
            if entry.failures == 0 { own.logger.warn("\(id): the move rests: \(reason)") }
            let due = own.time.monotonic() + settings.backoff
            state.withLock { state in
                state.queue.giveBack(entry) { entry in
                    entry.failures += 1
                    entry.dueAt = due
                }
            }
        }
    }

    /// The move has ended, or is tried again after a moment.
    private func conclude(_ entry: MoveQueue.Entry) {
        let isOver =
            own.logs.futureDirectory(of: entry.id) == nil || own.logs.log(entry.id) == nil
        let due = own.time.monotonic() + settings.backoff
        state.withLock { state in
            if isOver {
                state.queue.finish(entry)
            } else {
                state.queue.giveBack(entry) { $0.dueAt = due }
            }
        }
    }

    // MARK: Waiting

    private func waitForWork(_ worker: Int, since changes: Int, until deadline: MonotonicTime?)
        async
    {
        let sleeper = deadline.map { deadline in
            Task { [self] in
                do { try await own.time.sleep(until: deadline) } catch { return }
                wake()
            }
        }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.changes != changes || state.isClosed { return true }
                state.waiters[worker] = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        sleeper?.cancel()
    }

    func wake() {
        let waiters = state.withLock { state in
            state.changes += 1
            defer { state.waiters = [:] }
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        for waiter in waiters { waiter.resume() }
    }

    func enqueue(_ id: TopicPartition) {
        let now = own.time.monotonic()
        state.withLock { $0.queue.add(id, at: now) }
        wake()
    }
}
