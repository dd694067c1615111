import KafkaModel
import Platform

/// What lies in log directories that are offline, as far as that is known. A value; the directories
/// keep it behind their lock.
struct LostLogs {
    /// Logs that were known when their directory failed.
    private var known: Set<TopicPartition> = []
    /// Whether a directory was offline before anybody could look into it.
    private(set) var hasUnseen = false
    /// Those that were deleted since. Only kept where ``hasUnseen``: each was the one log of its
    /// partition, so that what nobody could look into does not hold it.
    private var deleted: Set<TopicPartition> = []

    mutating func add(_ partitions: [TopicPartition]) { known.formUnion(partitions) }

    mutating func noteUnseen() { hasUnseen = true }

    mutating func noteDeleted(_ partition: TopicPartition) {
        if hasUnseen { deleted.insert(partition) }
    }

    /// Whether there is, or may be, a log of the partition.
    func mayHold(_ partition: TopicPartition) -> Bool {
        known.contains(partition) || hasUnseen && !deleted.contains(partition)
    }
}

extension LogDirectories {
    /// All directories that can be used have been looked into.
    func noteUnseen() {
        if !offlineDirectories.isEmpty { state.withLock { $0.lost.noteUnseen() } }
    }

    /// Whether a directory was offline before anybody could look into it.
    var hasUnseen: Bool { state.withLock { $0.lost.hasUnseen } }
}
