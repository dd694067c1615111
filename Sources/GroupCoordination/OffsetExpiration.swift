import Configuration
import KafkaModel
import Platform

/// When committed offsets are forgotten (group-and-transactions A12). A rule without a clock.
struct OffsetExpiration {
    /// Milliseconds since 1970.
    let now: Int64
    let retention: Duration

    /// The partitions of `group` whose offsets may go, sorted.
    func expired(in group: ClassicGroup) -> [TopicPartition] {
        group.offsets.committed.filter { partition, offset in
            !group.offsets.isPending(partition) && isExpired(offset.value, partition, group)
        }.keys.sorted()
    }

    private func isExpired(
        _ offset: CommittedOffset, _ partition: TopicPartition, _ group: ClassicGroup
    ) -> Bool {
        guard let begin = beginning(offset, partition, group) else { return false }
        if let expiry = offset.expireTimestamp { return now >= expiry }
        let (age, overflow) = now.subtractingReportingOverflow(begin)
        return !overflow && age >= retention.wholeMilliseconds
    }

    /// Since when nobody uses the offset; `nil` while somebody may.
    private func beginning(
        _ offset: CommittedOffset, _ partition: TopicPartition, _ group: ClassicGroup
    ) -> Int64? {
        guard group.protocolType != nil else { return offset.commitTimestamp }
        switch group.state {
        case .empty:
            return group.stateTimestamp ?? offset.commitTimestamp
        case .stable:
            guard let subscribed = group.subscribedTopics, !subscribed.contains(partition.topic)
            else { return nil }
            return offset.commitTimestamp
        case .preparingRebalance, .completingRebalance, .dead:
            return nil
        }
    }
}

extension GroupShard {
    /// Forgets what has expired, and groups of which nothing is left.
    func expireOffsets() {
        let rule = OffsetExpiration(now: now, retention: environment.offsets.retention)
        for id in groups.keys.sorted() {
            guard let group = groups[id] else { continue }
            removeOffsets(rule.expired(in: group), of: group) { _ in }
            removeIfEmptied(group)
        }
    }
}
