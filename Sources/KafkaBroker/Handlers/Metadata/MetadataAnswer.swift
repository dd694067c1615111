import KafkaModel
import KafkaProtocol

/// Builds what Metadata tells of topics and brokers from a ``ClusterView``: a pure function of the
/// view, the listener on which the client came and the version of its request.
/// Source: controller-and-replication, section 19 (Kafka: KafkaApis.getTopicMetadata).
struct MetadataAnswer {
    let view: ClusterView
    let listener: String
    let version: Int16

    func brokers() -> [MetadataResponse.MetadataResponseBroker] {
        view.liveBrokers.compactMap { broker in
            guard let endpoint = broker.endpoints[listener] else { return nil }
            return .init(
                nodeId: broker.id, host: endpoint.host, port: endpoint.port, rack: broker.rack)
        }
    }

    /// `nil` for a topic that the view does not hold.
    func topic(_ name: String) -> MetadataResponse.MetadataResponseTopic? {
        guard let topic = view.topics[name] else { return nil }
        let partitions = topic.partitions.sorted { $0.key < $1.key }
            .map { partition($0.key, $0.value) }
        return .init(
            errorCode: .none, name: name, topicId: topic.id,
            isInternal: TopicName.isInternal(name), partitions: partitions)
    }

    private func partition(_ index: Int32, _ partition: ClusterView.Partition)
        -> MetadataResponse.MetadataResponsePartition
    {
        let offline = view.offlineReplicas(of: partition, listener: listener)
        let error = leaderError(partition)
        var answer = MetadataResponse.MetadataResponsePartition(
            errorCode: error, partitionIndex: index,
            leaderId: error == .none ? partition.leader : .none,
            leaderEpoch: partition.leaderEpoch, replicaNodes: partition.replicas,
            isrNodes: partition.inSyncReplicas, offlineReplicas: offline)
        if version == 0 { restrictToReachable(&answer, partition, offline) }
        return answer
    }

    private func leaderError(_ partition: ClusterView.Partition) -> ErrorCode {
        guard let leader = view.brokers[partition.leader] else { return .leaderNotAvailable }
        if leader.endpoints[listener] != nil { return .none }
        return version >= 6 ? .listenerNotFound : .leaderNotAvailable
    }

    /// Version 0 leaves out what cannot be reached, and says so where it did.
    private func restrictToReachable(
        _ answer: inout MetadataResponse.MetadataResponsePartition,
        _ partition: ClusterView.Partition, _ offline: [BrokerID]
    ) {
        answer.replicaNodes.removeAll(where: offline.contains)
        answer.isrNodes.removeAll(where: offline.contains)
        let isReduced =
            answer.replicaNodes.count < partition.replicas.count
            || answer.isrNodes.count < partition.inSyncReplicas.count
        if answer.errorCode == .none && isReduced { answer.errorCode = .replicaNotAvailable }
    }
}

/// Bit fields of the operations that everybody may carry out when there is no authorizer.
enum AuthorizedOperations {
    static let cluster: Int32 = 8096
    static let topic: Int32 = 3576
    static let group: Int32 = 328
    /// Not asked for.
    static let omitted = Int32.min
}
