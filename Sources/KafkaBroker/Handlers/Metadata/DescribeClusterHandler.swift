import KafkaModel
import KafkaProtocol

/// DescribeCluster: cluster id, controller and the brokers' addresses on the client's listener.
///
/// Versions 0–1. v1: endpoint type, of which a broker in ZooKeeper mode knows only brokers (1).
struct DescribeClusterHandler: LoopHandler {
    private static let brokerEndpoints: Int8 = 1
    private static let controllerEndpoints: Int8 = 2

    let cache: MetadataCache
    let clusterID: String

    func handle(
        _ request: DescribeClusterRequest, _ context: RequestContext,
        _ reply: Reply<DescribeClusterResponse>
    ) {
        switch request.endpointType {
        case Self.brokerEndpoints:
            cache.whenInformed { view in
                guard let view else { return reply.fail(MetadataCache.ignorance) }
                reply(answer(request, view, context))
            }
        case Self.controllerEndpoints:
            reply(
                DescribeClusterResponse(
                    errorCode: .mismatchedEndpointType,
                    errorMessage: "This is a broker; it has no controller endpoints to tell of."))
        default:
            reply(
                DescribeClusterResponse(
                    errorCode: .unsupportedEndpointType,
                    errorMessage: "Unknown endpoint type \(request.endpointType)."))
        }
    }

    private func answer(
        _ request: DescribeClusterRequest, _ view: ClusterView, _ context: RequestContext
    ) -> DescribeClusterResponse {
        let brokers = view.liveBrokers.compactMap { broker in
            broker.endpoints[context.listener].map {
                DescribeClusterResponse.DescribeClusterBroker(
                    brokerId: broker.id, host: $0.host, port: $0.port, rack: broker.rack)
            }
        }
        return DescribeClusterResponse(
            clusterId: clusterID, controllerId: view.controller, brokers: brokers,
            clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
                ? AuthorizedOperations.cluster : AuthorizedOperations.omitted)
    }
}
