import KafkaModel

/// The logs that are made in other log directories to take the place of replicas there, and where
/// replicas to come are wanted. A value; the directories keep it behind their lock.
struct FutureLogs {
    struct Place: Equatable, Sendable {
        /// The entry of `log.dirs`.
        var logDirectory: String
        /// The name of the log's directory in it.
        var name: String
    }

    /// In use.
    var open: [TopicPartition: PartitionLog] = [:]
    /// Found at start, of moves that were not finished; opened when the move goes on.
    var found: [TopicPartition: Place] = [:]
    /// The log directories in which partitions that are not here yet are to be created.
    private(set) var wanted: [TopicPartition: String] = [:]

    /// More than any broker has replicas: administrators name what they like.
    static let mostWanted = 200_000

    /// Notes where a partition is to be created. Beyond the limit nothing is noted, and the broker
    /// chooses.
    mutating func want(_ partition: TopicPartition, in logDirectory: String) {
        guard wanted[partition] != nil || wanted.count < Self.mostWanted else { return }
        wanted[partition] = logDirectory
    }

    mutating func takeWanted(_ partition: TopicPartition) -> String? {
        wanted.removeValue(forKey: partition)
    }

    /// Where the replica is being moved to.
    func logDirectory(of partition: TopicPartition) -> String? {
        open[partition]?.logDirectory ?? found[partition]?.logDirectory
    }

    /// The partitions whose logs in the directory are not open.
    func unopened(in logDirectory: String) -> [TopicPartition] {
        found.filter { $0.value.logDirectory == logDirectory }.keys.sorted()
    }

    /// Takes out what is in a directory that has failed; returns the partitions.
    mutating func remove(in logDirectory: String) -> (
        logs: [PartitionLog], partitions: [TopicPartition]
    ) {
        let lost = open.values.filter { $0.logDirectory == logDirectory }
        let partitions = (lost.map(\.topicPartition) + unopened(in: logDirectory)).sorted()
        for partition in partitions {
            open[partition] = nil
            found[partition] = nil
        }
        return (lost, partitions)
    }
}
