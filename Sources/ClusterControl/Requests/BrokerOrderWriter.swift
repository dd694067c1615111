import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// Writes the controller's requests from what it knows, in the versions that
/// `inter.broker.protocol.version` allows.
struct BrokerOrderWriter {
    let context: ControllerContext
    let settings: ControllerSettings

    /// Partitions grouped by topic, both ascending.
    private func grouped(_ partitions: some Sequence<TopicPartition>)
        -> [(topic: String, partitions: [TopicPartition])]
    {
        Dictionary(grouping: partitions, by: \.topic)
            .map { (topic: $0.key, partitions: $0.value.sorted()) }
            .sorted { $0.topic < $1.topic }
    }
}

// LeaderAndIsr.
extension BrokerOrderWriter {
    /// Nothing if no partition has a leadership to tell.
    func leaderAndIsr(_ partitions: [TopicPartition: Bool], _ brokerEpoch: BrokerEpoch)
        -> [BrokerOrder]
    {
        let version = settings.protocolVersion.leaderAndIsrVersion
        var request = LeaderAndIsrRequest(
            controllerId: settings.brokerID, controllerEpoch: context.epoch,
            brokerEpoch: brokerEpoch)
        var leaders: Set<BrokerID> = []
        for (topic, members) in grouped(partitions.keys) {
            let states = members.compactMap {
                leaderAndIsrState($0, isNew: partitions[$0] ?? false)
            }
            if states.isEmpty { continue }
            leaders.formUnion(states.map(\.leader))
            if version >= 2 {
                request.topicStates.append(
                    LeaderAndIsrRequest.LeaderAndIsrTopicState(
                        topicName: topic, topicId: context.topicIDs[topic] ?? .zero,
                        partitionStates: states))
            } else {
                request.ungroupedPartitionStates += states
            }
        }
        if request.topicStates.isEmpty, request.ungroupedPartitionStates.isEmpty { return [] }
        request.liveLeaders = leaders.sorted().compactMap(liveLeader)
        return [.leaderAndIsr(request, version: version)]
    }

    private func leaderAndIsrState(_ partition: TopicPartition, isNew: Bool)
        -> LeaderAndIsrRequest.LeaderAndIsrPartitionState?
    {
        guard let known = context.leadership[partition],
            let assignment = context.assignment(partition)
        else { return nil }
        let version = settings.protocolVersion.leaderAndIsrVersion
        var state = LeaderAndIsrRequest.LeaderAndIsrPartitionState()
        if version < 2 { state.topicName = partition.topic }
        state.partitionIndex = partition.partition
        state.controllerEpoch = known.state.controllerEpoch
        state.leader = known.state.leader
        state.leaderEpoch = known.state.leaderEpoch
        state.isr = known.state.inSyncReplicas
        state.partitionEpoch = known.epoch
        state.replicas = assignment.replicas
        if version >= 3 {
            state.addingReplicas = assignment.adding
            state.removingReplicas = assignment.removing
        }
        state.isNew = version >= 1 && isNew
        if version >= 6 { state.leaderRecoveryState = known.state.recovery.rawValue }
        return state
    }

    private func liveLeader(_ id: BrokerID) -> LeaderAndIsrRequest.LeaderAndIsrLiveLeader? {
        guard let endpoint = context.brokers[id]?.endpoint(settings.listener) else { return nil }
        return LeaderAndIsrRequest.LeaderAndIsrLiveLeader(
            brokerId: id, hostName: endpoint.host, port: endpoint.port)
    }
}

// UpdateMetadata.
extension BrokerOrderWriter {
    /// With all live brokers and these partitions; the broker epoch is left to the caller.
    func updateMetadata(_ partitions: Set<TopicPartition>) -> UpdateMetadataRequest {
        let version = settings.protocolVersion.updateMetadataVersion
        var request = UpdateMetadataRequest()
        request.controllerId = settings.brokerID
        request.controllerEpoch = context.epoch
        request.liveBrokers = context.liveOrShuttingDown.compactMap {
            context.brokers[$0].map { Self.broker($0, version) }
        }
        for (topic, members) in grouped(partitions) {
            let states = members.compactMap(metadataState)
            if states.isEmpty { continue }
            if version >= 5 {
                request.topicStates.append(
                    UpdateMetadataRequest.UpdateMetadataTopicState(
                        topicName: topic,
                        topicId: version >= 7 ? context.topicIDs[topic] ?? .zero : .zero,
                        partitionStates: states))
            } else {
                request.ungroupedPartitionStates += states
            }
        }
        return request
    }

