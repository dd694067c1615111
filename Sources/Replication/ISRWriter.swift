import ClusterMetadata
import KafkaModel
import Platform
import Telemetry

/// Where a leader's changes of in-sync replicas go. Callable from any thread, without blocking.
package protocol InSyncReplicasChanges: Sendable {
    /// Queues a change; the partition hears of its end.
    func request(_ proposal: InSyncReplicasProposal)
    /// Forgets what is queued and takes no more.
    func close()
}

/// Writes changed in-sync replicas to ZooKeeper itself, and tells the controller afterwards, as all
/// brokers do while `inter.broker.protocol.version` is below 2.7-IV2 (Kafka: ZkAlterPartitionManager).
package final class ISRWriter: InSyncReplicasChanges {
    private struct State {
        var queue: [InSyncReplicasProposal] = []
        var isWriting = false
        var isClosed = false
        /// Changed since the controller was told.
        var changed: Set<TopicPartition> = []
        var isAnnouncing = false
    }

    private let brokerID: BrokerID
    private let store: ClusterStore
    private let states: PartitionStateStore
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock(State())

    /// Changes come in bursts: the controller is told of all of them a while after the first.
    private static let announcementDelay = Duration.milliseconds(2500)

    package init(
        brokerID: BrokerID, store: ClusterStore, time: any TimeSource, logger: Logger
    ) {
        self.brokerID = brokerID
        self.store = store
        states = PartitionStateStore(store)
        self.time = time
        self.logger = logger
    }

    package func request(_ proposal: InSyncReplicasProposal) {
        let mustStart = state.withLock { state in
            guard !state.isClosed else { return false }
            state.queue.append(proposal)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { Task { await writeUntilEmpty() } }
    }

    package func close() {
        state.withLock { state in
            state.isClosed = true
            state.queue = []
            state.changed = []
        }
    }

    private func writeUntilEmpty() async {
        while let proposal = next() { await write(proposal) }
    }

    private func next() -> InSyncReplicasProposal? {
        state.withLock { state in
            guard !state.queue.isEmpty else {
                state.isWriting = false
                return nil
            }
            return state.queue.removeFirst()
        }
    }

    private func write(_ proposal: InSyncReplicasProposal) async {
        let partition = proposal.partition
        let members = proposal.members.map(\.broker)
        let node = PartitionStateZNode(
            leader: brokerID, leaderEpoch: proposal.leaderEpoch,
            controllerEpoch: partition.assignment?.controllerEpoch ?? .initial,
            inSyncReplicas: members)
        let update = PartitionStateUpdate(
            partition.topicPartition, node, over: proposal.partitionEpoch)
        let answer: InSyncReplicasAnswer
        do throws(ClusterMetadataError) {
            switch try await states.updateAsLeader(update) {
            case .written(let epoch):
                answer = .committed(
                    leaderEpoch: proposal.leaderEpoch, partitionEpoch: epoch, members: members,
                    recoveryState: 0)
                announceLater(partition.topicPartition)
            case .conflict: answer = .superseded
            case .failed(let error): throw error
            }
        } catch {
            logger.warn("in-sync replicas of \(partition.topicPartition) stay: \(error)")
            answer = .refused
        }
        partition.completeInSyncReplicasChange(answer, proposedUnder: proposal.leaderEpoch)
    }

    private func announceLater(_ partition: TopicPartition) {
        let mustStart = state.withLock { state in
            guard !state.isClosed else { return false }
            state.changed.insert(partition)
            defer { state.isAnnouncing = true }
            return !state.isAnnouncing
        }
        if mustStart { Task { await announce() } }
    }

    private func announce() async {
        do { try await time.sleep(for: Self.announcementDelay) } catch { return }
        let changed = state.withLock { state in
            state.isAnnouncing = false
            defer { state.changed = [] }
            return state.changed.sorted()
        }
        guard !changed.isEmpty else { return }
        do throws(ClusterMetadataError) {
            try await store.announceISRChanges(changed)
        } catch {
            logger.warn("the controller does not hear of \(changed.count) ISR changes: \(error)")
            for partition in changed { announceLater(partition) }
        }
    }
}
