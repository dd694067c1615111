import ClusterMetadata
import KafkaModel
import Platform
import Telemetry
import ZooKeeperClient

/// Elections, taking office, resigning.
extension Controller {
    var isActive: Bool { office != nil }

    /// Runs for office if there is no controller.
    func elect() async {
        do throws(ClusterMetadataError) {
            // The watch for the deletion of a node that does not exist yet.
            _ = try await store.exists(ControllerZNode.path, watch: true)
            if let current = try await store.controller(watch: true) {
                let isLeftOver =
                    !isActive && current.stat.ephemeralOwner == store.zooKeeper.sessionID
                guard isLeftOver else { return see(current.znode.brokerID) }
                // Elected in this session, but never in office: others must not wait for us.
                try await removeLeftOver(version: current.stat.version)
            }
            let timestamp = time.wallMilliseconds()
            let result = try await ControllerStore.elect(
                settings.brokerID, timestamp: timestamp, store)
            switch result {
            case .won(let epoch, let guardVersion): await takeOffice(epoch, guardVersion)
            case .lost(let winner):
                see(winner)
                // Gone again before we looked; no watch may tell.
                if winner == nil { queue.put(.reelect) }
            }
        } catch {
            logger.error("the election of a controller failed: \(error)")
            see(nil)
        }
    }

    private func removeLeftOver(version: Int32) async throws(ClusterMetadataError) {
        do {
            try await store.zooKeeper.delete(ControllerZNode.path, version: version)
        } catch {
            guard error.code == .noNode || error.code == .badVersion else {
                throw .zooKeeper(error)
            }
        }
    }

    /// Notes who is controller.
    private func see(_ controller: BrokerID?) {
        publish { $0.activeController = controller }
    }

    /// Loads what ZooKeeper holds and brings the cluster in order. An error ends the office at once.
    private func takeOffice(_ epoch: ControllerEpoch, _ guardVersion: Int32) async {
        logger.info("elected controller with epoch \(epoch)")
        let office = ControllerStore(store, epoch: epoch, guardVersion: guardVersion)
        self.office = office
        context = ControllerContext()
        context.epoch = epoch
        publish {
            $0.activeController = settings.brokerID
            $0.epoch = epoch
        }
        do throws(ClusterMetadataError) {
            try await failOver(office)
            publish { $0.isActive = true }
            logger.info("in office with epoch \(epoch)")
        } catch {
            logger.error("cannot take office, stepping down: \(error)")
            resign()
            guard error != .controllerMoved else { return }
            do throws(ClusterMetadataError) {
                try await office.deleteController()
            } catch {
                logger.error("cannot give the office back: \(error)")
            }
        }
    }

    /// If `/controller` names another broker by now, or none, this one is controller no more.
    func resignIfReplaced() async {
        do throws(ClusterMetadataError) {
            _ = try await store.exists(ControllerZNode.path, watch: true)
            let current = try await store.controller(watch: true)
            see(current?.znode.brokerID)
            guard isActive else { return }
            let isOurs =
                current?.znode.brokerID == settings.brokerID
                && current?.stat.ephemeralOwner == store.zooKeeper.sessionID
            if !isOurs { resign() }
        } catch {
            // Not knowing is no reason to go: the guard keeps our writes in check.
            logger.error("cannot read who is controller: \(error)")
        }
    }

    /// Forgets the office and all that came with it. Nothing is written.
    func resign() {
        guard isActive else { return }
        logger.info("resigning as controller of epoch \(context.epoch)")
        office = nil
        closeChannels()
        context = ControllerContext()
        batch = BrokerRequestBatch()
        publish {
            $0.isActive = false
            if $0.activeController == settings.brokerID { $0.activeController = nil }
        }
    }
}

// Failover.
extension Controller {
    private func failOver(_ office: ControllerStore) async throws(ClusterMetadataError) {
        try await office.createOrUpdateFeature(for: settings.protocolVersion)
        _ = try await store.exists(PartitionListZNode.preferredElectionPath, watch: true)
        try await dropOldNotifications(office)
        try await loadContext(office)
        for id in context.liveOrShuttingDown { openChannel(id) }

        let deletions = try await store.topicDeletions(watch: true)
        try await beginDeletions(deletions)

        // All brokers must know each other before they are told to follow one another.
        batch.addMetadata([])
        sendBatch()

        // Leaders first: one write gives a partition its new leader and drops the dead from its ISR.
        context.initializeStates()
        try await electLeaderless(sending: false)
        try await startReplicas()
        sendBatch()

        deleteLeftReplicas(on: context.liveOrShuttingDown)
        sendBatch()

        try await resumeReassignments()
        try await resumeDeletions()
        try await runPreferredElections()
        if settings.balancesLeaders {
            schedule(.balanceLeaders(context.epoch), after: .seconds(5))
        }
    }

    /// What was told to an earlier controller is loaded below anyhow.
    private func dropOldNotifications(_ office: ControllerStore) async throws(ClusterMetadataError)
    {
        for path in [MetadataPath.logDirEvents, MetadataPath.isrChanges] {
            let old = try await store.sequentialChildren(path, watch: true)
            try await office.delete(old.map(\.path))
        }
    }

