import Configuration
import KafkaModel
import Platform

/// Where a consumer is, as its Fetch requests tell.
package struct ConsumerPlace: Equatable, Sendable {
    /// `client.rack`, not empty.
    package var rack: String
    /// The listener by which it reaches the brokers.
    package var listener: String

    package init(rack: String, listener: String) {
        self.rack = rack
        self.listener = listener
    }
}

/// A follower from which a consumer may read, as the leader knows it.
package struct ReadCandidate: Equatable, Sendable {
    package var broker: BrokerID
    package var logEndOffset: Offset
    /// See ``ReplicaProgress/lastCaughtUp``.
    package var lastCaughtUp: MonotonicTime

    package init(broker: BrokerID, logEndOffset: Offset, lastCaughtUp: MonotonicTime) {
        self.broker = broker
        self.logEndOffset = logEndOffset
        self.lastCaughtUp = lastCaughtUp
    }
}

extension ReplicaSelector {
    /// The follower that a consumer in `rack` should read from; `nil`: the leader.
    ///
    /// By racks, the leader wins if it is in the consumer's, else the follower there that has most; of
    /// equals the one that caught up last, then the one with the largest id. `rackOf` tells the rack of
    /// a broker that the consumer can reach, `nil` for all others.
    /// Source: KIP-392, Kafka's RackAwareReplicaSelector and ReplicaView.comparator.
    package func follower(
        for rack: String, leader: BrokerID, among candidates: [ReadCandidate],
        rackOf: (BrokerID) -> String?
    ) -> BrokerID? {
        guard self == .rackAware, !rack.isEmpty, rackOf(leader) != rack else { return nil }
        let near = candidates.filter { rackOf($0.broker) == rack }
        return near.max { a, b in
            (a.logEndOffset, a.lastCaughtUp, a.broker) < (b.logEndOffset, b.lastCaughtUp, b.broker)
        }?.broker
    }
}

/// Sends consumers to the replica that is nearest to them (Kafka:
/// ReplicaManager.findPreferredReadReplica). Callable from any thread.
package struct ReadReplicaChoice: Sendable {
    private let selector: ReplicaSelector
    private let brokerID: BrokerID
    private let rackOf: @Sendable (_ broker: BrokerID, _ listener: String) -> String?

    /// - Parameter rackOf: the rack of a live broker that has the listener, if it has one.
    package init(
        _ selector: ReplicaSelector, brokerID: BrokerID,
        rackOf: @escaping @Sendable (_ broker: BrokerID, _ listener: String) -> String?
    ) {
        self.selector = selector
        self.brokerID = brokerID
        self.rackOf = rackOf
    }

    /// The follower that a consumer should read `partition` from; `nil`: from here.
    func follower(of partition: Partition, for place: ConsumerPlace, at offset: Offset) -> BrokerID?
    {
        selector.follower(
            for: place.rack, leader: brokerID, among: partition.readCandidates(at: offset)
        ) { rackOf($0, place.listener) }
    }
}

extension Partition {
    /// The in-sync followers whose logs reach from below `offset` up to it; empty unless this broker
    /// leads.
    package func readCandidates(at offset: Offset) -> [ReadCandidate] {
        state.withLock { state in
            guard case .leader(let own) = state.role else { return [] }
            return own.inSync.committed.compactMap { broker in
                guard let progress = own.progress[broker], progress.logEndOffset >= offset,
                    progress.logStartOffset <= offset
                else { return nil }
                return ReadCandidate(
                    broker: broker, logEndOffset: progress.logEndOffset,
                    lastCaughtUp: progress.lastCaughtUp)
            }
        }
    }
}
