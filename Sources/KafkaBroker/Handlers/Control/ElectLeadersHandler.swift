import ClusterControl
import KafkaModel
import KafkaProtocol

/// ElectLeaders, at the controller: other leaders for some or all partitions. Versions 0–2: v1 has a
/// kind of election and a code for the whole. Answers when this broker knows the new leaders.
struct ElectLeadersHandler: ControlHandler {
    private typealias Outcome = (partition: TopicPartition, error: TopicError?)

    let controller: Controller
    let cache: MetadataCache

    func handle(_ request: ElectLeadersRequest, _ context: RequestContext) async
        -> ElectLeadersResponse
    {
        // Version 0 knows only preferred leaders, whose number is the default.
        guard let kind = LeaderElectionRequest.Kind(rawValue: request.electionType) else {
            return refusal(request, context.version, .invalidRequest)
        }
        let partitions = request.topicPartitions.map(Self.partitions)
        guard let elections = await controller.electLeaders(.init(kind, partitions)) else {
            return refusal(request, context.version, .notController)
        }
        let outcomes = await settled(elections, .milliseconds(Int64(request.timeoutMs)))
        let isOfAll = partitions == nil
        return answer(
            outcomes.filter { !(isOfAll && $0.error?.code == .electionNotNeeded) }, .none)
    }

    private func refusal(_ request: ElectLeadersRequest, _ version: Int16, _ code: ErrorCode)
        -> ElectLeadersResponse
    {
        let partitions = request.topicPartitions.map(Self.partitions) ?? []
        return answer(
            partitions.map { ($0, TopicError(code)) }, version >= 1 ? code : .none)
    }

    /// Waits until the elected leaders are known here; those that are not in time have failed.
    private func settled(_ elections: [PartitionElection], _ timeout: Duration) async -> [Outcome] {
        var expected: [TopicPartition: BrokerID] = [:]
        for election in elections {
            if case .success(let leader) = election.outcome {
                expected[election.partition] = leader
            }
        }
        if !expected.isEmpty {
            _ = await cache.wait(for: max(timeout, .zero)) { [expected] view in
                expected.allSatisfy { view.partition($0.key)?.leader == $0.value }
            }
        }
        let view = cache.current
        return elections.map { election in
            switch election.outcome {
            case .failure(let error): return (election.partition, error)
            case .success(let leader):
                let isKnown = view.partition(election.partition)?.leader == leader
                return (election.partition, isKnown ? nil : TopicError(.requestTimedOut))
            }
        }
    }

    private func answer(_ outcomes: [Outcome], _ code: ErrorCode) -> ElectLeadersResponse {
        let byTopic = Dictionary(grouping: outcomes, by: \.partition.topic)
        return ElectLeadersResponse(
            errorCode: code,
            replicaElectionResults: byTopic.keys.sorted().map { topic in
                .init(
                    topic: topic,
                    partitionResult: (byTopic[topic] ?? []).map { outcome in
                        .init(
                            partitionId: outcome.partition.partition,
                            errorCode: outcome.error?.code ?? .none,
                            errorMessage: outcome.error?.message)
                    })
            })
    }

    private static func partitions(_ topics: [ElectLeadersRequest.TopicPartitions])
        -> [TopicPartition]
    {
        topics.flatMap { topic in topic.partitions.map { TopicPartition(topic.topic, $0) } }
    }
}