    private func loadContext(_ office: ControllerStore) async throws(ClusterMetadataError) {
        context.setBrokers(try await store.brokers(watch: true))
        for id in context.liveOrShuttingDown {
            _ = try await store.exists(BrokerZNode.path(id), watch: true)
        }
        let names = try await store.topicNames(watch: true)
        try await loadTopics(names, office)
        context.leadership = try await store.partitionStates(context.allPartitions)
        context.leftReplicas = LeftReplicaList(try await store.leftReplicas())
    }

    /// Reads topics with a watch on each, and gives those without an id one. Returns the topics that
    /// exist and can be read.
    @discardableResult
    func loadTopics(_ names: [String], _ office: ControllerStore)
        async throws(ClusterMetadataError) -> [String]
    {
        var loaded: [String] = []
        for (name, znode) in try await store.topics(names, watch: true) {
            var topic = znode
            if topic.topicID == nil, settings.protocolVersion.usesTopicIDs {
                topic.topicID = UUID.random { random.next() }
                try await office.setTopic(name, topic)
            }
            context.setTopic(name, topic)
            loaded.append(name)
        }
        return loaded
    }

    /// Tells every replica on a live broker what it is, and takes the others out of their ISR. Topics
    /// on their way out are left to their deletion.
    private func startReplicas() async throws(ClusterMetadataError) {
        let staying = allReplicas.filter { !context.isQueuedForDeletion($0.partition.topic) }
        let (online, offline) = staying.partitioned { context.isOnline($0.broker, $0.partition) }
        try await moveReplicas(online, to: .online)
        try await moveReplicas(offline, to: .offline)
    }

    private var allReplicas: [Replica] { context.topics.flatMap { context.replicas(of: $0) } }
}

// The ways to the brokers.
extension Controller {
    func openChannel(_ id: BrokerID) {
        guard let endpoint = context.brokers[id]?.endpoint(settings.listener) else {
            return logger.error(
                "broker \(id) has no listener \(settings.listener): no orders for it")
        }
        let channel = BrokerChannel(
            BrokerDestination(broker: id, endpoint: endpoint), sender: sender, time: time,
            logger: logger)
        channels[id] = channel
        let epoch = context.epoch
        start { [queue] in
            await channel.run { answer in
                switch answer {
                case .leaderAndIsr(let request, let response):
                    queue.put(.leaderAndIsrAnswer(id, epoch, request, response))
                case .stopReplica(let partitions, let response) where !partitions.isEmpty:
                    queue.put(.stopReplicaAnswer(id, epoch, partitions, response))
                case .stopReplica, .updateMetadata: break
                }
            }
        }
    }

    func closeChannel(_ id: BrokerID) {
        channels.removeValue(forKey: id)?.close()
    }

    func closeChannels() {
        for id in channels.keys.sorted() { closeChannel(id) }
    }

    /// Sends what the round has gathered.
    func sendBatch() {
        let orders = batch.orders(context, settings)
        batch = BrokerRequestBatch()
        for (broker, list) in orders {
            guard let channel = channels[broker] else { continue }
            for order in list where !channel.put(order) { queue.put(.channelOverfull(broker)) }
        }
    }

    /// A broker was too far behind with its orders, and those that waited are lost: tells it the
    /// present state, as if it had come back.
    func startChannelAnew(_ id: BrokerID) async throws(ClusterMetadataError) {
        guard context.brokers[id] != nil else { return }
        logger.warn("broker \(id) did not take its orders in time; telling it everything anew")
        closeChannel(id)
        openChannel(id)
        batch.addMetadata(context.allPartitions, to: [id])
        let replicas = context.replicas(on: [id])
        try await moveReplicas(
            replicas.filter { context.replicaState($0) == .online }, to: .online)
        for replica in replicas where context.replicaState(replica) == .offline {
            orderStop(replica, deletes: false)
        }
        sendBatch()
        context.leftReplicas.beingDeleted = context.leftReplicas.beingDeleted.filter {
            $0.broker != id
        }
        deleteLeftReplicas(on: [id])
        sendBatch()
        // Whether these were deleted is not known any more.
        try await replicaDeletionsFailed(
            replicas.filter { context.replicaState($0) == .deletionStarted })
        try await resumeDeletions(
            of: Set(replicas.map(\.partition.topic)).filter(context.isQueuedForDeletion))
    }

    /// Waits until the other brokers have all orders, for at most `limit`. To be called before this
    /// broker stops, so that what it decided last is known without a successor.
    package func deliverOrders(within limit: Duration) async {
        let open = channels.values.filter { $0.broker != settings.brokerID }
        let deadline = Task { [time] in
            guard (try? await time.sleep(for: limit)) != nil else { return }
            for channel in open { channel.stopWaiting() }
        }
        await withDiscardingTaskGroup { group in
            for channel in open { group.addTask { await channel.drained() } }
        }
        deadline.cancel()
    }
}

extension Array {
    /// Those for which `belongs` holds, and the others, both in order.
    func partitioned(_ belongs: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(belongs), filter { !belongs($0) })
    }
}
