import KafkaModel

/// What `reassign-partitions` prints of partitions and moves.
enum ReassignmentText {
    static let alreadyRunning =
        "Cannot execute because there is an existing partition assignment.  Use --additional to "
        + "override this and create a new partition assignment in addition to the existing one. "
        + "The --additional flag can also be used to change the throttle by resubmitting the "
        + "current reassignment."

    static let mustVerify =
        "Warning: You must run --verify periodically, until the reassignment completes, to ensure "
        + "the throttle is removed."

    static func status(
        _ partition: TopicPartition, replicas: [BrokerID], target: [BrokerID], isRunning: Bool,
        completed: String
    ) -> String {
        if isRunning { return "Reassignment of partition \(partition) is still in progress." }
        if replicas == target { return "Reassignment of partition \(partition) is \(completed)." }
        return "There is no active reassignment of partition \(partition), but replica set is "
            + "\(list(replicas)) rather than \(list(target))."
    }

    static func running(_ moves: [TopicPartition: RunningMove]) -> [String] {
        if moves.isEmpty { return ["No partition reassignments found."] }
        return ["Current partition reassignments:"]
            + moves.sorted { $0.key < $1.key }.map { partition, move in
                "\(partition): replicas: \(list(move.replicas))."
                    + (move.adding.isEmpty ? "" : " adding: \(list(move.adding)).")
                    + (move.removing.isEmpty ? "" : " removing: \(list(move.removing)).")
            }
    }

    static func list(_ items: [some CustomStringConvertible]) -> String {
        items.map(\.description).joined(separator: ",")
    }

    /// `broker 1`, `brokers 1,2`
    static func counted(_ noun: String, _ items: [some CustomStringConvertible]) -> String {
        "\(noun)\(items.count == 1 ? "" : "s") \(list(items))"
    }
}
