import KafkaModel

/// The replicas of a topic's partitions, from what a request says: chosen, or checked.
enum TopicAssignment {
    typealias Assignment = (partition: Int32, replicas: [BrokerID])

    /// A topic is one znode, and ZooKeeper takes at most 4 MiB even where its limit was raised as
    /// Kafka raises it: room for about as many partitions with one replica. Keeps a request from
    /// taking memory without bounds.
    static let maximumPartitions = 200_000

    /// Places partitions anew, or checks those of the request.
    ///
    /// - Parameters:
    ///   - brokers: the live ones.
    ///   - random: a number below its argument.
    static func ofNewTopic(
        _ creation: TopicCreation, partitionCount: Int32, replicationFactor: Int16,
        brokers: [PlacementBroker], random: (Int) -> Int
    ) throws(TopicError) -> [Assignment] {
        if creation.assignments.isEmpty {
            let sorted = brokers.sorted { $0.id < $1.id }
            let bound = max(sorted.count, 1)
            return try place(
                sorted, count: Int(partitionCount), replicationFactor: Int(replicationFactor),
                startIndex: random(bound), startShift: random(bound), startPartition: 0)
        }
        guard creation.partitionCount == -1, creation.replicationFactor == -1 else {
            throw TopicError(
                .invalidRequest,
                "Both numPartitions or replicationFactor and replicasAssignments were set. "
                    + "Both cannot be used at the same time.")
        }
        let assignments = creation.assignments.sorted { $0.partition < $1.partition }
        try checkManual(assignments)
        try checkKnown(assignments.map(\.replicas), brokers)
        return assignments
    }

    private static func checkManual(_ assignments: [Assignment]) throws(TopicError) {
        for (_, replicas) in assignments {
            guard Set(replicas).count == replicas.count else {
                throw TopicError(
                    .invalidReplicaAssignment,
                    "Duplicate replica assignment found: \(list(replicas))")
            }
        }
        guard Set(assignments.map(\.replicas.count)).count == 1 else {
            throw TopicError(
                .invalidReplicaAssignment, "All partitions should have the same number of replicas")
        }
        guard !assignments[0].replicas.isEmpty else {
            throw TopicError(
                .invalidReplicationFactor, "Replication factor must be larger than 0.")
        }
        guard assignments.map(\.partition) == (0..<Int32(assignments.count)).map({ $0 }) else {
            throw TopicError(
                .invalidReplicaAssignment,
                "partitions should be a consecutive 0-based integer sequence")
        }
    }

    private static func checkKnown(_ lists: [[BrokerID]], _ brokers: [PlacementBroker])
        throws(TopicError)
    {
        let known = Set(brokers.map(\.id))
        let unknown = Set(lists.joined()).subtracting(known).sorted()
        if unknown.isEmpty { return }
        throw TopicError(
            .invalidReplicaAssignment, "Unknown broker(s) in replica assignment: \(list(unknown)).")
    }

    /// The replicas of the partitions that a topic is to get besides `existing`.
    static func ofNewPartitions(
        _ creation: PartitionCreation, existing: [Int32: [BrokerID]], brokers: [PlacementBroker]
    ) throws(TopicError) -> [Assignment] {
        let old = existing.count
        let increment = Int(creation.totalCount) - old
        guard increment >= 0 else {
            throw TopicError(
                .invalidPartitions,
                "Topic currently has \(old) partitions, which is higher than the requested "
                    + "\(creation.totalCount).")
        }
        guard increment > 0 else {
            throw TopicError(.invalidPartitions, "Topic already has \(old) partitions.")
        }
        guard let first = existing[0], let leader = first.first else {
            throw TopicError(.unknownServerError, "Partition 0 of the topic is missing.")
        }
        guard let wanted = creation.assignments else {
            let sorted = brokers.sorted { $0.id < $1.id }
            let start = sorted.firstIndex { $0.id >= leader } ?? 0
            return try place(
                sorted, count: increment, replicationFactor: first.count, startIndex: start,
                startShift: start, startPartition: old)
        }
        try checkGrowth(wanted, increment: increment, replicationFactor: first.count, brokers)
        return wanted.enumerated().map { (Int32(old + $0.offset), $0.element) }
    }

    private static func checkGrowth(
        _ wanted: [[BrokerID]], increment: Int, replicationFactor: Int, _ brokers: [PlacementBroker]
    ) throws(TopicError) {
        try checkKnown(wanted, brokers)
        guard wanted.count == increment else {
            throw TopicError(
                .invalidReplicaAssignment,
                "Increasing the number of partitions by \(increment) but \(wanted.count) "
                    + "assignments provided.")
        }
        for replicas in wanted {
            guard Set(replicas).count == replicas.count else {
                throw TopicError(
                    .invalidReplicaAssignment,
                    "Duplicate brokers not allowed in replica assignment: \(list(replicas)).")
            }
            guard replicas.count == replicationFactor else {
                throw TopicError(
                    .invalidReplicaAssignment,
                    "Inconsistent replication factor between partitions, partition 0 has "
                        + "\(replicationFactor) while a new one has \(replicas.count).")
            }
        }
    }

    private static func place(
        _ brokers: [PlacementBroker], count: Int, replicationFactor: Int, startIndex: Int,
        startShift: Int, startPartition: Int
    ) throws(TopicError) -> [Assignment] {
        guard count <= maximumPartitions - startPartition else {
            throw TopicError(
                .invalidPartitions,
                "Number of partitions must not be larger than \(maximumPartitions).")
        }
        do throws(PlacementError) {
            return try ReplicaPlacement.assign(
                brokers, partitionCount: count, replicationFactor: replicationFactor,
                startIndex: startIndex, startShift: startShift, startPartition: startPartition)
        } catch {
            throw TopicError(error)
        }
    }

    private static func list(_ ids: [BrokerID]) -> String {
        ids.map(\.description).joined(separator: ", ")
    }
}

extension TopicError {
    /// How clients are told why replicas cannot be placed.
    init(_ error: PlacementError) {
        switch error {
        case .noPartitions:
            self.init(.invalidPartitions, "Number of partitions must be larger than 0.")
        case .noReplicas:
            self.init(.invalidReplicationFactor, "Replication factor must be larger than 0.")
        case .tooFewBrokers(let factor, let brokers):
            self.init(
                .invalidReplicationFactor,
                "Replication factor: \(factor) larger than available brokers: \(brokers).")
        case .mixedRacks:
            self.init(
                .invalidReplicaAssignment,
                "Replicas cannot be spread over racks because some brokers have a rack and others "
                    + "have none; set broker.rack on all brokers or on none.")
        }
    }
}
