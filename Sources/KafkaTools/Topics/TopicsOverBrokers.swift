import Configuration
import KafkaModel
import KafkaProtocol

/// The actions of `topics --bootstrap-server`.
struct TopicsOverBrokers {
    let admin: any ClusterAdmin
    let console: any Console

    func run(_ action: TopicAction) async throws(AdminFailure) {
        switch action {
        case .create(let topic, let ifNotExists):
            try await create(topic, ifNotExists: ifNotExists)
        case .list(let selection):
            let names = try await admin.allTopics().compactMap(\.name)
            console.line(selection.select(names).joined(separator: "\n"))
        case .describe(let selection, let topicID, let filter, let ifExists):
            try await describe(selection, topicID, filter, ifExists: ifExists)
        case .alter(let selection, let topic, let ifExists):
            try await alter(selection, topic, ifExists: ifExists)
        case .delete(let selection, let ifExists):
            let topics = try await topics(selection, ifExists: ifExists)
            if !topics.isEmpty { try await admin.deleteTopics(topics.compactMap(\.name)) }
        }
    }

    private func create(_ topic: NewTopicOptions, ifNotExists: Bool) async throws(AdminFailure) {
        if TopicName.hasCollisionCharacters(topic.name) {
            console.line(TopicName.collisionWarning)
        }
        if let factor = topic.replicationFactor, !(1...Int32(Int16.max)).contains(factor) {
            throw AdminFailure(
                .invalidReplicationFactor,
                "The replication factor must be between 1 and 32767 inclusive")
        }
        if let partitions = topic.partitions, partitions < 1 {
            throw AdminFailure(.invalidPartitions, "The partitions must be greater than 0")
        }
        do throws(AdminFailure) {
            try await admin.createTopic(topic)
        } catch {
            guard ifNotExists, error.code == .topicAlreadyExists else { throw error }
            return
        }
        console.line("Created topic \(topic.name).")
    }

    private func alter(
        _ selection: TopicSelection, _ topic: NewTopicOptions, ifExists: Bool
    ) async throws(AdminFailure) {
        for existing in try await topics(selection, ifExists: ifExists) {
            // The groups of the option count from partition 0; those that exist stay as they are.
            let added = topic.assignment.dropFirst(existing.partitions.count)
            try await admin.createPartitions(
                existing.name ?? "", count: topic.partitions ?? 0,
                assignment: topic.assignment.isEmpty ? nil : Array(added))
        }
    }

    /// The topics meant, by name. Throws if there are none and there must be.
    private func topics(
        _ selection: TopicSelection, ifExists: Bool
    ) async throws(AdminFailure) -> [MetadataResponse.MetadataResponseTopic] {
        let all = try await admin.allTopics()
        let names = Set(selection.select(all.compactMap(\.name)))
        let chosen = all.filter { names.contains($0.name ?? "") }
        if chosen.isEmpty, let pattern = selection.pattern, !ifExists {
            throw AdminFailure(
                .unknownTopicOrPartition,
                "Topic 'Optional[\(pattern.text)]' does not exist as expected")
        }
        return chosen.sorted { $0.name ?? "" < $1.name ?? "" }
    }
}

// Describing.
extension TopicsOverBrokers {
    private func describe(
        _ selection: TopicSelection, _ topicID: UUID?, _ filter: DescribeFilter, ifExists: Bool
    ) async throws(AdminFailure) {
        let topics = try await topicsToDescribe(selection, topicID, ifExists: ifExists)
        guard !topics.isEmpty else { return }
        let configs = try await configs(of: topics.compactMap(\.name))
        let cluster = try await admin.metadata(topics: [], call: "describeCluster")
        let live = Set(cluster.brokers.map(\.nodeId))
        let moves = try await admin.reassignments()
        for topic in topics {
            let entries = configs[topic.name ?? ""] ?? []
            let description = describe(topic, entries, moves)
            if filter.showsSummary(of: description) { console.line(description.summaryLine) }
            let minimum =
                entries.first { $0.name == "min.insync.replicas" }?.value.flatMap { Int($0) } ?? 1
            for partition in description.partitions
            where filter.shows(partition, liveBrokers: live, minimumInSync: minimum) {
                console.line(description.line(of: partition, withEligibleReplicas: true))
            }
        }
    }

    private func topicsToDescribe(
        _ selection: TopicSelection, _ topicID: UUID?, ifExists: Bool
    ) async throws(AdminFailure) -> [MetadataResponse.MetadataResponseTopic] {
        guard let topicID else { return try await topics(selection, ifExists: ifExists) }
        let found = try await admin.allTopics().filter { $0.topicId == topicID }
        if found.isEmpty, !ifExists {
            throw AdminFailure(
                .unknownTopicId, "TopicId '\(topicID)' does not exist as expected")
        }
        return found
    }

    private func configs(
        of topics: [String]
    ) async throws(AdminFailure) -> [String: [DescribeConfigsResponse
        .DescribeConfigsResourceResult]]
    {
        var configs: [String: [DescribeConfigsResponse.DescribeConfigsResourceResult]] = [:]
        let resources = topics.map { ConfigResource(type: ConfigResourceType.topic, name: $0) }
        for result in try await admin.describeConfigs(resources) {
            // A topic may have been deleted since it was listed.
            if result.errorCode == .unknownTopicOrPartition { continue }
            try check(result.errorCode, result.errorMessage)
            configs[result.resourceName] = result.configs
        }
        return configs
    }

    private func describe(
        _ topic: MetadataResponse.MetadataResponseTopic,
        _ configs: [DescribeConfigsResponse.DescribeConfigsResourceResult],
        _ moves: [TopicPartition: PartitionDescription.Reassignment]
    ) -> TopicDescription {
        let name = topic.name ?? ""
        var description = TopicDescription(name: name, id: topic.topicId, partitions: [])
        description.partitions = topic.partitions.map { partition in
            PartitionDescription(
                index: partition.partitionIndex,
                leader: partition.leaderId.isBroker ? partition.leaderId : nil,
                replicas: partition.replicaNodes, inSyncReplicas: partition.isrNodes,
                reassignment: moves[TopicPartition(name, partition.partitionIndex)])
        }
        description.configs = configs.filter { !$0.comesFromDefault }.map {
            ConfigSetting($0.name, $0.value ?? "null")
        }
        return description
    }
}

extension DescribeConfigsResponse.DescribeConfigsResourceResult {
    /// Version 0 of the response tells only this much; later ones name the source.
    var comesFromDefault: Bool {
        configSource == -1 ? isDefault : configSource == ConfigSource.defaultValue.rawValue
    }
}
