import BrokerClient
import KafkaModel
import KafkaProtocol

/// The kinds of elections, as the protocol numbers them.
enum ElectionType: Int8 {
    case preferred = 0
    case unclean = 1

    var name: String { self == .preferred ? "PREFERRED" : "UNCLEAN" }
}

/// What became of an election of many partitions.
struct ElectionOutcome {
    var elected: [TopicPartition] = []
    var notNeeded: [TopicPartition] = []
    var failed: [(partition: TopicPartition, failure: AdminFailure)] = []
}

extension ClusterAdmin {
    /// Elects leaders of some partitions, or of all for `nil`.
    func electLeaders(_ type: ElectionType, _ partitions: [TopicPartition]?)
        async throws(AdminFailure) -> ElectionOutcome
    {
        let topics = partitions.map { partitions in
            grouped(partitions).map {
                ElectLeadersRequest.TopicPartitions(topic: $0.topic, partitions: $0.numbers)
            }
        }
        let limit = brokerTimeout
        let response = try await send(
            to: .controller, call: "electLeaders",
            errors: { response in
                let inner = response.replicaElectionResults.flatMap { topic in
                    topic.partitionResult.map(\.errorCode)
                }
                return retryOnly([.notController], in: [response.errorCode] + inner)
            },
            { version in
                ElectLeadersRequest(
                    // The first version knows one kind only.
                    electionType: version >= 1 ? type.rawValue : 0, topicPartitions: topics,
                    timeoutMs: limit)
            })
        try check(response.errorCode)
        var outcome = ElectionOutcome()
        for topic in response.replicaElectionResults {
            for result in topic.partitionResult {
                let partition = TopicPartition(topic.topic, result.partitionId)
                switch result.errorCode {
                case .none: outcome.elected.append(partition)
                case .electionNotNeeded: outcome.notNeeded.append(partition)
                default:
                    let failure = AdminFailure(result.errorCode, result.errorMessage)
                    outcome.failed.append((partition, failure))
                }
            }
        }
        outcome.elected.sort()
        outcome.notNeeded.sort()
        outcome.failed.sort { $0.partition < $1.partition }
        return outcome
    }
}
