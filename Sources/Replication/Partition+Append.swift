import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Storage

/// How far an append has come.
package enum Acknowledgement: Equatable, Sendable {
    case waiting
    case acknowledged
    case failed(PartitionError)
}

extension Partition {
    /// Appends a producer's records if this broker leads and, with `needsAllInSync` (acks=all), enough
    /// replicas are in sync. `records` must have no other holder.
    package func append(
        asLeader records: SharedBytes, needsAllInSync: Bool, origin: AppendOrigin,
        now: MonotonicTime
    ) throws(PartitionError) -> LogAppendResult {
        try state.withLock { (state) throws(PartitionError) in
            try checkMayAppend(state, needsAllInSync)
        }
        let prepared: PreparedAppend
        do throws(LogError) { prepared = try log.prepare(records, origin: origin) } catch {
            throw PartitionError(error)
        }
        var ready: (PartitionWaiters.Ready, PartitionWaiters.Ready)?
        let result = try state.withLock { (state) throws(PartitionError) -> LogAppendResult in
            try checkMayAppend(state, needsAllInSync)
            let result: LogAppendResult
            do throws(LogError) {
                result = try log.append(
                    asLeader: prepared, leaderEpoch: state.leaderEpoch, origin: origin)
            } catch { throw PartitionError(error) }
            let moved = advanceHighWatermark(&state, now: now)
            ready = (
                state.waiters.takeFollowers(),
                moved ? state.waiters.take(upTo: state.highWatermark) : .init()
            )
            return result
        }
        ready?.0.notify()
        ready?.1.notify()
        return result
    }

    private func checkMayAppend(_ state: borrowing State, _ needsAllInSync: Bool)
        throws(PartitionError)
    {
        guard case .leader(let own) = state.role, !state.suspendsAppends, !state.isReplacingLog
        else {
            throw PartitionError(.notLeaderOrFollower)
        }
        let minimum = minimumInSync(state)
        guard !needsAllInSync || own.inSync.committed.count >= minimum else {
            throw PartitionError(.notEnoughReplicas, Self.tooFew(own.inSync.committed, minimum))
        }
    }

    static func tooFew(_ members: [BrokerID], _ minimum: Int) -> String {
        let list = members.map(\.description).joined(separator: ", ")
        return "In-sync replicas are [\(list)], at least \(minimum) are needed."
    }

    /// Whether the log end `offset` is acknowledged as `acks` asks, under the leadership of `epoch`: by
    /// the leader's own disk, as far as `flush.messages` wants that, or by the high watermark. If it is
    /// not, `waiter` is told when it is, or when the leadership ends.
    func acknowledgement(
        of offset: Offset, epoch: LeaderEpoch, acks: RequiredAcknowledgements,
        waiter: (any PartitionWaiter)?
    ) -> Acknowledgement {
        state.withLock { state in
            guard !state.hasFailed else { return .failed(PartitionError(.kafkaStorageError)) }
            // A leader that goes on into a new epoch has kept what it appended in the last one.
            guard case .leader(let own) = state.role, own.since <= epoch else {
                return .failed(PartitionError(.notLeaderOrFollower))
            }
            if acks == .leader {
                if log.offsets.secured >= offset { return .acknowledged }
                if let waiter { state.waiters.add(waiter, untilSecured: offset) }
                return .waiting
            }
            let mustWait = settings.brokenRule != .acknowledgingBeforeHighWatermark
            guard state.highWatermark >= offset || !mustWait else {
                if let waiter { state.waiters.add(waiter, until: offset) }
                return .waiting
            }
            let minimum = minimumInSync(state)
            guard own.inSync.maximal.count >= minimum else {
                let message = Self.tooFew(own.inSync.maximal, minimum)
                return .failed(PartitionError(.notEnoughReplicasAfterAppend, message))
            }
            return .acknowledged
        }
    }

    func remove(_ waiter: any PartitionWaiter) {
        state.withLock { $0.waiters.remove(waiter) }
    }
}
