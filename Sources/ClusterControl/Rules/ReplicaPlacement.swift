import KafkaModel

/// A live broker, as far as placement cares.
package struct PlacementBroker: Equatable, Sendable {
    package var id: BrokerID
    package var rack: String?

    package init(id: BrokerID, rack: String? = nil) {
        self.id = id
        self.rack = rack
    }
}

/// Why replicas cannot be placed.
package enum PlacementError: Error, Equatable, Sendable {
    case noPartitions
    case noReplicas
    case tooFewBrokers(replicationFactor: Int, brokers: Int)
    /// Some brokers have a rack and others have none.
    case mixedRacks
}

/// Chooses the brokers of new partitions (Kafka: `AdminUtils.assignReplicasToBrokers`).
///
/// Leaders go round the brokers, and the further replicas of a partition follow at a distance that
/// grows with each round, so that the load of a broker that fails is spread over all others. With
/// racks, brokers of different racks take turns, and no rack gets a second replica of a partition
/// before all have one.
package enum ReplicaPlacement {
    /// The replicas of each partition, preferred leader first.
    ///
    /// - Parameters:
    ///   - brokers: in the order to go round; callers sort by id.
    ///   - startIndex: where to begin among the brokers, and the first distance.
    ///   - startPartition: number of the first partition to place; below 0 counts as 0.
    package static func assign(
        _ brokers: [PlacementBroker], partitionCount: Int, replicationFactor: Int, startIndex: Int,
        startShift: Int? = nil, startPartition: Int = 0
    ) throws(PlacementError) -> [(partition: Int32, replicas: [BrokerID])] {
        guard partitionCount > 0 else { throw .noPartitions }
        guard replicationFactor > 0 else { throw .noReplicas }
        guard replicationFactor <= brokers.count else {
            throw .tooFewBrokers(replicationFactor: replicationFactor, brokers: brokers.count)
        }
        let racks = brokers.compactMap(\.rack)
        guard racks.isEmpty || racks.count == brokers.count else { throw .mixedRacks }
        let circle = racks.isEmpty ? brokers : alternatingRacks(brokers)
        let first = max(0, startPartition)
        var shift = startShift ?? startIndex
        var result: [(partition: Int32, replicas: [BrokerID])] = []
        result.reserveCapacity(partitionCount)
        for partition in first..<(first + partitionCount) {
            if partition > 0, partition % circle.count == 0 { shift += 1 }
            let leader = (partition + startIndex) % circle.count
            let replicas =
                racks.isEmpty
                ? followers(circle, leader, shift, replicationFactor)
                : rackAwareFollowers(circle, leader, shift, replicationFactor)
            result.append((Int32(partition), replicas))
        }
        return result
    }

    private static func followers(
        _ circle: [PlacementBroker], _ leader: Int, _ shift: Int, _ replicationFactor: Int
    ) -> [BrokerID] {
        var replicas = [circle[leader].id]
        for index in 0..<(replicationFactor - 1) {
            replicas.append(circle[position(leader, shift, index, circle.count)].id)
        }
        return replicas
    }

    private static func rackAwareFollowers(
        _ circle: [PlacementBroker], _ leader: Int, _ shift: Int, _ replicationFactor: Int
    ) -> [BrokerID] {
        let rackCount = Set(circle.map(\.rack)).count
        var replicas = [circle[leader].id]
        var racksUsed: Set<String?> = [circle[leader].rack]
        var index = 0
        while replicas.count < replicationFactor {
            let broker = circle[position(leader, shift * rackCount, index, circle.count)]
            index += 1
            // A rack, or a broker, comes a second time only when all have come once.
            if racksUsed.contains(broker.rack), racksUsed.count < rackCount { continue }
            if replicas.contains(broker.id), replicas.count < circle.count { continue }
            replicas.append(broker.id)
            racksUsed.insert(broker.rack)
        }
        return replicas
    }

    private static func position(_ leader: Int, _ shift: Int, _ index: Int, _ count: Int) -> Int {
        guard count > 1 else { return 0 }
        return (leader + 1 + (shift + index) % (count - 1)) % count
    }

    /// Brokers with neighbours in other racks: the first of each rack, then the second of each, and
    /// so on. Racks by name, brokers of a rack by id.
    package static func alternatingRacks(_ brokers: [PlacementBroker]) -> [PlacementBroker] {
        let byRack = Dictionary(grouping: brokers) { $0.rack ?? "" }
            .mapValues { $0.sorted { $0.id < $1.id } }
            .sorted { $0.key < $1.key }
        var result: [PlacementBroker] = []
        var round = 0
        while result.count < brokers.count {
            for (_, members) in byRack where round < members.count {
                result.append(members[round])
            }
            round += 1
        }
        return result
    }
}
