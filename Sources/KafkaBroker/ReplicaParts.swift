import BrokerClient
import ClusterMetadata
import Configuration
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Replication
import Scheduling
import Storage
import Telemetry

/// The parts of a broker that keep partitions: logs, replicas and how they follow.
struct ReplicaParts: Sendable {
    let logs: LogDirectories
    let partitions: HostedPartitions
    let fence: ControllerFence
    let append: RecordAppend
    let read: RecordRead
    let deletion: RecordDeletion
    let change: LeadershipChange
    let moves: ReplicaMoves
    let fetchers: FetcherPool
    let quotas: ReplicationQuotas
    let updates: any InSyncReplicasChanges
    let monitor: ISRMonitor
    let checkpoint: HighWatermarkCheckpoint
    let cleaner: LogCleaner
    /// One thread: the controller's orders are carried out one at a time.
    let orders: BlockingExecutor

    init(
        _ logs: LogDirectories, _ partitions: HostedPartitions, fence: ControllerFence,
        cluster: ClusterParts,
        observer: any LeadershipObserver, world: BrokerWorld
    ) {
        let config = cluster.configuration.broker
        let cache = cluster.cache
        let time = world.time
        let isKnown: @Sendable (TopicPartition) -> Bool = { cache.current.partition($0) != nil }
        var settings = ReplicationSettings(brokerID: cluster.identity.brokerID)
        settings.replicaLagTimeMax = config.replication.maximumLag
        settings.brokenRule = world.brokenRule
        self.logs = logs
        self.partitions = partitions
        self.fence = fence
        orders = world.makeExecutor("orders", 1)
        quotas = ReplicationQuotas(cluster, time)
        append = RecordAppend(partitions, time: time, isKnown: isKnown)
        read = RecordRead(
            partitions, time: time, disk: world.disk,
            coldReads: world.metrics.counter(
                "needletail_fetch_cold_reads",
                help: "Fetches that had to wait for a disk before they could be answered"),
            nearest: Self.readReplicaChoice(cluster), quota: quotas.leader, isKnown: isKnown)
        deletion = RecordDeletion(
            partitions, logs: logs, blocking: world.blocking, time: time, isKnown: isKnown)
        fetchers = Self.makeFetchers(fence, cluster, quotas.follower, world)
        updates = Self.makeUpdates(fence, cluster, world)
        monitor = ISRMonitor(partitions, settings: settings, time: time)
        checkpoint = HighWatermarkCheckpoint(
            partitions, logs: logs, time: time, blocking: world.blocking,
            interval: config.replication.highWatermarkCheckpointInterval)
        let configuration = cluster.configuration
        cleaner = LogCleaner(
            logs, executor: world.makeExecutor("cleaner", LogCleaner.maximumThreads),
            settings: { CleanerSettings(configuration.broker.cleaner) },
            highWatermark: { partitions.online($0)?.highWatermark })
        var surroundings = LeadershipChange.Surroundings(
            partitions: partitions, logs: logs, fence: fence, fetching: fetchers,
            observer: observer, settings: settings,
            replication: ClusterSurroundings(cache: cache, updates: updates), time: time,
            logger: world.logger.named("LeadershipChange"),
            config: { configuration.log(of: $0) })
        surroundings.makeExecutor = world.makeExecutor
        moves = Self.makeMoves(logs, partitions, orders, configuration, world)
        surroundings.moves = moves
        change = LeadershipChange(surroundings)
    }

    /// `nil`: consumers always read from the leader.
    private static func readReplicaChoice(_ cluster: ClusterParts) -> ReadReplicaChoice? {
        let selector = cluster.configuration.broker.replication.selector
        guard selector != .leader else { return nil }
        return ReadReplicaChoice(selector, brokerID: cluster.identity.brokerID) {
            [cache = cluster.cache] broker, listener in
            let known = cache.current.brokers[broker]
            return known?.endpoints[listener] == nil ? nil : known?.rack
        }
    }

    private static func makeMoves(
        _ logs: LogDirectories, _ partitions: HostedPartitions, _ orders: BlockingExecutor,
        _ configuration: DynamicConfiguration, _ world: BrokerWorld
    ) -> ReplicaMoves {
        let config = configuration.broker.replication
        var settings = ReplicaMoves.Settings()
        settings.threads = config.moveThreads ?? configuration.broker.logs.directories.count
        settings.maxBytes = Int(config.fetchMaximumBytes)
        settings.backoff = config.fetchBackoff
        settings.samples = config.moveSamples
        settings.sampleLength = config.moveSampleLength
        return ReplicaMoves(
            settings,
            .init(
                partitions: partitions, logs: logs, orders: orders,
                executor: world.makeExecutor("moves", max(1, settings.threads)),
                time: world.time, logger: world.logger.named("ReplicaMoves"),
                config: { configuration.log(of: $0) },
                bytesPerSecond: { configuration.broker.replication.moveBytesPerSecond }))
    }

