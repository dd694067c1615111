import ClusterControl
import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import ZooKeeperClient

/// The actions of `topics --zookeeper`: the tool of Kafka up to 2.8, which reads and writes the
/// znodes itself. The controller hears of its writes by its watches, and gives new topics an id.
struct TopicsOverZooKeeper {
    let store: ClusterStore
    let random: any RandomSource
    let console: any Console
    let isRackAware: Bool

    func run(_ action: TopicAction) async throws(CommandFailure) {
        switch action {
        case .create(let topic, let ifNotExists):
            try await create(topic, ifNotExists: ifNotExists)
        case .list(let selection):
            try await list(selection)
        case .describe(let selection, _, let filter, let ifExists):
            try await describe(selection, filter, ifExists: ifExists)
        case .alter(let selection, let topic, let ifExists):
            try await alter(selection, topic, ifExists: ifExists)
        case .delete(let selection, let ifExists):
            for topic in try await topics(selection, ifExists: ifExists) {
                try await delete(topic)
            }
        }
    }

    /// The names meant. Throws if there are none and there must be.
    private func topics(
        _ selection: TopicSelection, ifExists: Bool
    ) async throws(CommandFailure) -> [String] {
        let all = try await asking { () throws(ClusterMetadataError) in
            try await store.topicNames()
        }
        let chosen = selection.select(all)
        if chosen.isEmpty, let pattern = selection.pattern, !ifExists {
            throw CommandFailure("Topic '\(pattern.text)' does not exist as expected")
        }
        return chosen
    }

    private func list(_ selection: TopicSelection) async throws(CommandFailure) {
        let deletions = try await asking { () throws(ClusterMetadataError) in
            try await store.topicDeletions()
        }
        for name in try await topics(selection, ifExists: true) {
            console.line(deletions.contains(name) ? "\(name) - marked for deletion" : name)
        }
    }

    private func delete(_ topic: String) async throws(CommandFailure) {
        if TopicName.isInternal(topic) {
            throw CommandFailure(
                "Topic \(topic) is a kafka internal topic and is not allowed to be marked for "
                    + "deletion.")
        }
        let isFirst = try await asking { () throws(ClusterMetadataError) in
            try await TopicStore(store).requestDeletion(topic)
        }
        guard isFirst else {
            console.line("Topic \(topic) is already marked for deletion.")
            return
        }
        console.line("Topic \(topic) is marked for deletion.")
        console.line(
            "Note: This will have no impact if delete.topic.enable is not set to true.")
    }

    /// The brokers to place replicas on, by id.
    func placementBrokers() async throws(CommandFailure) -> [PlacementBroker] {
        let brokers = try await asking { () throws(ClusterMetadataError) in
            try await store.brokers()
        }
        return brokers.map {
            PlacementBroker(id: $0.id, rack: isRackAware ? $0.registration.rack : nil)
        }
    }

    /// Runs reads and writes of znodes, with failures as messages.
    func asking<Value>(
        _ work: () async throws(ClusterMetadataError) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(ClusterMetadataError) {
            return try await work()
        } catch {
            throw CommandFailure(zooKeeperFailureText(error))
        }
    }
}

func zooKeeperFailureText(_ error: ClusterMetadataError) -> String {
    switch error {
    case .zooKeeper(let error):
        "ZooKeeper: \(error.code.map(\.description) ?? "the session was closed")"
    case .malformed(let path, let reason): "The znode \(path) is malformed: \(reason)"
    case .noController: "There is no controller at the moment."
    default: "\(error)"
    }
}

// Describing.
extension TopicsOverZooKeeper {
    private func describe(
        _ selection: TopicSelection, _ filter: DescribeFilter, ifExists: Bool
    ) async throws(CommandFailure) {
        let names = try await topics(selection, ifExists: ifExists)
        let live = try await asking { () throws(ClusterMetadataError) in
            try await store.brokerIDs()
        }
        for name in names {
            guard let description = try await description(of: name) else {
                console.line("Topic \(name) doesn't exist!")
                continue
            }
            if filter.showsSummary(of: description) { console.line(description.summaryLine) }
            for partition in description.partitions
            where filter.shows(partition, liveBrokers: Set(live), minimumInSync: 1) {
                console.line(description.line(of: partition, withEligibleReplicas: false))
            }
        }
    }

    private func description(of name: String) async throws(CommandFailure) -> TopicDescription? {
        try await asking { () throws(ClusterMetadataError) in
            guard let topic = try await store.topic(name) else { return nil }
            let partitions = topic.partitions.map { TopicPartition(name, $0) }
            let states = try await store.partitionStates(partitions)
            var description = TopicDescription(
                name: name, id: topic.topicID ?? .zero, partitions: [])
            description.isMarkedForDeletion = try await store.isMarkedForDeletion(name)
            description.configs = try await ConfigStore(store).read(.topic(name)).entries.map {
                ConfigSetting($0.key, $0.value)
            }
            description.partitions = partitions.map { partition in
                let state = states[partition]?.state
                return PartitionDescription(
                    index: partition.partition,
                    leader: state.flatMap { $0.leader.isBroker ? $0.leader : nil },
                    replicas: topic.assignments[partition.partition]?.replicas ?? [],
                    inSyncReplicas: state?.inSyncReplicas ?? [])
            }
            return description
        }
    }
}
