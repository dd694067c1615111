import ClusterControl
import KafkaModel
import KafkaProtocol

/// CreatePartitions, at the controller: topics get more partitions. Versions 0–3.
struct CreatePartitionsHandler: ControlHandler {
    typealias Topic = CreatePartitionsRequest.CreatePartitionsTopic
    typealias Answer = CreatePartitionsResponse.CreatePartitionsTopicResult

    let changes: TopicChanges

    func handle(_ request: CreatePartitionsRequest, _ context: RequestContext) async
        -> CreatePartitionsResponse
    {
        guard changes.isController else {
            return CreatePartitionsResponse(
                results: request.topics.map { Answer(name: $0.name, errorCode: .notController) })
        }
        let duplicates = TopicChanges.duplicates(request.topics.map(\.name))
        var seen: Set<String> = []
        let topics = request.topics.filter { seen.insert($0.name).inserted }
        let answers = await changes.each(topics) { topic in
            if duplicates.contains(topic.name) {
                let message = "Duplicate topic in request."
                return Answer(
                    name: topic.name, errorCode: .invalidRequest, errorMessage: message)
            }
            return await grow(topic, request)
        }
        return CreatePartitionsResponse(results: answers)
    }

    private func grow(_ topic: Topic, _ request: CreatePartitionsRequest) async -> Answer {
        let creation = PartitionCreation(
            topic: topic.name, totalCount: topic.count,
            assignments: topic.assignments.map { $0.map(\.brokerIds) })
        do throws(TopicError) {
            try await changes.administration.createPartitions(
                creation, brokers: changes.brokers, validateOnly: request.validateOnly)
        } catch {
            return Answer(
                name: topic.name, errorCode: error.code, errorMessage: error.message)
        }
        if request.validateOnly { return Answer(name: topic.name) }
        let isKnown = await changes.waitForLeaders(
            of: topic.name, count: topic.count, timeout: .milliseconds(Int64(request.timeoutMs)))
        return Answer(
            name: topic.name,
            errorCode: isKnown && request.timeoutMs > 0 ? .none : .requestTimedOut)
    }
}
