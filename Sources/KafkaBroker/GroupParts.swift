import Bytes
import ClusterMetadata
import Configuration
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaRecords
import Platform
import Replication
import Scheduling
import Storage
import Telemetry

/// The group coordinator and the partitions in which it keeps its state.
struct GroupParts: Sendable {
    let coordinator: GroupCoordinator

    init(_ cluster: ClusterParts, _ partitions: HostedPartitions, _ world: BrokerWorld) {
        let config = cluster.configuration.broker
        let loop = world.loops[0]
        let append = RecordAppend(partitions, time: world.time) { _ in false }
        let blocking = world.blocking
        var environment = GroupCoordinatorEnvironment(
            groups: config.groups, offsets: config.offsets, release: config.interBrokerProtocol,
            log: ReplicatedLog(partitions: partitions, append: append, loop: loop), loop: loop,
            time: world.time, random: world.random,
            logger: world.logger.named("GroupCoordinator")
        ) { job in blocking.execute(job) }
        environment.brokenRule = world.brokenGroupRule
        coordinator = GroupCoordinator(environment)
    }

    /// Reads how many partitions the topic has, and begins to answer.
    func start(_ cluster: ClusterParts) async throws(ClusterMetadataError) {
        let topic = try await cluster.store.topic(TopicName.consumerOffsets)
        let count = topic.map { Int32($0.partitions.count) }
        coordinator.start(
            partitionCount: count ?? cluster.configuration.broker.offsets.topicPartitions)
    }
}

/// A coordinator's log: the partitions of an internal topic that this broker leads.
struct ReplicatedLog: CoordinatorLog {
    let partitions: HostedPartitions
    let append: RecordAppend
    let loop: any EventLoop

    func append(
        _ batch: SharedBytes, to partition: TopicPartition, acks: Acknowledgements,
        timeout: Duration,
        completion: @escaping @Sendable (Result<Offset, CoordinatorLogError>) -> Void
    ) {
        append.append(
            [PartitionAppend(partition, batch)], acks: acks == .all ? .allInSync : .leader,
            origin: .coordinator, timeout: timeout, on: loop
        ) { results in
            guard let result = results.first else { return }
            completion(
                result.outcome.map(\.firstOffset).mapError { CoordinatorLogError($0.code) })
        }
    }

    func bounds(of partition: TopicPartition) throws(CoordinatorLogError) -> Range<Offset> {
        let offsets = try hosted(partition).log.offsets
        return offsets.start..<max(offsets.start, offsets.end)
    }

    func read(_ partition: TopicPartition, from offset: Offset, maximumBytes: Int)
        throws(CoordinatorLogError) -> SharedBytes
    {
        let log = try hosted(partition).log
        do {
            let read = try log.read(
                LogReadRequest(from: offset, upTo: log.offsets.end, maxBytes: maximumBytes))
            switch read.records {
            case .bytes(let bytes): return bytes
            case .region(let region): return try region.contents()
            }
        } catch {
            throw CoordinatorLogError(.kafkaStorageError)
        }
    }

    private func hosted(_ id: TopicPartition) throws(CoordinatorLogError) -> Partition {
        guard let partition = partitions.online(id) else {
            throw CoordinatorLogError(.notLeaderOrFollower)
        }
        return partition
    }
}
