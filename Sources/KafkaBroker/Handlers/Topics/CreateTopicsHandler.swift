import ClusterControl
import Configuration
import KafkaModel
import KafkaProtocol

/// CreateTopics, at the controller.
///
/// Versions 0–7: v1 validate only and messages; v4 counts of -1 take the broker's defaults; v5 tells
/// counts and settings of the new topic; v7 its id.
struct CreateTopicsHandler: ControlHandler {
    typealias Topic = CreateTopicsRequest.CreatableTopic
    typealias Answer = CreateTopicsResponse.CreatableTopicResult

    let changes: TopicChanges

    func handle(_ request: CreateTopicsRequest, _ context: RequestContext) async
        -> CreateTopicsResponse
    {
        guard changes.isController else {
            return CreateTopicsResponse(
                topics: request.topics.map { failure($0.name, TopicError(.notController)) })
        }
        let duplicates = TopicChanges.duplicates(request.topics.map(\.name))
        var seen: Set<String> = []
        let topics = request.topics.filter { seen.insert($0.name).inserted }
        let answers = await changes.each(topics) { topic in
            if duplicates.contains(topic.name) {
                let message = "Found multiple entries for this topic."
                return failure(topic.name, TopicError(.invalidRequest, message))
            }
            return await create(topic, request, context.version)
        }
        return CreateTopicsResponse(topics: answers)
    }

    private func create(_ topic: Topic, _ request: CreateTopicsRequest, _ version: Int16) async
        -> Answer
    {
        do throws(TopicError) {
            try refuseDefaults(topic, version)
            let created = try await changes.administration.createTopic(
                TopicCreation(topic), brokers: changes.brokers, validateOnly: request.validateOnly)
            if !request.validateOnly { try await waitForLeaders(topic, created, request.timeoutMs) }
            return success(topic, created)
        } catch {
            return failure(topic.name, error)
        }
    }

    /// Before version 4 a count of -1 has no meaning beside a manual assignment.
    private func refuseDefaults(_ topic: Topic, _ version: Int16) throws(TopicError) {
        guard version < 4, topic.assignments.isEmpty else { return }
        if topic.numPartitions == -1 {
            throw TopicError(.invalidPartitions, "Number of partitions must be larger than 0.")
        }
        if topic.replicationFactor == -1 {
            throw TopicError(
                .invalidReplicationFactor, "Replication factor must be larger than 0.")
        }
    }

    private func waitForLeaders(_ topic: Topic, _ created: CreatedTopic, _ timeout: Int32)
        async
        throws(TopicError)
    {
        let isKnown = await changes.waitForLeaders(
            of: topic.name, count: created.partitionCount, timeout: .milliseconds(Int64(timeout)))
        if timeout <= 0 || !isKnown {
            throw TopicError(
                .requestTimedOut,
                "The topic was created, but not all of its partitions have a leader yet.")
        }
    }

    private func success(_ topic: Topic, _ created: CreatedTopic) -> Answer {
        var overrides: [String: String] = [:]
        for config in topic.configs { overrides[config.name] = config.value }
        let rows = changes.config().topicConfig(overrides: overrides).descriptions
        return Answer(
            name: topic.name, topicId: created.topicID, errorCode: .none,
            numPartitions: created.partitionCount, replicationFactor: created.replicationFactor,
            configs: rows.map {
                .init(
                    name: $0.name, value: $0.value, readOnly: $0.isReadOnly,
                    configSource: $0.source.rawValue, isSensitive: $0.isSensitive)
            })
    }

    private func failure(_ name: String, _ error: TopicError) -> Answer {
        Answer(name: name, errorCode: error.code, errorMessage: error.message)
    }
}

extension TopicCreation {
    init(_ topic: CreateTopicsRequest.CreatableTopic) {
        self.init(
            name: topic.name, partitionCount: topic.numPartitions,
            replicationFactor: topic.replicationFactor,
            assignments: topic.assignments.map { ($0.partitionIndex, $0.brokerIds) },
            configs: topic.configs.map { ($0.name, $0.value) })
    }
}
