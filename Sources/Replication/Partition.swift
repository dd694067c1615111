import KafkaModel
import Platform
import Storage

/// One partition that this broker replicates: its log, its role and, where it leads, what it knows of
/// the followers.
///
/// Role and log change together under one lock with short sections; files are read outside of it.
/// Callable from any thread (Kafka: Partition).
package final class Partition: Sendable {
    package let topicPartition: TopicPartition
    package let settings: ReplicationSettings
    let surroundings: any ReplicationSurroundings
    let time: any TimeSource
    let state: Lock<State>
    /// Held while a follower's log is appended to or cut, for which the lock of the state is too
    /// precious, and by orders that change the role meanwhile. Taken before ``state``, by threads that
    /// may block.
    let following = Lock(())
    /// Replaced with ``state`` locked too. Taken last.
    let currentLog: Lock<PartitionLog>

    struct State: Sendable {
        var role = Role.idle
        var assignment: PartitionAssignment?
        var highWatermark: Offset
        /// A follower's leader's, as last heard of in its present role.
        var leaderHighWatermark: Offset?
        /// A leader that goes on takes no records while its new epoch is noted.
        var suspendsAppends = false
        /// The log is being replaced by one in another directory: it takes no records and loses none.
        var isReplacingLog = false
        /// What is appended once it is replaced.
        var parked = ParkedAppends()
        var waiters = PartitionWaiters()
        /// Its log directory has failed.
        var hasFailed = false
    }

    enum Role: Sendable {
        /// No order of the controller yet, or a follower without a living leader to follow.
        case idle
        case leader(Leadership)
        case follower(leader: BrokerID)
    }

    /// What only a leader has.
    struct Leadership: Sendable {
        var epochStart: Offset
        /// The first epoch since which this broker leads without interruption: what it has appended
        /// from then on is still in its log.
        var since: LeaderEpoch
        var inSync: InSyncReplicas
        var progress: [BrokerID: ReplicaProgress]
        /// 1 until the first change of the in-sync replicas after an unclean election.
        var recoveryState: Int8
    }

    /// `highWatermark` is the checkpointed one; it is held within the log's bounds.
    package init(
        _ topicPartition: TopicPartition, log: PartitionLog, highWatermark: Offset,
        settings: ReplicationSettings, surroundings: any ReplicationSurroundings,
        time: any TimeSource
    ) {
        self.topicPartition = topicPartition
        currentLog = Lock(log)
        self.settings = settings
        self.surroundings = surroundings
        self.time = time
        let bounds = log.offsets
        state = Lock(State(highWatermark: min(max(highWatermark, bounds.start), bounds.end)))
        observeFlushes(of: log)
    }

    func observeFlushes(of log: PartitionLog) {
        log.observeFlushes { [weak self] in self?.logFlushed() }
    }
}

// MARK: What is known

extension Partition {
    /// The log in use, another one after a move between log directories. What is read and written under
    /// the partition's lock is the same log for as long as the lock is held.
    package var log: PartitionLog { currentLog.withLock { $0 } }

    package var highWatermark: Offset { state.withLock { $0.highWatermark } }

    package var assignment: PartitionAssignment? { state.withLock { $0.assignment } }

    package var leaderEpoch: LeaderEpoch { state.withLock { $0.leaderEpoch } }

    package var isLeader: Bool {
        state.withLock { if case .leader = $0.role { true } else { false } }
    }

    /// The committed in-sync replicas; empty unless this broker leads.
    package var inSyncReplicas: [BrokerID] {
        state.withLock { if case .leader(let own) = $0.role { own.inSync.committed } else { [] } }
    }

    /// Whether a follower lacks records that are committed, as far as it has heard; `true` until it has.
    var isBehindLeader: Bool {
        state.withLock { state in
            state.leaderHighWatermark.map { $0 > log.offsets.end } ?? true
        }
    }

    /// In-sync replicas that an acks=all append needs: the setting, but never more than replicas.
    func minimumInSync(_ state: borrowing State) -> Int {
        min(Int(log.config.minInSyncReplicas), max(1, state.assignment?.replicas.count ?? 1))
    }
}

extension Partition.State {
    var leaderEpoch: LeaderEpoch { assignment?.leaderEpoch ?? .none }

    /// Checks the epoch that a client believes in; ``LeaderEpoch/none`` means that it does not say.
    func check(_ epoch: LeaderEpoch) throws(PartitionError) {
        guard epoch != .none, let assignment else { return }
        if epoch < assignment.leaderEpoch { throw PartitionError(.fencedLeaderEpoch) }
        if epoch > assignment.leaderEpoch { throw PartitionError(.unknownLeaderEpoch) }
    }
}

// MARK: Role

extension Partition {
    /// Takes up leadership. Blocks while the log is being cut. The caller applies orders of the
    /// controller one at a time and has compared the epochs.
    package func lead(_ assignment: PartitionAssignment) throws(LogError) {
        try following.withLock { (_) throws(LogError) in try beginLeading(assignment) }
    }

