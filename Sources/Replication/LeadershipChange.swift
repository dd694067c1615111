import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import Storage
import Telemetry

/// Where followers get their records: told which partitions to fetch from whom.
package protocol FollowerFetching: Sendable {
    /// Fetches the partition from `leader` from now on, instead of from whomever it was before.
    func fetch(_ partition: Partition, from leader: BrokerID)
    func stopFetching(_ partition: TopicPartition)
}

/// What others on this broker do when a partition's role changes: coordinators load or drop what
/// they keep. Called in order, on the thread that applies the controller's orders.
package protocol LeadershipObserver: Sendable {
    func becameLeader(_ partition: Partition, epoch: LeaderEpoch)
    /// Without an epoch: the replica was stopped.
    func resigned(_ partition: TopicPartition, epoch: LeaderEpoch?)
}

/// Carries out the controller's orders: LeaderAndIsr and StopReplica (Kafka: ReplicaManager
/// becomeLeaderOrFollower, stopReplicas).
///
/// Blocks for file work. The caller applies one order at a time, on a thread for blocking work.
///
/// After a kill the logs of a broker may take minutes to open. An order for a partition whose log is
/// not open yet is accepted and waits: its log is opened before those that nobody wants, and
/// ``resume(_:)`` carries it out then. A newer order takes its place, an older one is refused, a
/// StopReplica ends it. Meanwhile clients are told to come back.
package final class LeadershipChange: Sendable {
    package struct Surroundings: Sendable {
        package var partitions: HostedPartitions
        package var logs: LogDirectories
        package var fence: ControllerFence
        package var fetching: any FollowerFetching
        package var observer: any LeadershipObserver
        /// Told which partitions have a role, and which none any more.
        package var moves: ReplicaMoves?
        package var settings: ReplicationSettings
        package var replication: any ReplicationSurroundings
        package var time: any TimeSource
        package var logger: Logger
        /// The settings of a topic's logs.
        package var config: @Sendable (_ topic: String) -> LogConfig
        /// Makes the threads that create many logs at a time.
        package var makeExecutor: @Sendable (_ name: String, _ threads: Int) -> BlockingExecutor = {
            BlockingExecutor(name: $0, threads: $1)
        }

        package init(
            partitions: HostedPartitions, logs: LogDirectories, fence: ControllerFence,
            fetching: any FollowerFetching, observer: any LeadershipObserver,
            settings: ReplicationSettings, replication: any ReplicationSurroundings,
            time: any TimeSource, logger: Logger, config: @escaping @Sendable (String) -> LogConfig
        ) {
            self.partitions = partitions
            self.logs = logs
            self.fence = fence
            self.fetching = fetching
            self.observer = observer
            self.settings = settings
            self.replication = replication
            self.time = time
            self.logger = logger
            self.config = config
        }
    }

    private let own: Surroundings
    /// Orders for partitions whose logs are not open yet. Only touched where orders are applied.
    private let waiting = Lock([TopicPartition: PartitionAssignment]())

    package init(_ surroundings: Surroundings) {
        own = surroundings
    }

    // MARK: LeaderAndIsr

    /// `version` is that of the request: it decides the layout of the answer. `connection` is the number
    /// of the one over which it came; see ``ControllerFence``.
    package func apply(
        _ request: LeaderAndIsrRequest, version: Int16, connection: UInt64
    ) -> LeaderAndIsrResponse {
        let admitted = own.fence.admit(
            controller: request.controllerEpoch, broker: request.brokerEpoch,
            connection: connection)
        guard admitted == .none else { return LeaderAndIsrResponse(errorCode: admitted) }
        createLogs(of: request)
        var response = LeaderAndIsrResponse()
        for topic in request.topicStates {
            let errors = topic.partitionStates.map { state in
                answer(topic.topicName, state, topicID: topic.topicId)
            }
            // Versions 2 to 4 group the request by topic but not the answer.
            if version >= 5 {
                response.topics.append(.init(topicId: topic.topicId, partitionErrors: errors))
            } else {
                response.partitionErrors += errors
            }
        }
        response.partitionErrors += request.ungroupedPartitionStates.map { state in
            answer(state.topicName, state, topicID: .zero)
        }
        return response
    }

    /// Creates the logs of many new partitions side by side: each waits for the disk a few times, and
    /// the disk serves several waits at once. Failures show when the partition's turn comes.
    private func createLogs(of request: LeaderAndIsrRequest) {
        let missing = request.topicStates.flatMap { topic in
            topic.partitionStates.compactMap { state -> (TopicPartition, UUID, Bool)? in
                let id = TopicPartition(topic.topicName, state.partitionIndex)
                guard state.replicas.contains(own.settings.brokerID), own.partitions[id] == nil,
                    !own.logs.holds(id)
                else { return nil }
                return (id, topic.topicId, state.isNew)
            }
        }
        guard missing.count >= Self.fewestForThreads else { return }
        let threads = own.makeExecutor("create-logs", Self.creatingThreads)
        for (id, topicID, isNew) in missing {
            threads.execute { [own] in
                let log = try? own.logs.createLog(id, config: own.config(id.topic), isNew: isNew)
                if !topicID.isZero { try? log?.assign(topicID: topicID) }
            }
        }
        threads.stop()
    }

    /// With fewer new partitions the threads cost more than they save.
    private static let fewestForThreads = 8
    /// Enough to keep a disk busy with waits.
    private static let creatingThreads = 4

    private func answer(
        _ topic: String, _ state: LeaderAndIsrRequest.LeaderAndIsrPartitionState, topicID: UUID
    ) -> LeaderAndIsrResponse.LeaderAndIsrPartitionError {
        let partition = TopicPartition(topic, state.partitionIndex)
        let error = carryOut(partition, PartitionAssignment(state, topicID: topicID))
        return .init(
            topicName: topic, partitionIndex: state.partitionIndex, errorCode: error)
    }

    private func carryOut(_ id: TopicPartition, _ assignment: PartitionAssignment) -> ErrorCode {
        do throws(PartitionError) {
            if let partition = own.partitions.online(id) {
                let learns = try checkTopicID(assignment.topicID, partition)
                if assignment.leaderEpoch <= partition.leaderEpoch {
                    let isOld = assignment.leaderEpoch < partition.leaderEpoch
                    return learns && !isOld ? .none : .staleControllerEpoch
                }
            } else if case .offline = own.partitions[id] {
                throw PartitionError(.kafkaStorageError)
            }
            guard assignment.replicas.contains(own.settings.brokerID) else {
                throw PartitionError(.unknownTopicOrPartition)
            }
            if try waits(id, assignment) { return .none }
            let partition = try hosted(id, assignment)
            try take(assignment, partition)
            return .none
        } catch {
            if error.code == .kafkaStorageError {
                own.logger.error("\(id): \(error.message ?? "its log directory is offline")")
                own.partitions.markOffline(id)
            }
            return error.code
        }
    }

    /// Notes the order if the partition's log is not open yet.
    private func waits(_ id: TopicPartition, _ assignment: PartitionAssignment)
        throws(PartitionError) -> Bool
    {
        try checkUnopened(id, assignment.topicID)
        guard own.logs.want(id) else {
            // It has been opened just now: this order is the one to carry out.
            waiting.withLock { $0[id] = nil }
            return false
        }
        let isNewest = waiting.withLock { waiting in
            if let earlier = waiting[id], assignment.leaderEpoch <= earlier.leaderEpoch {
                return false
            }
            waiting[id] = assignment
            return true
        }
        guard isNewest else { throw PartitionError(.staleControllerEpoch) }
        own.partitions.markOpening(id)
        return true
    }

    /// A log of another topic of that name is not worth waiting for: the controller must know now.
    private func checkUnopened(_ id: TopicPartition, _ topicID: UUID) throws(PartitionError) {
        guard !topicID.isZero, let found = own.logs.topicID(ofUnopened: id), found != topicID else {
            return
        }
        throw PartitionError(LogError.inconsistentTopicID(expected: found, found: topicID))
    }

    /// Carries out the order that waits for the log of a partition, which is open by now, or lost with
    /// its directory. Called like ``apply(_:)``, never amid another order.
    package func resume(_ id: TopicPartition) {
        guard let assignment = waiting.withLock({ $0.removeValue(forKey: id) }) else { return }
        own.partitions.remove(id)
        let error = carryOut(id, assignment)
        guard error != .none else { return }
        own.logger.error("\(id): the order of the controller was not carried out: \(error)")
    }

    /// Notes the id if the log has none yet: `true`. Throws if it has another.
    private func checkTopicID(_ id: UUID, _ partition: Partition) throws(PartitionError) -> Bool {
        guard !id.isZero, partition.log.topicID != id else { return false }
        do throws(LogError) { try partition.log.assign(topicID: id) } catch {
            throw PartitionError(error)
        }
        return true
    }

    private func hosted(_ id: TopicPartition, _ assignment: PartitionAssignment)
        throws(PartitionError) -> Partition
    {
        if let partition = own.partitions.online(id) { return partition }
        let log: PartitionLog
        do throws(LogError) {
            log = try own.logs.createLog(id, config: own.config(id.topic), isNew: assignment.isNew)
            if !assignment.topicID.isZero { try log.assign(topicID: assignment.topicID) }
        } catch { throw PartitionError(error) }
        let partition = Partition(
            id, log: log, highWatermark: own.logs.checkpointedHighWatermark(id) ?? .zero,
            settings: own.settings, surroundings: own.replication, time: own.time)
        own.partitions.insert(partition)
        return partition
    }

    private func take(_ assignment: PartitionAssignment, _ partition: Partition)
        throws(PartitionError)
    {
        let id = partition.topicPartition
        if assignment.leader == own.settings.brokerID {
            own.fetching.stopFetching(id)
            do throws(LogError) { try partition.lead(assignment) } catch {
                throw PartitionError(error)
            }
            own.observer.becameLeader(partition, epoch: assignment.leaderEpoch)
        } else {
            partition.follow(assignment)
            own.observer.resigned(id, epoch: assignment.leaderEpoch)
            if assignment.leader.isBroker {
                own.fetching.fetch(partition, from: assignment.leader)
            } else {
                own.fetching.stopFetching(id)
            }
        }
        own.moves?.resume(id)
    }

    // MARK: StopReplica

    /// `connection` is the number of the one over which the request came.
    package func apply(_ request: StopReplicaRequest, connection: UInt64) -> StopReplicaResponse {
        let admitted = own.fence.admit(
            controller: request.controllerEpoch, broker: request.brokerEpoch,
            connection: connection)
        guard admitted == .none else { return StopReplicaResponse(errorCode: admitted) }
        let errors = request.stops.map { stop in
            StopReplicaResponse.StopReplicaPartitionError(
                topicName: stop.partition.topic, partitionIndex: stop.partition.partition,
                errorCode: carryOut(stop))
        }
        return StopReplicaResponse(partitionErrors: errors)
    }

    private func carryOut(_ stop: ReplicaStop) -> ErrorCode {
        let id = stop.partition
        switch own.partitions[id] {
        case .offline: return .kafkaStorageError
        case .opening:
            let ordered = waiting.withLock { $0[id]?.leaderEpoch } ?? .none
            if stop.leaderEpoch.rawValue >= 0, stop.leaderEpoch < ordered {
                return .fencedLeaderEpoch
            }
            waiting.withLock { $0[id] = nil }
            own.partitions.remove(id)
        case .online(let partition):
            let local = partition.leaderEpoch
            if stop.leaderEpoch.rawValue >= 0, stop.leaderEpoch < local {
                return .fencedLeaderEpoch
            }
            own.fetching.stopFetching(id)
            own.moves?.rest(id)
            own.observer.resigned(id, epoch: nil)
            if stop.isDelete {
                own.partitions.remove(id)
            } else {
                partition.stop()
            }
        case nil: break
        }
        guard stop.isDelete else { return .none }
        do throws(LogError) {
            try own.logs.deleteLog(id)
            return .none
        } catch {
            own.logger.error("cannot delete \(id): \(error)")
            return .kafkaStorageError
        }
    }
}

