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
    ///
    /// `nil` while the log is being replaced by one in another directory, for a few milliseconds: then
    /// what `makeCompletion` gives is called with the result as soon as that is over, on another thread.
    package func append(
        asLeader records: SharedBytes, needsAllInSync: Bool, origin: AppendOrigin,
        now: MonotonicTime,
        orLater makeCompletion: () -> @Sendable (Result<LogAppendResult, PartitionError>) -> Void
    ) throws(PartitionError) -> LogAppendResult? {
        try state.withLock { (state) throws(PartitionError) in
            try checkMayAppend(state, needsAllInSync)
        }
        let prepared: PreparedAppend
        do throws(LogError) { prepared = try log.prepare(records, origin: origin) } catch {
            throw PartitionError(error)
        }
        var ready = Ready()
        let result = try state.withLock { (state) throws(PartitionError) -> LogAppendResult? in
            try checkMayAppend(state, needsAllInSync)
            guard state.isReplacingLog else {
                return try append(prepared, origin: origin, now: now, &state, &ready)
            }
            let isParked = state.parked.add(
                .init(
                    prepared: prepared, needsAllInSync: needsAllInSync, origin: origin,
                    completion: makeCompletion()), bytes: prepared.bytes.count)
            guard isParked else { throw PartitionError(.notLeaderOrFollower) }
            return nil
        }
        ready.notify()
        return result
    }

    /// Makes the appends that waited for the log to be replaced, and from then on takes others.
    func appendParked() {
        while true {
            let next = state.withLock { state -> ParkedAppends.Append? in
                let next = state.parked.next()
                // Until the last one is there, those that come stand behind them.
                if next == nil { state.isReplacingLog = false }
                return next
            }
            guard let next else { return }
            next.completion(append(parked: next))
        }
    }

    private func append(parked: ParkedAppends.Append) -> Result<LogAppendResult, PartitionError> {
        let now = time.monotonic()
        var ready = Ready()
        do throws(PartitionError) {
            let result = try state.withLock { (state) throws(PartitionError) in
                try checkMayAppend(state, parked.needsAllInSync)
                return try append(
                    parked.prepared, origin: parked.origin, now: now, &state, &ready)
            }
            ready.notify()
            return .success(result)
        } catch {
            return .failure(error)
        }
    }

    /// Who is told of an append.
    private struct Ready {
        var followers = PartitionWaiters.Ready()
        var committed = PartitionWaiters.Ready()

        func notify() {
            followers.notify()
            committed.notify()
        }
    }

    private func append(
        _ prepared: PreparedAppend, origin: AppendOrigin, now: MonotonicTime,
        _ state: inout State, _ ready: inout Ready
    ) throws(PartitionError) -> LogAppendResult {
        let result: LogAppendResult
        do throws(LogError) {
            result = try log.append(
                asLeader: prepared, leaderEpoch: state.leaderEpoch, origin: origin)
        } catch { throw PartitionError(error) }
        let moved = advanceHighWatermark(&state, now: now)
        ready.followers = state.waiters.takeFollowers()
        if moved { ready.committed = state.waiters.take(upTo: state.highWatermark) }
        return result
    }

    private func checkMayAppend(_ state: borrowing State, _ needsAllInSync: Bool)
        throws(PartitionError)
    {
        guard case .leader(let own) = state.role, !state.suspendsAppends else {
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