    private static func makeUpdates(
        _ fence: ControllerFence, _ cluster: ClusterParts, _ world: BrokerWorld
    ) -> any InSyncReplicasChanges {
        let brokerID = cluster.identity.brokerID
        let logger = world.logger.named("ISRUpdate")
        guard cluster.configuration.broker.protocolVersion.usesAlterPartition else {
            return ISRWriter(
                brokerID: brokerID, store: cluster.store, time: world.time, logger: logger)
        }
        let channel = cluster.channel
        return ISRUpdate(
            brokerID: brokerID, brokerEpoch: { fence.brokerEpoch }, time: world.time,
            logger: logger
        ) { (make) async throws(BrokerClientError) in try await channel.send(make) }
    }

    private static func makeFetchers(
        _ fence: ControllerFence, _ cluster: ClusterParts, _ quota: ReplicationQuota,
        _ world: BrokerWorld
    ) -> FetcherPool {
        let config = cluster.configuration.broker
        var settings = FetcherSettings(brokerID: cluster.identity.brokerID)
        settings.brokenRule = world.brokenRule
        settings.fetchersPerLeader = config.replication.fetchers
        settings.maxBytesPerPartition = config.replication.fetchMaximumBytes
        settings.maxBytesPerResponse = config.replication.fetchResponseMaximumBytes
        settings.minBytes = config.replication.fetchMinimumBytes
        settings.maxWait = config.replication.fetchMaximumWait
        settings.maxBackoff = config.replication.fetchBackoff
        settings.fetchVersion = config.protocolVersion.fetchVersion
        var connection = ClusterParts.connectionSettings(config, cluster.identity)
        connection.requestTimeout = config.replication.socketTimeout
        let cache = cluster.cache
        let listener = config.listeners.interBroker.value
        return FetcherPool(
            settings, brokerEpoch: { fence.brokerEpoch }, quota: quota, time: world.time,
            logger: world.logger.named("ReplicaFetcher")
        ) { [connection] leader in
            BrokerLeaderEndpoint(leader, over: world.transport, settings: connection) { broker in
                cache.current.brokers[broker]?.endpoints[listener].map {
                    SocketAddress(host: $0.host, port: UInt16(clamping: $0.port))
                }
            }
        }
    }

    /// Work that goes on until it is cancelled.
    func runBackgroundWork(_ world: BrokerWorld) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await monitor.run() }
            group.addTask { await checkpoint.run() }
            group.addTask { await maintainLogs(world) }
            group.addTask { await watchDisks(world) }
            group.addTask { await cleaner.run() }
            group.addTask { await moves.run() }
        }
    }

    private func maintainLogs(_ world: BrokerWorld) async {
        while !Task.isCancelled {
            let next = await world.blocking.run {
                logs.performMaintenance { partitions.online($0)?.highWatermark }
            }
            do { try await world.time.sleep(until: next) } catch { return }
        }
    }

    private func watchDisks(_ world: BrokerWorld) async {
        while !Task.isCancelled {
            let next = await world.blocking.run { logs.lookAtDisks() }
            do { try await world.time.sleep(until: next) } catch { return }
        }
    }

    /// Ends replication and closes the logs; blocks for their files.
    func close(_ world: BrokerWorld) async {
        updates.close()
        await fetchers.close()
        let (checkpoint, cleaner, moves) = (checkpoint, cleaner, moves)
        await world.blocking.run {
            cleaner.stop()
            moves.stop()
            checkpoint.write()
        }
        await logs.close(
            highWatermark: { checkpoint.highWatermark(of: $0) }, on: world.blocking)
        orders.stop()
    }
}

/// What partitions ask of the rest of the broker.
private struct ClusterSurroundings: ReplicationSurroundings {
    let cache: MetadataCache
    let updates: any InSyncReplicasChanges

    func isAlive(_ broker: BrokerID) -> Bool { cache.current.isAlive(broker) }

    func requestInSyncReplicas(_ proposal: InSyncReplicasProposal) { updates.request(proposal) }
}
