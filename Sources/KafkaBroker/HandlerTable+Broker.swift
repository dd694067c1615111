import ClusterMetadata
import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Replication

extension HandlerTable {
    /// All that this broker serves.
    init(
        _ cluster: ClusterParts, _ replicas: ReplicaParts, _ groups: GroupParts,
        _ world: BrokerWorld
    ) {
        self.init()
        let fetch = cluster.configuration.broker.fetch
        addMetadata(cluster)
        addAdministration(cluster)
        addControl(cluster, replicas, groups)
        addGroups(cluster, groups)
        addRecordHandlers(
            RecordServices(
                append: replicas.append, read: replicas.read, deletion: replicas.deletion,
                partitions: replicas.partitions, cache: cluster.cache,
                sessions: FetchSessionCache(
                    capacity: fetch.sessionCacheSlots, time: world.time, random: world.random),
                disk: world.disk, maximumFetchBytes: fetch.maximumBytes))
        add(
            DescribeLogDirsHandler(
                logs: replicas.logs, partitions: replicas.partitions, blocking: world.blocking))
        add(
            AlterReplicaLogDirsHandler(
                moves: replicas.moves, orders: replicas.orders, cache: cluster.cache))
        add(ApiVersionsHandler(serving: served))
    }

    private mutating func addMetadata(_ cluster: ClusterParts) {
        add(
            MetadataHandler(
                cache: cluster.cache, clusterID: cluster.identity.clusterID,
                autoCreation: cluster.autoCreation))
        add(
            DescribeClusterHandler(cache: cluster.cache, clusterID: cluster.identity.clusterID))
        add(
            FindCoordinatorHandler(
                cache: cluster.cache, autoCreation: cluster.autoCreation,
                offsetsPartitions: cluster.configuration.broker.offsets.topicPartitions))
    }

    private mutating func addAdministration(_ cluster: ClusterParts) {
        let configuration = cluster.configuration
        let changes = TopicChanges(
            controller: cluster.controller, administration: cluster.administration,
            cache: cluster.cache, config: { configuration.broker })
        add(CreateTopicsHandler(changes: changes))
        add(CreatePartitionsHandler(changes: changes))
        add(DeleteTopicsHandler(changes: changes))
        add(ElectLeadersHandler(controller: cluster.controller, cache: cluster.cache))
        add(AlterPartitionReassignmentsHandler(controller: cluster.controller))
        add(ListPartitionReassignmentsHandler(controller: cluster.controller))
        let alteration = ConfigAlteration(
            brokerID: cluster.identity.brokerID, configuration: configuration,
            store: cluster.configs, cache: cluster.cache)
        add(
            DescribeConfigsHandler(
                brokerID: cluster.identity.brokerID, configuration: configuration,
                store: cluster.configs, cache: cluster.cache))
        add(AlterConfigsHandler(alteration: alteration))
        add(IncrementalAlterConfigsHandler(alteration: alteration))
    }

    private mutating func addGroups(_ cluster: ClusterParts, _ parts: GroupParts) {
        let groups = parts.coordinator
        let znodes = OffsetZNodes(store: ConsumerOffsetStore(cluster.store))
        add(JoinGroupHandler(groups: groups))
        add(SyncGroupHandler(groups: groups))
        add(HeartbeatHandler(groups: groups))
        add(LeaveGroupHandler(groups: groups))
        add(OffsetCommitHandler(groups: groups, cache: cluster.cache, znodes: znodes))
        add(OffsetFetchHandler(groups: groups, znodes: znodes))
        add(OffsetDeleteHandler(groups: groups, cache: cluster.cache))
        add(DescribeGroupsHandler(groups: groups))
        add(ListGroupsHandler(groups: groups))
        add(DeleteGroupsHandler(groups: groups))
    }

    private mutating func addControl(
        _ cluster: ClusterParts, _ replicas: ReplicaParts, _ groups: GroupParts
    ) {
        add(
            LeaderAndIsrHandler(
                change: replicas.change, fence: replicas.fence, orders: replicas.orders,
                configuration: cluster.configuration, configs: cluster.configs))
        add(
            StopReplicaHandler(
                change: replicas.change, fence: replicas.fence, orders: replicas.orders))
        add(
            UpdateMetadataHandler(
                cache: cluster.cache, fence: replicas.fence, orders: replicas.orders,
                removed: {
                    [
                        coordinator = groups.coordinator, cache = cluster.cache,
                        configuration = cluster.configuration
                    ] partitions in
                    coordinator.partitionsDeleted(partitions)
                    let topics = Set(partitions.map(\.topic))
                    let known = cache.current.topics
                    for topic in topics where known[topic] == nil { configuration.forget(topic) }
                }))
        add(ControlledShutdownHandler(controller: cluster.controller))
        add(AlterPartitionHandler(controller: cluster.controller))
        add(AllocateProducerIDsHandler(controller: cluster.controller))
        let ids = ProducerIDs(
            brokerID: cluster.identity.brokerID,
            brokerEpoch: { [fence = replicas.fence] in fence.brokerEpoch },
            source: Self.producerIDs(cluster), time: cluster.time,
            logger: cluster.configuration.logger)
        add(InitProducerIDHandler(ids: ids))
    }

    private static func producerIDs(_ cluster: ClusterParts) -> ProducerIDSource {
        let version = cluster.configuration.broker.protocolVersion
        return version.allocatesProducerIDsThroughController
            ? .controller(cluster.channel) : .zooKeeper(ProducerIDStore(cluster.store))
    }
}
