import ClusterMetadata
import KafkaModel
import Telemetry
import ZooKeeperClient

/// From watches to events, and from events to what is done.
extension Controller {
    /// Turns what ZooKeeper tells into events until the stream ends.
    nonisolated func watch(_ events: AsyncStream<ZooKeeperEvent>) async {
        var lost: Int64?
        for await event in events {
            switch event {
            case .session(.expired(let session)):
                lost = session
                // What was to be done belongs to an office that is over.
                queue.clear()
                queue.put(.sessionExpired)
            case .session(.connected):
                guard let previous = lost else { continue }
                lost = nil
                queue.put(.sessionReplaced(previous: previous))
            case .session: continue
            default:
                if let event = Self.event(event) { queue.put(event) }
            }
        }
    }

    /// What a change of a node means; `nil` for nodes that are not the controller's business.
    private static func event(_ event: ZooKeeperEvent) -> ControllerEvent? {
        switch event {
        case .created(ControllerZNode.path), .dataChanged(ControllerZNode.path): .controllerChange
        case .deleted(ControllerZNode.path): .reelect
        case .childrenChanged(MetadataPath.brokerIDs): .brokerChange
        case .childrenChanged(MetadataPath.topics): .topicChange
        case .childrenChanged(MetadataPath.topicDeletions): .topicDeletion
        case .childrenChanged(MetadataPath.isrChanges): .isrChange
        case .childrenChanged(MetadataPath.logDirEvents): .logDirEvent
        case .created(PartitionListZNode.preferredElectionPath): .preferredElectionRequest
        case .created(ReassignPartitionsZNode.path), .dataChanged(ReassignPartitionsZNode.path),
            .deleted(ReassignPartitionsZNode.path):
            .reassignmentRequest
        case .dataChanged(let path): dataChange(path)
        default: nil
        }
    }

    private static func dataChange(_ path: String) -> ControllerEvent? {
        if let name = name(path, below: MetadataPath.topics) { return .partitionModification(name) }
        if let name = name(path, below: MetadataPath.brokerIDs), let id = Int32(name) {
            return .brokerModification(BrokerID(id))
        }
        return PartitionStateZNode.partition(path).map { .reassignedStateChange($0) }
    }

    /// The last element of a path right below another.
    private static func name(_ path: String, below parent: String) -> String? {
        guard path.hasPrefix(parent + "/") else { return nil }
        let rest = path.dropFirst(parent.utf8.count + 1)
        return rest.contains("/") ? nil : String(rest)
    }

    /// Does what an event asks for. Nothing that goes wrong ends the controller: a refused guard
    /// makes it look whether it still is one, everything else is told.
    func process(_ event: ControllerEvent) async {
        do throws(ClusterMetadataError) {
            if try await processOffice(event) { return }
            guard office != nil else { return event.refuse() }
            try await processInOffice(event)
        } catch {
            batch = BrokerRequestBatch()
            event.refuse()
            if error == .controllerMoved {
                logger.info("another broker is controller; checking")
                await resignIfReplaced()
            } else if error.code == .sessionExpired {
                // The office ends with the session, and whoever follows begins anew.
                logger.info("the session ended amid an event of the controller")
            } else {
                logger.error("an event of the controller failed: \(error)")
            }
            // Without its registration this broker is none, whatever stands in the way now.
            switch event {
            case .sessionReplaced, .start: schedule(event, after: .seconds(1))
            default: break
            }
        }
    }

    /// Events that concern every broker. `false` for all others.
    private func processOffice(_ event: ControllerEvent) async throws(ClusterMetadataError) -> Bool
    {
        switch event {
        case .start:
            try await registerIfLost()
            await elect()
        case .controllerChange: await resignIfReplaced()
        case .reelect:
            await resignIfReplaced()
            await elect()
        case .sessionExpired: resign()
        case .sessionReplaced(let previous):
            try await registerAgain(previous)
            await elect()
        default: return false
        }
        return true
    }

    /// Whoever registered this broker did so before anybody listened for the end of the session: one
    /// that ended in between is noticed here.
    private func registerIfLost() async throws(ClusterMetadataError) {
        let node = try await store.node(BrokerZNode.path(settings.brokerID))
        // Whoever owns a node that is not ours may be another process with our id.
        if node?.stat.ephemeralOwner != store.zooKeeper.sessionID { try await registerAgain(0) }
    }

    private func processInOffice(_ event: ControllerEvent) async throws(ClusterMetadataError) {
        switch event {
        case .brokerChange: try await brokersChanged()
        case .brokerModification(let id): try await brokerModified(id)
        case .topicChange: try await topicsChanged()
        case .partitionModification(let topic): try await topicModified(topic)
        case .topicDeletion: try await deletionsRequested()
        case .isrChange: try await isrsChanged()
        case .logDirEvent: try await logDirsFailed()
        case .preferredElectionRequest: try await preferredElectionsRequested()
        case .reassignmentRequest: _ = try await reassignmentsRequested()
        case .reassignedStateChange(let partition): try await reassignedStateChanged(partition)
        case .inSyncReplicasAltered(let partitions): try await finishReassignments(partitions)
        case .defaultUncleanElection: try await electLeaderless()
        case .uncleanElection(let topic): try await electLeaderless { $0.topic == topic }
        case .balanceLeaders(let epoch): try await balanceLeaders(epoch)
        case .channelOverfull(let id): try await startChannelAnew(id)
        case .leaderAndIsrAnswer(let broker, let epoch, let request, let response):
            try await leaderAndIsrAnswered(broker, epoch, request, response)
        case .stopReplicaAnswer(let broker, let epoch, let partitions, let response):
            try await stopReplicaAnswered(broker, epoch, partitions, response)
        case .controlledShutdown(let request, let reply):
            reply(try await shutDown(request))
        case .alterPartition(let request, let version, let reply):
            let (response, altered) = try await alter(request, version: version)
            reply(response)
            let moving = altered.filter(context.reassigned.contains)
            if !moving.isEmpty { queue.put(.inSyncReplicasAltered(moving)) }
        case .allocateProducerIDs(let request, let reply):
            reply(try await allocate(request))
        case .electLeaders(let request, let reply): reply(try await elect(request))
        case .alterReassignments(let request, let reply): reply(try await alter(request))
        case .listReassignments(let request, let reply): reply(reassignments(request))
        default: break
        }
    }
}
