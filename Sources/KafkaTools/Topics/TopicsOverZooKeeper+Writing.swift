import ClusterControl
import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import ZooKeeperClient

// Creating.
extension TopicsOverZooKeeper {
    func create(_ topic: NewTopicOptions, ifNotExists: Bool) async throws(CommandFailure) {
        if let problem = TopicConfigSchema.problem(with: settings(topic.configs)) {
            throw CommandFailure(problem)
        }
        if TopicName.hasCollisionCharacters(topic.name) {
            console.line(TopicName.collisionWarning)
        }
        let assignment = try await assignment(of: topic)
        if let problem = TopicName.problem(of: topic.name) { throw CommandFailure(problem) }
        let existing = try await asking { () throws(ClusterMetadataError) in
            try await store.topicNames()
        }
        if existing.contains(topic.name) {
            if ifNotExists { return }
            throw CommandFailure("Topic '\(topic.name)' already exists.")
        }
        let colliding = existing.filter { TopicName.collide($0, topic.name) }
        if !colliding.isEmpty {
            throw CommandFailure(
                "Topic '\(topic.name)' collides with existing topics: "
                    + colliding.joined(separator: ", "))
        }
        let znode = TopicZNode(topicID: nil, assignments: assignment)
        let isNew = try await asking { () throws(ClusterMetadataError) in
            try await write(.topic(topic.name), topic.configs)
            return try await store.createIfMissing(TopicZNode.path(topic.name), znode.encode())
        }
        guard isNew else { throw CommandFailure("Topic '\(topic.name)' already exists.") }
        console.line("Created topic \(topic.name).")
    }

    private func assignment(
        of topic: NewTopicOptions
    ) async throws(CommandFailure) -> [Int32: ReplicaAssignment] {
        var placed: [(partition: Int32, replicas: [BrokerID])]
        if topic.assignment.isEmpty {
            let brokers = try await placementBrokers()
            placed = try place(
                brokers, count: topic.partitions ?? 0, factor: topic.replicationFactor ?? 0,
                startIndex: brokers.isEmpty ? 0 : random.next(below: brokers.count),
                startShift: brokers.isEmpty ? 0 : random.next(below: brokers.count))
        } else {
            placed = topic.assignment.enumerated().map { (Int32($0.offset), $0.element) }
        }
        return Dictionary(
            uniqueKeysWithValues: placed.map { ($0.partition, ReplicaAssignment($0.replicas)) })
    }

    private func place(
        _ brokers: [PlacementBroker], count: Int32, factor: Int32, startIndex: Int,
        startShift: Int? = nil, startPartition: Int = 0
    ) throws(CommandFailure) -> [(partition: Int32, replicas: [BrokerID])] {
        do throws(PlacementError) {
            return try ReplicaPlacement.assign(
                brokers, partitionCount: Int(count), replicationFactor: Int(factor),
                startIndex: startIndex, startShift: startShift, startPartition: startPartition)
        } catch {
            switch error {
            case .noPartitions:
                throw CommandFailure("Number of partitions must be larger than 0.")
            case .noReplicas:
                throw CommandFailure("Replication factor must be larger than 0.")
            case .tooFewBrokers(let factor, let brokers):
                throw CommandFailure(
                    "Replication factor: \(factor) larger than available brokers: \(brokers).")
            case .mixedRacks:
                throw CommandFailure(
                    "Not all brokers have rack information. Add --disable-rack-aware in command "
                        + "line to make replica assignment without rack information.")
            }
        }
    }
}

// Altering.
extension TopicsOverZooKeeper {
    func alter(
        _ selection: TopicSelection, _ change: NewTopicOptions, ifExists: Bool
    ) async throws(CommandFailure) {
        for name in change.configsToDelete where TopicConfigSchema.schema[name] == nil {
            throw CommandFailure("Unknown topic config name: \(name)")
        }
        if let problem = TopicConfigSchema.problem(with: settings(change.configs)) {
            throw CommandFailure(problem)
        }
        let all = try await asking { () throws(ClusterMetadataError) in
            try await store.topicNames()
        }
        let names = selection.select(all)
        if names.isEmpty, !ifExists {
            let text = selection.pattern?.text ?? ""
            throw CommandFailure("Topic '\(text)' does not exist as expected")
        }
        for name in names {
            if !change.configs.isEmpty || !change.configsToDelete.isEmpty {
                try await alterConfigs(name, change)
            }
            if change.partitions != nil { try await addPartitions(name, change) }
        }
    }

