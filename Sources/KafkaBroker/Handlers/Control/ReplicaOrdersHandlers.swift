import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Replication
import Scheduling

/// LeaderAndIsr: the controller makes leaders and followers. Versions 0–7: v2 groups by topic, v5
/// topic ids, v6 leader recovery state.
struct LeaderAndIsrHandler: ControlHandler {
    let change: LeadershipChange
    let fence: ControllerFence
    let orders: BlockingExecutor
    let configuration: DynamicConfiguration
    let configs: ConfigStore

    func handle(_ request: LeaderAndIsrRequest, _ context: RequestContext) async
        -> LeaderAndIsrResponse
    {
        await fence.untilRegistered()
        await configuration.load(topics: newTopics(in: request), from: configs)
        return await orders.run {
            change.apply(request, version: context.version, connection: context.connection)
        }
    }
}

extension LeaderAndIsrHandler {
    /// The topics that are new, or new to this broker.
    private func newTopics(in request: LeaderAndIsrRequest) -> [String] {
        var names: Set<String> = []
        for state in request.ungroupedPartitionStates
        where state.isNew || !configuration.knows(topic: state.topicName) {
            names.insert(state.topicName)
        }
        for topic in request.topicStates
        where topic.partitionStates.contains(where: \.isNew)
            || !configuration.knows(topic: topic.topicName)
        {
            names.insert(topic.topicName)
        }
        return names.sorted()
    }
}

/// StopReplica: the controller stops replicas and has them deleted. Versions 0–4: v3 leader epochs
/// and deletion for each partition.
struct StopReplicaHandler: ControlHandler {
    let change: LeadershipChange
    let fence: ControllerFence
    let orders: BlockingExecutor

    func handle(_ request: StopReplicaRequest, _ context: RequestContext) async
        -> StopReplicaResponse
    {
        await fence.untilRegistered()
        return await orders.run { change.apply(request, connection: context.connection) }
    }
}

/// UpdateMetadata: the controller tells who lives and who leads. Versions 0–8: v5 groups by topic
/// and names the broker's epoch, v7 topic ids.
struct UpdateMetadataHandler: ControlHandler {
    let cache: MetadataCache
    let fence: ControllerFence
    let orders: BlockingExecutor
    /// Told of partitions that are no more.
    let removed: @Sendable ([TopicPartition]) -> Void

    func handle(_ request: UpdateMetadataRequest, _ context: RequestContext) async
        -> UpdateMetadataResponse
    {
        await fence.untilRegistered()
        // In the same queue as the other orders, so that a later one never overtakes an earlier.
        return await orders.run {
            let admitted = fence.admit(
                controller: request.controllerEpoch, broker: request.brokerEpoch,
                connection: context.connection)
            guard admitted == .none else { return UpdateMetadataResponse(errorCode: admitted) }
            let gone = cache.apply(request)
            if !gone.isEmpty { removed(gone) }
            return UpdateMetadataResponse()
        }
    }
}