    private func metadataState(_ partition: TopicPartition)
        -> UpdateMetadataRequest.UpdateMetadataPartitionState?
    {
        guard let known = context.leadership[partition] else { return nil }
        let version = settings.protocolVersion.updateMetadataVersion
        let replicas = context.assignment(partition)?.replicas ?? []
        var state = UpdateMetadataRequest.UpdateMetadataPartitionState()
        if version < 5 { state.topicName = partition.topic }
        state.partitionIndex = partition.partition
        state.controllerEpoch = known.state.controllerEpoch
        state.isr = known.state.inSyncReplicas
        state.replicas = replicas
        if version >= 4 {
            state.offlineReplicas = replicas.filter {
                !context.isOnline($0, partition)
            }
        }
        if context.isQueuedForDeletion(partition.topic) {
            state.leader = .duringDelete
            state.leaderEpoch = 0
            state.zkVersion = 0
        } else {
            state.leader = known.state.leader
            state.leaderEpoch = known.state.leaderEpoch
            state.zkVersion = known.epoch
        }
        return state
    }

    private static func broker(_ broker: RegisteredBroker, _ version: Int16)
        -> UpdateMetadataRequest.UpdateMetadataBroker
    {
        var entry = UpdateMetadataRequest.UpdateMetadataBroker()
        entry.id = broker.id
        let endpoints = broker.registration.endpoints
        entry.rack = version >= 2 ? broker.registration.rack : ""
        if version == 0,
            let plaintext = endpoints.first(where: { $0.securityProtocol == .plaintext })
        {
            entry.v0Host = plaintext.host
            entry.v0Port = plaintext.port
        } else {
            entry.endpoints = endpoints.map { endpoint in
                UpdateMetadataRequest.UpdateMetadataEndpoint(
                    port: endpoint.port, host: endpoint.host,
                    listener: version >= 3 ? endpoint.listener : "",
                    securityProtocol: endpoint.securityProtocol.rawValue)
            }
        }
        return entry
    }
}

// StopReplica.
extension BrokerOrderWriter {
    func stopReplica(
        _ partitions: [TopicPartition: (deletes: Bool, epoch: LeaderEpoch)],
        to broker: BrokerID, _ brokerEpoch: BrokerEpoch
    ) -> [BrokerOrder] {
        let version = settings.protocolVersion.stopReplicaVersion
        let deleting = partitions.filter { $0.value.deletes }.keys.sorted()
        let reported = deleting.filter {
            context.isQueuedForDeletion($0.topic)
                || context.leftReplicas.beingDeleted.contains(Replica($0, on: broker))
        }
        guard version < 3 else {
            var request = emptyStopReplica(brokerEpoch)
            request.topicStates = grouped(partitions.keys).map { topic, members in
                StopReplicaRequest.StopReplicaTopicState(
                    topicName: topic,
                    partitionStates: members.map { partition in
                        StopReplicaRequest.StopReplicaPartitionState(
                            partitionIndex: partition.partition,
                            leaderEpoch: partitions[partition]?.epoch ?? .none,
                            deletePartition: partitions[partition]?.deletes ?? false)
                    })
            }
            return [.stopReplica(request, version: version, deleting: reported)]
        }
        // One request deletes all of its partitions or none.
        var orders: [BrokerOrder] = []
        let keeping = partitions.filter { !$0.value.deletes }.keys.sorted()
        for (members, deletes) in [(keeping, false), (deleting, true)] where !members.isEmpty {
            var request = emptyStopReplica(brokerEpoch)
            request.deletePartitions = deletes
            if version == 0 {
                request.ungroupedPartitions = members.map {
                    StopReplicaRequest.StopReplicaPartitionV0(
                        topicName: $0.topic, partitionIndex: $0.partition)
                }
            } else {
                request.topics = grouped(members).map { topic, members in
                    StopReplicaRequest.StopReplicaTopicV1(
                        name: topic, partitionIndexes: members.map(\.partition))
                }
            }
            orders.append(
                .stopReplica(request, version: version, deleting: deletes ? reported : []))
        }
        return orders
    }

    private func emptyStopReplica(_ brokerEpoch: BrokerEpoch) -> StopReplicaRequest {
        var request = StopReplicaRequest()
        request.controllerId = settings.brokerID
        request.controllerEpoch = context.epoch
        request.brokerEpoch = brokerEpoch
        return request
    }
}

extension RegisteredBroker {
    /// Where the broker listens under that name.
    func endpoint(_ listener: String) -> BrokerEndpoint? {
        registration.endpoints.first { $0.listener == listener }
    }
}