/// One replica that the controller wants stopped.
private struct ReplicaStop {
    var partition: TopicPartition
    var leaderEpoch: LeaderEpoch
    var isDelete: Bool
}

extension StopReplicaRequest {
    /// The three layouts of the versions as one list.
    fileprivate var stops: [ReplicaStop] {
        let old = ungroupedPartitions.map {
            ReplicaStop(
                partition: TopicPartition($0.topicName, $0.partitionIndex), leaderEpoch: .none,
                isDelete: deletePartitions)
        }
        let grouped = topics.flatMap { topic in
            topic.partitionIndexes.map {
                ReplicaStop(
                    partition: TopicPartition(topic.name, $0), leaderEpoch: .none,
                    isDelete: deletePartitions)
            }
        }
        let current = topicStates.flatMap { topic in
            topic.partitionStates.map {
                ReplicaStop(
                    partition: TopicPartition(topic.topicName, $0.partitionIndex),
                    leaderEpoch: $0.leaderEpoch, isDelete: $0.deletePartition)
            }
        }
        return old + grouped + current
    }
}

extension PartitionAssignment {
    init(_ state: LeaderAndIsrRequest.LeaderAndIsrPartitionState, topicID: UUID) {
        self.init(
            topicID: topicID, leader: state.leader, leaderEpoch: state.leaderEpoch,
            partitionEpoch: state.partitionEpoch, controllerEpoch: state.controllerEpoch,
            replicas: state.replicas, inSyncReplicas: state.isr,
            addingReplicas: state.addingReplicas, removingReplicas: state.removingReplicas,
            isNew: state.isNew, leaderRecoveryState: state.leaderRecoveryState)
    }
}
