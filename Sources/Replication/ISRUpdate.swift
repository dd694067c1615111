import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Telemetry

/// Asks the controller to change in-sync replicas: AlterPartition, one request in flight, each with
/// all changes that have come up meanwhile (Kafka: AlterPartitionManager).
///
/// Callable from any thread. A partition has at most one change pending, so the queue is bounded by
/// the partitions of the broker.
package final class ISRUpdate: InSyncReplicasChanges {
    /// Makes the request in the version that both sides have: its layout depends on it.
    package typealias MakeRequest = @Sendable (_ version: Int16) -> AlterPartitionRequest

    /// Sends to whoever is controller now. The request gets a short deadline there: a paused
    /// ex-controller must not hold up changes for long.
    package typealias Send =
        @Sendable (MakeRequest) async throws(BrokerClientError) ->
        (response: AlterPartitionResponse, version: Int16)

    private struct State {
        var order: [TopicPartition] = []
        var proposals: [TopicPartition: InSyncReplicasProposal] = [:]
        var isSending = false
        var isClosed = false
    }

    private let brokerID: BrokerID
    private let brokerEpoch: @Sendable () -> BrokerEpoch
    private let send: Send
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock(State())

    /// The pause after a request that failed as a whole.
    private static let retryPause = Duration.milliseconds(50)

    package init(
        brokerID: BrokerID, brokerEpoch: @escaping @Sendable () -> BrokerEpoch,
        time: any TimeSource, logger: Logger, send: @escaping Send
    ) {
        self.brokerID = brokerID
        self.brokerEpoch = brokerEpoch
        self.time = time
        self.logger = logger
        self.send = send
    }

    /// Queues a change; a newer one of the same partition replaces it.
    package func request(_ proposal: InSyncReplicasProposal) {
        let id = proposal.partition.topicPartition
        let mustStart = state.withLock { state in
            guard !state.isClosed else { return false }
            if state.proposals.updateValue(proposal, forKey: id) == nil { state.order.append(id) }
            if state.isSending { return false }
            state.isSending = true
            return true
        }
        if mustStart { Task { await sendUntilEmpty() } }
    }

    /// Forgets what is queued.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            state.order = []
            state.proposals = [:]
        }
    }

    private func sendUntilEmpty() async {
        while let batch = takeBatch() {
            let epoch = brokerEpoch()
            do throws(BrokerClientError) {
                let (answer, version) = try await send { [brokerID] version in
                    Self.request(batch, brokerID: brokerID, brokerEpoch: epoch, version: version)
                }
                guard answer.errorCode == .none else {
                    throw BrokerClientError.refused(.alterPartition, answer.errorCode)
                }
                let unanswered = deliver(answer, version, to: batch)
                putBack(unanswered)
                if !unanswered.isEmpty { try await pause() }
            } catch {
                logger.info("changing in-sync replicas: \(error)")
                putBack(batch)
                do throws(BrokerClientError) { try await pause() } catch { return }
            }
        }
    }

    private func pause() async throws(BrokerClientError) {
        do { try await time.sleep(for: Self.retryPause) } catch {
            state.withLock { $0.isSending = false }
            throw .cancelled
        }
    }

    private func takeBatch() -> [InSyncReplicasProposal]? {
        state.withLock { state in
            guard !state.order.isEmpty else {
                state.isSending = false
                return nil
            }
            let batch = state.order.compactMap { state.proposals[$0] }
            state.order = []
            state.proposals = [:]
            return batch
        }
    }

    /// Changes that have to be asked for again, unless newer ones of their partitions have come.
    private func putBack(_ batch: [InSyncReplicasProposal]) {
        state.withLock { state in
            guard !state.isClosed else { return }
            for proposal in batch {
                let id = proposal.partition.topicPartition
                guard state.proposals[id] == nil,
                    proposal.partition.leaderEpoch == proposal.leaderEpoch
                else { continue }
                state.proposals[id] = proposal
                state.order.append(id)
            }
        }
    }
}

extension ISRUpdate {
    static func request(
        _ batch: [InSyncReplicasProposal], brokerID: BrokerID, brokerEpoch: BrokerEpoch,
        version: Int16
    ) -> AlterPartitionRequest {
        var request = AlterPartitionRequest(brokerId: brokerID, brokerEpoch: brokerEpoch)
        var places: [String: Int] = [:]
        for proposal in batch {
            let id = proposal.partition.topicPartition
            var part = AlterPartitionRequest.PartitionData(
                partitionIndex: id.partition, leaderEpoch: proposal.leaderEpoch,
                leaderRecoveryState: version >= 1 ? proposal.leaderRecoveryState : 0,
                partitionEpoch: proposal.partitionEpoch)
            if version >= 3 {
                // So that a member which has died meanwhile, and come back with less, is told from the
                // one that was in sync (KIP-903). Kafka's brokers leave it out beside ZooKeeper, and its
                // controllers do not look at it.
                part.newIsrWithEpochs = proposal.members.map {
                    .init(brokerId: $0.broker, brokerEpoch: $0.epoch)
                }
            } else {
                part.newIsr = proposal.members.map(\.broker)
            }
            let place = places[id.topic] ?? request.topics.count
            if place == request.topics.count {
                places[id.topic] = place
                request.topics.append(.init(topicName: id.topic, topicId: proposal.topicID))
            }
            request.topics[place].partitions.append(part)
        }
        return request
    }

    /// Hands each partition its answer; returns the changes that have to be sent again.
    private func deliver(
        _ answer: AlterPartitionResponse, _ version: Int16, to batch: [InSyncReplicasProposal]
    ) -> [InSyncReplicasProposal] {
        batch.filter { proposal in
            let id = proposal.partition.topicPartition
            let topic = answer.topics.first {
                version >= 2 ? $0.topicId == proposal.topicID : $0.topicName == id.topic
            }
            let part = topic?.partitions.first { $0.partitionIndex == id.partition }
            guard let part, let outcome = InSyncReplicasAnswer(part) else { return true }
            if part.errorCode != .none {
                logger.info("in-sync replicas of \(id) stay: \(part.errorCode)")
            }
            proposal.partition.completeInSyncReplicasChange(
                outcome, proposedUnder: proposal.leaderEpoch)
            return false
        }
    }
}

extension InSyncReplicasAnswer {
    /// What a leader makes of the controller's answer; `nil` if it has to ask again
    /// (controller-and-replication, section 8).
    init?(_ part: AlterPartitionResponse.PartitionData) {
        switch part.errorCode {
        case .none:
            self = .committed(
                leaderEpoch: part.leaderEpoch, partitionEpoch: part.partitionEpoch,
                members: part.isr, recoveryState: part.leaderRecoveryState)
        case .operationNotAttempted, .ineligibleReplica:
            self = .refused
        case .unknownTopicOrPartition, .unknownTopicId, .fencedLeaderEpoch, .invalidUpdateVersion,
            .invalidRequest, .newLeaderElected:
            self = .superseded
        default:
            return nil
        }
    }
}
