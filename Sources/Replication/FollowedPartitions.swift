import KafkaModel
import Platform

/// A partition that a fetcher follows.
struct FollowedPartition: Sendable {
    let partition: Partition
    /// The leadership under which it is followed; answers for another are dropped.
    let epoch: LeaderEpoch
    /// Not fetched before.
    var dueAt: MonotonicTime
    /// Failures in a row.
    var failures = 0
    /// The own log has to be compared with the leader's before the first fetch.
    var mustTruncate: Bool

    var id: TopicPartition { partition.topicPartition }
}

/// The partitions of one fetcher in the order in which they are asked for. One that brought records
/// goes to the end, so that the limit of an answer starves nobody.
struct FollowedPartitions: Sendable {
    private var order: [TopicPartition] = []
    private var entries: [TopicPartition: FollowedPartition] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func add(_ entry: FollowedPartition) {
        if entries.updateValue(entry, forKey: entry.id) == nil { order.append(entry.id) }
    }

    /// `true` if it was there.
    @discardableResult
    mutating func remove(_ id: TopicPartition) -> Bool {
        guard entries.removeValue(forKey: id) != nil else { return false }
        order.removeAll { $0 == id }
        return true
    }

    subscript(id: TopicPartition) -> FollowedPartition? { entries[id] }

    func due(at now: MonotonicTime) -> [FollowedPartition] {
        order.compactMap { id in
            guard let entry = entries[id], entry.dueAt <= now else { return nil }
            return entry
        }
    }

    /// When the next delayed partition is due; `nil` if there is none.
    var nextDue: MonotonicTime? { entries.values.map(\.dueAt).min() }

    /// Changes an entry if it is still followed under `epoch`.
    mutating func update(
        _ id: TopicPartition, epoch: LeaderEpoch, _ change: (inout FollowedPartition) -> Void
    ) {
        guard var entry = entries[id], entry.epoch == epoch else { return }
        change(&entry)
        entries[id] = entry
    }

    /// Drops the entry if it is still followed under `epoch`.
    mutating func remove(_ id: TopicPartition, epoch: LeaderEpoch) {
        if entries[id]?.epoch == epoch { remove(id) }
    }

    /// Puts those that brought records behind the others.
    mutating func moveToEnd(_ ids: Set<TopicPartition>) {
        guard !ids.isEmpty else { return }
        order = order.filter { !ids.contains($0) } + order.filter { ids.contains($0) }
    }
}
