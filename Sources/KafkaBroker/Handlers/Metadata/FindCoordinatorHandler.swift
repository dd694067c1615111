import KafkaModel
import KafkaProtocol

/// FindCoordinator: the broker that leads the partition of `__consumer_offsets` to which a group
/// belongs. Creates that topic on first use.
///
/// Versions 0–6. v1 key type and message; v4 several keys in one request.
struct FindCoordinatorHandler: LoopHandler {
    private static let groupKeys: Int8 = 0

    let cache: MetadataCache
    let autoCreation: TopicAutoCreation
    /// `offsets.topic.num.partitions`, for a topic that is not there yet.
    let offsetsPartitions: Int32

    func handle(
        _ request: FindCoordinatorRequest, _ context: RequestContext,
        _ reply: Reply<FindCoordinatorResponse>
    ) {
        let keys = context.version >= 4 ? request.coordinatorKeys : [request.key]
        guard request.keyType == Self.groupKeys else {
            let reason = "Coordinators of key type \(request.keyType) are not served."
            return reply(respond(keys.map { failure($0, .invalidRequest, reason) }, context))
        }
        let view = cache.current
        guard view.topics[TopicName.consumerOffsets] == nil, !keys.isEmpty else {
            return reply(respond(keys.map { coordinator($0, view, context) }, context))
        }
        // The client comes again. It is not kept waiting meanwhile, for with ZooKeeper away that would
        // keep all its later requests on the connection waiting too.
        Task { _ = await autoCreation.create([TopicName.consumerOffsets]) }
        reply(respond(keys.map { failure($0, .coordinatorNotAvailable, nil) }, context))
    }

    private func coordinator(_ group: String, _ view: ClusterView, _ context: RequestContext)
        -> FindCoordinatorResponse.Coordinator
    {
        let topic = view.topics[TopicName.consumerOffsets]
        let count = topic.map { Int32($0.partitions.count) } ?? offsetsPartitions
        let index = JavaHash.partition(of: group, count: count)
        guard let leader = topic?.partitions[index]?.leader, let broker = view.brokers[leader],
            let endpoint = broker.endpoints[context.listener]
        else { return failure(group, .coordinatorNotAvailable, nil) }
        return .init(
            key: group, nodeId: leader, host: endpoint.host, port: endpoint.port, errorCode: .none)
    }

    private func failure(_ key: String, _ error: ErrorCode, _ message: String?)
        -> FindCoordinatorResponse.Coordinator
    {
        .init(
            key: key, nodeId: .none, host: "", port: -1, errorCode: error, errorMessage: message)
    }

    private func respond(
        _ coordinators: [FindCoordinatorResponse.Coordinator], _ context: RequestContext
    ) -> FindCoordinatorResponse {
        guard context.version < 4, let only = coordinators.first else {
            return FindCoordinatorResponse(coordinators: coordinators)
        }
        return FindCoordinatorResponse(
            errorCode: only.errorCode, errorMessage: only.errorMessage, nodeId: only.nodeId,
            host: only.host, port: only.port)
    }
}
