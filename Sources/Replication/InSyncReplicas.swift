import KafkaModel
import Platform

/// The replicas that must have a record before it counts as committed, with a change on its way to
/// the controller (Kafka: PartitionState).
package struct InSyncReplicas: Equatable, Sendable {
    package enum Change: Equatable, Sendable {
        case grow(adding: BrokerID)
        case shrink(removing: [BrokerID])
    }

    /// As the controller knows them, in its order.
    package private(set) var committed: [BrokerID]
    /// Sent to the controller and not answered yet.
    package private(set) var pending: Change?

    package init(_ committed: [BrokerID]) {
        self.committed = committed
    }

    /// The largest set that may be in force at the controller: acknowledgements wait for all of it,
    /// so that a change whose answer is lost costs nothing.
    package var maximal: [BrokerID] {
        if case .grow(let broker) = pending { return committed + [broker] }
        return committed
    }

    /// The set to propose for the pending change.
    package var proposed: [BrokerID] {
        switch pending {
        case .grow(let broker): committed + [broker]
        case .shrink(let brokers): committed.filter { !brokers.contains($0) }
        case nil: committed
        }
    }

    package mutating func propose(_ change: Change) {
        precondition(pending == nil, "a change of the in-sync replicas is already pending")
        pending = change
    }

    /// The controller's answer, or its later order.
    package mutating func commit(_ replicas: [BrokerID]) {
        committed = replicas
        pending = nil
    }

    package mutating func withdraw() {
        pending = nil
    }

    /// Whether a follower outside may come in: it has reached the high watermark and the start of the
    /// leader's epoch, and its broker is alive. It also has to have caught up by the rule by which
    /// members stay (`isCaughtUp`): the high watermark may lag far behind the leader's end, and who only
    /// reaches that one would be dropped again at the next look.
    package func mayAdd(
        _ broker: BrokerID, progress: ReplicaProgress, highWatermark: Offset, epochStart: Offset,
        isCaughtUp: Bool, isAlive: Bool
    ) -> Bool {
        pending == nil && !committed.contains(broker) && isAlive && isCaughtUp
            && progress.logEndOffset >= highWatermark && progress.logEndOffset >= epochStart
    }

    /// Members that have fallen behind: they lack records and have for longer than `lag`.
    package func fallenBehind(
        leader: BrokerID, progress: [BrokerID: ReplicaProgress], leaderEnd: Offset,
        now: MonotonicTime, lag: Duration
    ) -> [BrokerID] {
        guard pending == nil else { return [] }
        return committed.filter { member in
            guard member != leader else { return false }
            guard let progress = progress[member] else { return true }
            return !progress.isCaughtUp(leaderEnd: leaderEnd, now: now, within: lag)
        }
    }
}
