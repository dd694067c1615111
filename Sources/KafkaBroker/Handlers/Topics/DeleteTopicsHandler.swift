import ClusterControl
import Configuration
import KafkaModel
import KafkaProtocol

/// DeleteTopics, at the controller.
///
/// Versions 0–6: v3 tells disabled deletion by a code of its own, v5 messages, v6 topics by id.
struct DeleteTopicsHandler: ControlHandler {
    typealias Answer = DeleteTopicsResponse.DeletableTopicResult

    /// A topic as the request names it.
    private struct Target: Sendable {
        var name: String?
        var id: UUID
    }

    let changes: TopicChanges

    func handle(_ request: DeleteTopicsRequest, _ context: RequestContext) async
        -> DeleteTopicsResponse
    {
        let targets =
            context.version >= 6
            ? request.topics.map { Target(name: $0.name, id: $0.topicId) }
            : request.topicNames.map { Target(name: $0, id: .zero) }
        let refusal = refusal(context.version)
        let answers = await changes.each(targets) { target -> Answer in
            if let refusal { return answer(target, target.name, refusal, nil) }
            return await delete(target, request.timeoutMs)
        }
        return DeleteTopicsResponse(responses: answers)
    }

    private func refusal(_ version: Int16) -> ErrorCode? {
        guard changes.isController else { return .notController }
        guard changes.config().topics.isDeletionEnabled else {
            return version < 3 ? .invalidRequest : .topicDeletionDisabled
        }
        return nil
    }

    private func delete(_ target: Target, _ timeout: Int32) async -> Answer {
        guard let name = target.name ?? changes.cache.current.topicNames[target.id] else {
            return answer(target, nil, .unknownTopicId, nil)
        }
        // A topic that is being deleted vanishes here before its znode does: to clients it is gone.
        guard changes.cache.current.topics[name] != nil else {
            return answer(target, name, .unknownTopicOrPartition, nil)
        }
        do throws(TopicError) {
            try await changes.administration.deleteTopic(name)
        } catch {
            return answer(target, name, error.code, error.message)
        }
        let isGone = await changes.waitForDeletion(
            of: name, timeout: .milliseconds(Int64(timeout)))
        return answer(target, name, isGone && timeout > 0 ? .none : .requestTimedOut, nil)
    }

    private func answer(_ target: Target, _ name: String?, _ error: ErrorCode, _ message: String?)
        -> Answer
    {
        Answer(name: name, topicId: target.id, errorCode: error, errorMessage: message)
    }
}
