import Configuration
import KafkaModel
import KafkaProtocol

/// Metadata: brokers, controller, topics with their leaders; creates missing topics where the client
/// and the broker allow it.
///
/// Versions 0–12. v1: null asks for all topics, an empty list for none (v0: empty is all), controller
/// id, racks. v2 cluster id. v4 the client may forbid creation. v5 offline replicas. v7 leader epochs.
/// v8 authorized operations. v10 topic ids; v12 lookup by id.
struct MetadataHandler: LoopHandler {
    let cache: MetadataCache
    let clusterID: String
    let autoCreation: TopicAutoCreation

    func handle(
        _ request: MetadataRequest, _ context: RequestContext, _ reply: Reply<MetadataResponse>
    ) {
        cache.whenInformed { view in
            guard let view else { return reply.fail(MetadataCache.ignorance) }
            answer(request, view, context, reply)
        }
    }

    private func answer(
        _ request: MetadataRequest, _ view: ClusterView, _ context: RequestContext,
        _ reply: Reply<MetadataResponse>
    ) {
        var answer = MetadataAnswer(
            view: view, listener: context.listener, version: context.version)
        let wanted = wantedTopics(request, context.version)
        guard let wanted else {
            let all = view.topics.keys.sorted().compactMap { answer.topic($0) }
            return reply(response(request, context, answer, all))
        }
        let found = wanted.map { $0.resolve(answer, context.version) }
        let missing = found.indices.filter { found[$0].errorCode == .unknownTopicOrPartition }
            .compactMap { index in found[index].name.map { (index, $0) } }
        let mayCreate = context.version < 4 || request.allowAutoTopicCreation
        guard mayCreate, !missing.isEmpty, autoCreation.isEnabled else {
            return reply(response(request, context, answer, found))
        }
        Task {
            var topics = found
            let results = await autoCreation.create(missing.map(\.1))
            for ((index, name), error) in zip(missing, results) {
                topics[index] = .init(
                    errorCode: error, name: name, isInternal: TopicName.isInternal(name))
            }
            answer = MetadataAnswer(
                view: cache.current, listener: context.listener, version: context.version)
            reply(response(request, context, answer, topics))
        }
    }

    /// `nil` for all topics.
    private func wantedTopics(_ request: MetadataRequest, _ version: Int16) -> [WantedTopic]? {
        guard let topics = request.topics, !(version == 0 && topics.isEmpty) else { return nil }
        var seen: Set<String> = []
        return topics.compactMap { topic in
            guard let name = topic.name else { return .id(topic.topicId) }
            return seen.insert(name).inserted ? .name(name) : nil
        }
    }

    private func response(
        _ request: MetadataRequest, _ context: RequestContext, _ answer: MetadataAnswer,
        _ topics: [MetadataResponse.MetadataResponseTopic]
    ) -> MetadataResponse {
        var topics = topics
        if request.includeTopicAuthorizedOperations {
            for index in topics.indices where topics[index].errorCode == .none {
                topics[index].topicAuthorizedOperations = AuthorizedOperations.topic
            }
        }
        return MetadataResponse(
            brokers: answer.brokers(), clusterId: clusterID, controllerId: answer.view.controller,
            topics: topics,
            clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
                ? AuthorizedOperations.cluster : AuthorizedOperations.omitted)
    }
}

private enum WantedTopic {
    case name(String)
    case id(UUID)

    func resolve(_ answer: MetadataAnswer, _ version: Int16)
        -> MetadataResponse.MetadataResponseTopic
    {
        switch self {
        case .name(let name):
            if let topic = answer.topic(name) { return topic }
            let error: ErrorCode =
                TopicName.isLegal(name) ? .unknownTopicOrPartition : .invalidTopicException
            return .init(
                errorCode: error, name: name, isInternal: TopicName.isInternal(name))
        case .id(let id):
            if let name = answer.view.topicNames[id], let topic = answer.topic(name) {
                return topic
            }
            return .init(errorCode: .unknownTopicId, name: version >= 12 ? nil : "", topicId: id)
        }
    }
}
