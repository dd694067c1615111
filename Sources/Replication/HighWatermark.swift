import KafkaModel
import Platform

/// When the high watermark may move: the end of what every replica that counts has.
///
/// Source: controller-and-replication, section 12 (Kafka: Partition.maybeIncrementLeaderHW).
package enum HighWatermark {
    /// The new high watermark, or `nil` if it stays.
    ///
    /// Counted are the leader, the maximal in-sync replicas, and followers about to come in: those
    /// that caught up within `lag` and live. It stays while there are fewer in-sync replicas than
    /// `minimum`, so that consumers do not see what acks=all would refuse.
    package static func advance(
        from current: Offset, leader: BrokerID, leaderEnd: Offset, inSync: InSyncReplicas,
        minimum: Int, progress: [BrokerID: ReplicaProgress], now: MonotonicTime, lag: Duration,
        isAlive: (BrokerID) -> Bool
    ) -> Offset? {
        let members = inSync.maximal
        guard inSync.committed.count >= minimum else { return nil }
        var lowest = leaderEnd
        for (broker, replica) in progress where broker != leader {
            let counts =
                members.contains(broker)
                || (replica.isRecent(now: now, within: lag) && isAlive(broker))
            if counts { lowest = min(lowest, replica.logEndOffset) }
        }
        let unknown = members.contains { $0 != leader && progress[$0] == nil }
        return lowest > current && !unknown ? lowest : nil
    }
}
