import Bytes
import KafkaModel
import Platform
import Storage

/// Who reads, and so how far (Kafka: FetchIsolation).
package enum ReadIsolation: Equatable, Sendable {
    /// A follower: to the log end.
    case logEnd
    /// A consumer: to the high watermark.
    case highWatermark
    /// A consumer that reads committed transactions: to the last stable offset.
    case committed
}

/// Where a partition stood when a read was admitted.
struct ReadBounds: Sendable {
    var upTo: Offset
    var highWatermark: Offset
    var lastStableOffset: Offset
    var offsets: LogOffsets
}

extension Partition {
    /// Admits a read: checks epoch and role and tells how far it may go.
    func readBounds(
        isolation: ReadIsolation, epoch: LeaderEpoch, onlyFromLeader: Bool
    ) throws(PartitionError) -> ReadBounds {
        try state.withLock { (state) throws(PartitionError) in
            if settings.brokenRule != .answeringOldLeaderEpoch || epoch > state.leaderEpoch {
                try state.check(epoch)
            }
            if onlyFromLeader, !state.isLeader { throw PartitionError(.notLeaderOrFollower) }
            let offsets = log.offsets
            let stable = log.lastStableOffset(highWatermark: state.highWatermark)
            let bound: Offset =
                switch isolation {
                case .logEnd: offsets.end
                case .highWatermark: state.highWatermark
                case .committed: stable
                }
            return ReadBounds(
                upTo: bound, highWatermark: state.highWatermark,
                lastStableOffset: stable, offsets: offsets)
        }
    }

    /// Where the log of a reader that last read `epoch` has left this one; `nil` if it has not.
    /// Source: KIP-595, controller-and-replication section 14.
    func divergence(lastFetched epoch: LeaderEpoch, fetchOffset: Offset) throws(PartitionError)
        -> EpochEndOffset?
    {
        guard epoch != .none else { return nil }
        let end = log.endOffset(for: epoch)
        if end == .undefined { throw PartitionError(.offsetOutOfRange) }
        return end.epoch < epoch || end.endOffset < fetchOffset ? end : nil
    }

    /// Takes a follower's fetch position into its progress: may move the high watermark and may ask
    /// for the follower to become in sync. Throws if the follower is no replica of the partition.
    func followerFetched(
        _ follower: BrokerID, brokerEpoch: BrokerEpoch, from offset: Offset, followerStart: Offset,
        leaderEnd: Offset, epoch: LeaderEpoch, now: MonotonicTime
    ) throws(PartitionError) {
        let isAlive = surroundings.isAlive(follower)
        let (ready, proposal) = try state.withLock {
            (state) throws(PartitionError) -> (PartitionWaiters.Ready, InSyncReplicasProposal?) in
            guard case .leader(var own) = state.role else {
                throw PartitionError(.notLeaderOrFollower)
            }
            guard var progress = own.progress[follower] else {
                throw PartitionError(epoch == .none ? .notLeaderOrFollower : .unknownLeaderEpoch)
            }
            progress.fetched(
                from: offset, followerStart: followerStart, leaderEnd: leaderEnd,
                brokerEpoch: brokerEpoch, now: now)
            own.progress[follower] = progress
            let joinsAnywhere = settings.brokenRule == .joiningInSyncReplicasTooEarly
            let joins = own.inSync.mayAdd(
                follower, progress: progress,
                highWatermark: joinsAnywhere ? .zero : state.highWatermark,
                epochStart: joinsAnywhere ? .zero : own.epochStart,
                isCaughtUp: joinsAnywhere
                    || progress.isCaughtUp(
                        leaderEnd: leaderEnd, now: now, within: settings.replicaLagTimeMax),
                isAlive: isAlive)
            if joins { own.inSync.propose(.grow(adding: follower)) }
            state.role = .leader(own)
            let moved = advanceHighWatermark(&state, now: now)
            return (
                moved ? state.waiters.take(upTo: state.highWatermark) : .init(),
                joins ? makeProposal(state, own) : nil
            )
        }
        ready.notify()
        if let proposal { surroundings.requestInSyncReplicas(proposal) }
    }

    /// Registers a fetch that found too little. `true` if there has been a change since `seen`, so
    /// that it should look again at once. With `toldHighWatermark`, a follower also waits for a higher
    /// one than that.
    func add(
        fetchWaiter waiter: any PartitionWaiter, isolation: ReadIsolation, seen: Offset,
        toldHighWatermark: Offset? = nil
    ) -> Bool {
        state.withLock { state in
            switch isolation {
            case .logEnd:
                if log.offsets.end > seen { return true }
                if let toldHighWatermark, state.highWatermark > toldHighWatermark { return true }
                state.waiters.addFollower(waiter)
                guard toldHighWatermark != nil else { return false }
            case .highWatermark:
                if state.highWatermark > seen { return true }
            case .committed:
                if log.lastStableOffset(highWatermark: state.highWatermark) > seen { return true }
            }
            state.waiters.addConsumer(waiter)
            return false
        }
    }
}
