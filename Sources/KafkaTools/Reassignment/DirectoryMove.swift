import KafkaModel

/// One replica of a partition.
struct PartitionReplica: Hashable, Comparable, Sendable, CustomStringConvertible {
    var partition: TopicPartition
    var broker: BrokerID

    var description: String { "\(partition)-\(broker)" }

    static func < (a: PartitionReplica, b: PartitionReplica) -> Bool {
        (a.partition, a.broker) < (b.partition, b.broker)
    }
}

/// In which log directories of its broker a replica is.
struct ReplicaDirectories: Equatable, Sendable {
    /// `nil`: in none that the broker can use.
    var current: String?
    /// To which it is being moved.
    var future: String?
}

/// How far the move of a replica to a log directory is.
enum DirectoryMoveState: Equatable, Sendable {
    case completed
    case running(to: String)
    /// It stays elsewhere.
    case idle(in: String)
    /// In no directory that can be used.
    case missing

    /// `directories` is `nil` if the broker does not tell of the replica.
    init(_ directories: ReplicaDirectories?, target: String) {
        guard let current = directories?.current else {
            self = .missing
            return
        }
        if let future = directories?.future {
            self = .running(to: future)
        } else {
            self = current == target ? .completed : .idle(in: current)
        }
    }

    /// Whether nothing will change by itself any more.
    var isOver: Bool {
        switch self {
        case .completed, .idle: true
        case .running, .missing: false
        }
    }

    func text(_ replica: PartitionReplica, target: String) -> String {
        let (partition, broker) = (replica.partition, replica.broker)
        switch self {
        case .completed: return "Reassignment of replica \(replica) completed successfully."
        case .running(target): return "Reassignment of replica \(replica) is still in progress."
        case .running(let other):
            return "Partition \(partition) on broker \(broker) is being moved to log dir \(other) "
                + "instead of \(target)."
        case .idle(let current):
            return "Partition \(partition) on broker \(broker) is not being moved from log dir "
                + "\(current) to \(target)."
        case .missing:
            return "Partition \(partition) cannot be found in any live log directory on broker "
                + "\(broker)."
        }
    }
}

extension ReassignmentFile {
    /// The replicas for which a log directory is named.
    var directories: [PartitionReplica: String] {
        var wanted: [PartitionReplica: String] = [:]
        for entry in entries {
            for (broker, directory) in zip(entry.replicas, entry.directories)
            where directory != "any" {
                wanted[PartitionReplica(partition: entry.partition, broker: broker)] = directory
            }
        }
        return wanted
    }
}
