import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// A request of the controller to one broker.
enum BrokerOrder: Sendable {
    case leaderAndIsr(LeaderAndIsrRequest, version: Int16)
    case updateMetadata(UpdateMetadataRequest, version: Int16)
    /// `deleting` are the partitions whose deletion shall be reported.
    case stopReplica(StopReplicaRequest, version: Int16, deleting: [TopicPartition])
}

/// An order and what was answered.
enum BrokerAnswer: Sendable {
    case leaderAndIsr(LeaderAndIsrRequest, LeaderAndIsrResponse)
    case updateMetadata(UpdateMetadataResponse)
    case stopReplica(deleting: [TopicPartition], StopReplicaResponse)
}

extension BrokerRequestSender {
    /// Sends an order of any kind.
    func carryOut(_ order: BrokerOrder, at destination: BrokerDestination)
        async throws(BrokerRequestFailure) -> BrokerAnswer
    {
        switch order {
        case .leaderAndIsr(let request, let version):
            .leaderAndIsr(request, try await send(request, version: version, to: destination))
        case .updateMetadata(let request, let version):
            .updateMetadata(try await send(request, version: version, to: destination))
        case .stopReplica(let request, let version, let deleting):
            .stopReplica(
                deleting: deleting, try await send(request, version: version, to: destination))
        }
    }
}
