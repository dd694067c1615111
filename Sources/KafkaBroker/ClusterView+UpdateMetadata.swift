import KafkaModel
import KafkaProtocol

extension ClusterView {
    /// Live brokers and the controller are replaced as a whole, partitions one by one; a partition
    /// with the leader "during delete" is forgotten.
    mutating func apply(_ request: UpdateMetadataRequest) -> [TopicPartition] {
        controller = request.controllerId
        controllerEpoch = request.controllerEpoch
        brokers = Dictionary(
            request.liveBrokers.map { ($0.id, Broker($0)) }, uniquingKeysWith: { _, last in last })

        var removed: [TopicPartition] = []
        for topic in request.topicStates {
            for state in topic.partitionStates {
                apply(state, topic: topic.topicName, id: topic.topicId, removed: &removed)
            }
        }
        for state in request.ungroupedPartitionStates {
            apply(state, topic: state.topicName, id: .zero, removed: &removed)
        }
        return removed
    }

    private mutating func apply(
        _ state: UpdateMetadataRequest.UpdateMetadataPartitionState, topic name: String, id: UUID,
        removed: inout [TopicPartition]
    ) {
        if state.leader == .duringDelete {
            forget(name, state.partitionIndex)
            removed.append(TopicPartition(name, state.partitionIndex))
            return
        }
        if let old = topics[name]?.id, old != id, !old.isZero { topicNames[old] = nil }
        topics[name, default: Topic(id: id, partitions: [:])].id = id
        topics[name]?.partitions[state.partitionIndex] = Partition(state)
        if !id.isZero { topicNames[id] = name }
    }

    private mutating func forget(_ name: String, _ partition: Int32) {
        guard var topic = topics.removeValue(forKey: name) else { return }
        topic.partitions[partition] = nil
        if topic.partitions.isEmpty {
            topicNames[topic.id] = nil
        } else {
            topics[name] = topic
        }
    }
}

extension ClusterView.Partition {
    init(_ state: UpdateMetadataRequest.UpdateMetadataPartitionState) {
        self.init(
            leader: state.leader, leaderEpoch: state.leaderEpoch,
            controllerEpoch: state.controllerEpoch, partitionEpoch: state.zkVersion,
            replicas: state.replicas, inSyncReplicas: state.isr,
            offlineReplicas: state.offlineReplicas)
    }
}

extension ClusterView.Broker {
    /// Before version 1 a broker has one address; before version 3 endpoints have no listener name
    /// and are known by their security protocol.
    init(_ broker: UpdateMetadataRequest.UpdateMetadataBroker) {
        var endpoints: [String: Endpoint] = [:]
        for endpoint in broker.endpoints {
            let name =
                endpoint.listener.isEmpty
                ? Self.protocolName(endpoint.securityProtocol) : endpoint.listener
            endpoints[name] = Endpoint(host: endpoint.host, port: endpoint.port)
        }
        if endpoints.isEmpty, !broker.v0Host.isEmpty {
            endpoints["PLAINTEXT"] = Endpoint(host: broker.v0Host, port: broker.v0Port)
        }
        self.init(id: broker.id, rack: broker.rack, endpoints: endpoints)
    }

    private static func protocolName(_ id: Int16) -> String {
        switch id {
        case 1: "SSL"
        case 2: "SASL_PLAINTEXT"
        case 3: "SASL_SSL"
        default: "PLAINTEXT"
        }
    }
}
