import KafkaModel
import Platform

/// What a leader knows of one follower, learnt from its fetches.
package struct ReplicaProgress: Equatable, Sendable {
    /// The offset that the follower fetches next: all before it is in its log.
    package private(set) var logEndOffset: Offset = .none
    package private(set) var logStartOffset: Offset = .none
    /// The last moment at which the follower had all that the leader had then.
    package private(set) var lastCaughtUp: MonotonicTime
    /// The registration of the follower as its fetches name it; ``BrokerEpoch/none`` before version 15.
    package private(set) var brokerEpoch: BrokerEpoch = .none

    private var lastFetch: MonotonicTime
    private var leaderEndAtLastFetch: Offset = .none

    /// `lastCaughtUp` is now for a member of the in-sync replicas when leadership begins, and the
    /// distant past for everybody else.
    package init(lastCaughtUp: MonotonicTime) {
        self.lastCaughtUp = lastCaughtUp
        lastFetch = lastCaughtUp
    }

    package static let neverCaughtUp = MonotonicTime(nanoseconds: .min)

    /// Takes in a fetch at `now` while the leader's log ended at `leaderEnd`.
    ///
    /// A follower that fetches what was the end at its previous fetch had caught up then
    /// (Kafka: Replica.updateFetchState).
    package mutating func fetched(
        from offset: Offset, followerStart: Offset, leaderEnd: Offset, brokerEpoch: BrokerEpoch,
        now: MonotonicTime
    ) {
        if offset >= leaderEnd {
            lastCaughtUp = max(lastCaughtUp, now)
        } else if offset >= leaderEndAtLastFetch, leaderEndAtLastFetch != .none {
            lastCaughtUp = max(lastCaughtUp, lastFetch)
        }
        logEndOffset = offset
        logStartOffset = followerStart
        self.brokerEpoch = brokerEpoch
        leaderEndAtLastFetch = leaderEnd
        lastFetch = now
    }

    /// Whether the follower has all, or had all not longer than `lag` ago.
    package func isCaughtUp(leaderEnd: Offset, now: MonotonicTime, within lag: Duration) -> Bool {
        logEndOffset == leaderEnd || isRecent(now: now, within: lag)
    }

    package func isRecent(now: MonotonicTime, within lag: Duration) -> Bool {
        lastCaughtUp != Self.neverCaughtUp && now - lastCaughtUp <= lag
    }
}
