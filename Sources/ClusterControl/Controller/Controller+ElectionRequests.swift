import ClusterMetadata
import KafkaModel
import Telemetry

/// An administrator's wish for other leaders (ElectLeaders).
package struct LeaderElectionRequest: Equatable, Sendable {
    /// As the protocol numbers them.
    package enum Kind: Int8, Sendable {
        /// The first replica shall lead, if it is in sync.
        case preferred = 0
        /// Any live replica shall lead where nobody does.
        case unclean = 1
    }

    package var kind: Kind
    /// `nil` for all partitions.
    package var partitions: [TopicPartition]?

    package init(_ kind: Kind, _ partitions: [TopicPartition]?) {
        self.kind = kind
        self.partitions = partitions
    }
}

/// What became of such a wish for one partition.
package struct PartitionElection: Equatable, Sendable {
    package var partition: TopicPartition
    /// The elected leader.
    package var outcome: Result<BrokerID, TopicError>
}

extension Controller {
    /// Source: controller-and-replication, section 10 (Kafka:
    /// `KafkaController.processReplicaLeaderElection`).
    func elect(_ request: LeaderElectionRequest) async throws(ClusterMetadataError)
        -> [PartitionElection]
    {
        let partitions = request.partitions ?? context.allPartitions
        var refused: [TopicPartition: TopicError] = [:]
        for partition in partitions {
            if let refusal = refusal(request.kind, partition) { refused[partition] = refusal }
        }
        let electable = Set(partitions).filter { refused[$0] == nil }.sorted()
        let elected = try await bringOnline(electable, request.kind.strategy)
        sendBatch()
        return partitions.map { partition in
            if let refusal = refused[partition] {
                return PartitionElection(partition: partition, outcome: .failure(refusal))
            }
            guard elected.contains(partition), let state = context.leadership[partition]?.state
            else {
                let failure = TopicError(
                    request.kind.failureCode,
                    "Failed to elect leader for partition \(partition) under strategy "
                        + request.kind.strategyName)
                return PartitionElection(partition: partition, outcome: .failure(failure))
            }
            return PartitionElection(partition: partition, outcome: .success(state.leader))
        }
    }

    /// Why there is nothing to elect.
    private func refusal(_ kind: LeaderElectionRequest.Kind, _ partition: TopicPartition)
        -> TopicError?
    {
        guard let assignment = context.assignment(partition) else {
            return ReassignmentRule.unknown
        }
        if context.isQueuedForDeletion(partition.topic) {
            return TopicError(.invalidTopicException, "The topic is being deleted")
        }
        guard let leader = context.leadership[partition]?.state.leader else { return nil }
        let isValid =
            switch kind {
            case .preferred: leader == assignment.replicas.first
            case .unclean: context.isOnline(leader, partition, includingShuttingDown: true)
            }
        return isValid ? TopicError(.electionNotNeeded) : nil
    }
}

extension LeaderElectionRequest.Kind {
    fileprivate var strategy: ElectionStrategy {
        switch self {
        case .preferred: .preferred
        case .unclean: .offline(allowsUnclean: true)
        }
    }

    fileprivate var failureCode: ErrorCode {
        switch self {
        case .preferred: .preferredLeaderNotAvailable
        case .unclean: .eligibleLeadersNotAvailable
        }
    }

    /// As Kafka's message names it.
    fileprivate var strategyName: String {
        switch self {
        case .preferred: "PreferredReplicaPartitionLeaderElectionStrategy"
        case .unclean: "OfflinePartitionLeaderElectionStrategy(true)"
        }
    }
}
