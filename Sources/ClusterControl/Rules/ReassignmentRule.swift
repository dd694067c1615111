import ClusterMetadata
import KafkaModel

/// Whether the replicas of a partition may move, and what the move begins with. Pure.
package struct ReassignmentRule: Sendable {
    /// `nil` for a partition that does not exist.
    package var current: ReplicaAssignment?
    /// `nil` for a partition that never had a leader.
    package var inSyncReplicas: [BrokerID]?
    /// Live brokers, or `nil` if a target may wait for its brokers.
    package var liveBrokers: Set<BrokerID>?

    package init(
        current: ReplicaAssignment?, inSyncReplicas: [BrokerID]?, liveBrokers: Set<BrokerID>?
    ) {
        self.current = current
        self.inSyncReplicas = inSyncReplicas
        self.liveBrokers = liveBrokers
    }

    /// The assignment that begins the move to `target`; `nil` for `target` goes back to where the
    /// partition comes from. Refuses as Kafka refuses, in its order (Kafka:
    /// `KafkaController.processApiPartitionReassignment`).
    package func begin(_ target: [BrokerID]?) throws(TopicError) -> ReplicaAssignment {
        if let target { try check(target) }
        guard let current else {
            throw target == nil ? TopicError(.noReassignmentInProgress) : Self.unknown
        }
        guard let goal = target ?? (current.isBeingReassigned ? current.origin : nil) else {
            throw TopicError(.noReassignmentInProgress)
        }
        let next = current.reassigned(to: goal)
        // Replicas of an unfinished move are deleted when it is redirected; the records that were
        // acknowledged must be somewhere else as well.
        if let inSyncReplicas, !inSyncReplicas.contains(where: next.replicas.contains) {
            throw TopicError(
                .invalidReplicaAssignment,
                "No replica that would stay is in sync. In-sync replicas: \(list(inSyncReplicas))")
        }
        return next
    }

    package static let unknown = TopicError(
        .unknownTopicOrPartition, "The partition does not exist.")

    private func check(_ target: [BrokerID]) throws(TopicError) {
        if target.isEmpty {
            throw refusal("Empty replica list specified in partition reassignment.")
        }
        guard Set(target).count == target.count else {
            throw refusal(
                "Duplicate replica ids in partition reassignment replica list: \(list(target))")
        }
        guard target.allSatisfy(\.isBroker) else {
            throw refusal("Invalid broker id in replica list: \(list(target))")
        }
        guard let liveBrokers else { return }
        let adding = (current ?? ReplicaAssignment([])).reassigned(to: target).adding
        guard adding.allSatisfy(liveBrokers.contains) else {
            throw refusal(
                "Replica assignment has brokers that are not alive. Replica list: \(list(adding)), "
                    + "live broker list: \(list(liveBrokers.sorted()))")
        }
    }

    private func refusal(_ message: String) -> TopicError {
        TopicError(.invalidReplicaAssignment, message)
    }

    private func list(_ ids: [BrokerID]) -> String {
        ids.map(\.description).joined(separator: ",")
    }
}

extension ReplicaAssignment {
    /// Whether nothing is left to wait for: all replicas of the target are in sync, or the set of
    /// replicas does not change.
    func isComplete(inSync: [BrokerID]) -> Bool {
        !isBeingReassigned || target.allSatisfy(inSync.contains)
    }
}