    private func beginLeading(_ assignment: PartitionAssignment) throws(LogError) {
        let (isNewEpoch, leadingSince) = state.withLock { state in
            let isNew = state.leaderEpoch < assignment.leaderEpoch || !state.isLeader
            let since = state.leadingSince
            // From here on nobody appends: the epoch begins where the log ends now.
            if isNew {
                if since == nil { state.role = .idle }
                state.suspendsAppends = true
            }
            return (isNew, since)
        }
        if isNewEpoch { try log.assign(leaderEpoch: assignment.leaderEpoch) }
        let now = time.monotonic()
        let ready: [PartitionWaiters.Ready] = state.withLock { state in
            let previous: Leadership? =
                if case .leader(let own) = state.role, !isNewEpoch { own } else { nil }
            state.role = .leader(
                leadership(
                    assignment, since: leadingSince ?? assignment.leaderEpoch, keeping: previous,
                    now: now))
            state.assignment = assignment
            state.suspendsAppends = false
            _ = advanceHighWatermark(&state, now: now)
            // Appends of an earlier epoch of the same leadership go on waiting; fetches look again.
            guard leadingSince != nil else { return [state.waiters.takeAll()] }
            return [
                state.waiters.take(upTo: state.highWatermark),
                isNewEpoch ? state.waiters.takeFollowers() : .init(),
            ]
        }
        for waiters in ready { waiters.notify() }
    }

    private func leadership(
        _ assignment: PartitionAssignment, since: LeaderEpoch, keeping previous: Leadership?,
        now: MonotonicTime
    ) -> Leadership {
        var progress: [BrokerID: ReplicaProgress] = [:]
        for replica in assignment.replicas where replica != settings.brokerID {
            let inSync = assignment.inSyncReplicas.contains(replica)
            progress[replica] =
                previous?.progress[replica]
                ?? ReplicaProgress(lastCaughtUp: inSync ? now : ReplicaProgress.neverCaughtUp)
        }
        return Leadership(
            epochStart: previous?.epochStart ?? log.offsets.end, since: since,
            inSync: InSyncReplicas(assignment.inSyncReplicas), progress: progress,
            recoveryState: assignment.leaderRecoveryState)
    }

    /// Follows `assignment.leader`, or nobody if it is ``BrokerID/none``. Wakes all waiters: they
    /// waited for a leader. Blocks while the log is being cut.
    package func follow(_ assignment: PartitionAssignment) {
        let ready = following.withLock { _ in
            state.withLock { state in
                state.role =
                    assignment.leader.isBroker ? .follower(leader: assignment.leader) : .idle
                state.assignment = assignment
                state.leaderHighWatermark = nil
                return state.waiters.takeAll()
            }
        }
        ready.notify()
    }

    /// Gives up the partition: it was stopped, deleted, or its directory failed.
    package func stop(hasFailed: Bool = false) {
        let ready = state.withLock { state in
            state.role = .idle
            state.hasFailed = hasFailed
            return state.waiters.takeAll()
        }
        ready.notify()
    }
}

extension Partition.State {
    var isLeader: Bool { leadingSince != nil }

    /// The first epoch of an uninterrupted leadership; `nil`: this broker does not lead.
    var leadingSince: LeaderEpoch? {
        if case .leader(let own) = role { return own.since }
        return nil
    }
}

// MARK: High watermark

extension Partition {
    /// Moves the high watermark as far as the rule allows; `true` if it moved. Called with the lock.
    func advanceHighWatermark(_ state: inout State, now: MonotonicTime) -> Bool {
        guard case .leader(let own) = state.role else { return false }
        let moved = HighWatermark.advance(
            from: state.highWatermark, leader: settings.brokerID, leaderEnd: log.offsets.secured,
            inSync: own.inSync, minimum: minimumInSync(state), progress: own.progress, now: now,
            lag: settings.replicaLagTimeMax, isAlive: surroundings.isAlive)
        guard let moved else { return false }
        state.highWatermark = moved
        return true
    }

    /// More of the own log is durable, which counts where `flush.messages` asks for it.
    private func logFlushed() {
        let now = time.monotonic()
        let ready = state.withLock { state in
            let moved = advanceHighWatermark(&state, now: now)
            return (
                state.waiters.takeFlushed(upTo: log.offsets.secured),
                moved ? state.waiters.take(upTo: state.highWatermark) : .init()
            )
        }
        ready.0.notify()
        ready.1.notify()
    }

    /// A follower's high watermark: the leader's, but not beyond the own log. Rewound by truncation.
    func adoptHighWatermark(_ state: inout State, leader highWatermark: Offset) -> Bool {
        let bounds = log.offsets
        let adopted = min(max(highWatermark, bounds.start), bounds.end)
        guard adopted != state.highWatermark else { return false }
        state.highWatermark = adopted
        return true
    }
}