    private func alterConfigs(
        _ name: String, _ change: NewTopicOptions
    ) async throws(CommandFailure) {
        console.line(
            "WARNING: Altering topic configuration from this script has been deprecated and may "
                + "be removed in future releases.")
        console.line(
            "         Going forward, please use kafka-configs.sh for this functionality")
        try await asking { () throws(ClusterMetadataError) in
            let configs = ConfigStore(store)
            let old = try await configs.read(.topic(name)).entries
            let replaced = Set(change.configs.map(\.name) + change.configsToDelete)
            var new = old.filter { !replaced.contains($0.key) }
                .map { ConfigSetting($0.key, $0.value) }
            new += change.configs.filter { !change.configsToDelete.contains($0.name) }
            try await write(.topic(name), new)
            try await configs.announce(.topic(name))
        }
        console.line("Updated config for topic \(name).")
    }

    private func addPartitions(
        _ name: String, _ change: NewTopicOptions
    ) async throws(CommandFailure) {
        if TopicName.isInternal(name) {
            throw CommandFailure(
                "The number of partitions for the internal topic \(name) cannot be changed.")
        }
        console.line(
            "WARNING: If partitions are increased for a topic that has a key, the partition "
                + "logic or ordering of the messages will be affected")
        let found = try await asking { () throws(ClusterMetadataError) in
            try await store.topic(name)
        }
        guard var topic = found, !topic.assignments.isEmpty else {
            throw CommandFailure("The topic \(name) does not exist")
        }
        let old = topic.assignments.count
        let wanted = change.partitions ?? 0
        guard wanted > old else {
            throw CommandFailure(
                "The number of partitions for a topic can only be increased. Topic \(name) "
                    + "currently has \(old) partitions, \(wanted) would not be an increase.")
        }
        for (partition, replicas) in try await added(to: topic, change, wanted) {
            topic.assignments[partition] = ReplicaAssignment(replicas)
        }
        let grown = topic
        try await asking { () throws(ClusterMetadataError) in
            try await TopicStore(store).addPartitions(name, grown)
        }
        console.line("Adding partitions succeeded!")
    }

    private func added(
        to topic: TopicZNode, _ change: NewTopicOptions, _ wanted: Int32
    ) async throws(CommandFailure) -> [(partition: Int32, replicas: [BrokerID])] {
        let old = topic.assignments.count
        let count = wanted - Int32(old)
        let first = topic.assignments[0]?.replicas ?? []
        let brokers = try await placementBrokers()
        guard change.assignment.isEmpty else {
            let groups = Array(change.assignment.dropFirst(old))
            guard groups.count == Int(count), groups.allSatisfy({ $0.count == first.count }) else {
                throw CommandFailure(
                    "The manual replication assignment of topic has a wrong number of partitions "
                        + "or replicas.")
            }
            return groups.enumerated().map { (Int32(old + $0.offset), $0.element) }
        }
        let start = brokers.firstIndex { broker in first.first.map { broker.id >= $0 } ?? true }
        return try place(
            brokers, count: count, factor: Int32(first.count), startIndex: start ?? 0,
            startPartition: old)
    }
}

// Settings.
extension TopicsOverZooKeeper {
    private func settings(_ configs: [ConfigSetting]) -> [String: String?] {
        Dictionary(configs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// Writes settings the way of the old tools: without asking who is controller.
    private func write(
        _ entity: ConfigEntity, _ configs: [ConfigSetting]
    ) async throws(ClusterMetadataError) {
        try await writeConfig(entity, configs, store)
    }
}

/// Replaces the settings of `entity`, whether or not it has any, and whoever is controller.
func writeConfig(
    _ entity: ConfigEntity, _ configs: [ConfigSetting], _ store: ClusterStore
) async throws(ClusterMetadataError) {
    let data = ConfigZNode(configs.map { (key: $0.name, value: $0.value) }).encode()
    do throws(ZooKeeperError) {
        _ = try await store.zooKeeper.set(entity.znodePath, data, version: -1)
        return
    } catch {
        guard error == .noNode else { throw .zooKeeper(error) }
    }
    if try await store.createIfMissing(entity.znodePath, data) { return }
    // Somebody else created it in between.
    do throws(ZooKeeperError) {
        _ = try await store.zooKeeper.set(entity.znodePath, data, version: -1)
    } catch {
        throw .zooKeeper(error)
    }
}
