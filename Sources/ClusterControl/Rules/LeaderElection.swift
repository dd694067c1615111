import ClusterMetadata
import KafkaModel

/// Why a leader is chosen.
package enum ElectionStrategy: Equatable, Sendable {
    /// There is none, or it may be gone. `allowsUnclean` is what an administrator ordered, over what
    /// the topic says.
    case offline(allowsUnclean: Bool)
    /// A reassignment is done: the leader comes from the target.
    case reassignment
    /// The first replica shall lead.
    case preferred
    /// A broker is about to stop.
    case controlledShutdown
}

/// Why an election of the kind has no winner.
extension ElectionStrategy: CustomStringConvertible {
    package var description: String {
        switch self {
        case .offline(true): "no replica is online"
        case .offline(false): "no replica in sync is online"
        case .reassignment: "no target replica is in sync"
        case .preferred: "the preferred replica is not in sync"
        case .controlledShutdown: "no other replica is in sync"
        }
    }
}

/// A leader and what comes with it.
package struct ElectedLeader: Equatable, Sendable {
    package var leader: BrokerID
    package var inSyncReplicas: [BrokerID]
    package var recovery: LeaderRecoveryState
    /// Replicas that are to be told.
    package var recipients: [BrokerID]
}

/// Chooses leaders. Pure: the same partition always gives the same leader.
package enum LeaderElection {
    /// What is known of a partition and of the brokers.
    package struct Candidates: Sendable {
        package var assignment: ReplicaAssignment
        package var state: PartitionStateZNode
        /// Replicas whose broker lives and is not stopping, and whose directory is not lost.
        package var online: Set<BrokerID>
        /// Those on brokers that are about to stop, directory not lost.
        package var shuttingDown: Set<BrokerID>
        /// `unclean.leader.election.enable` of the topic.
        package var topicAllowsUnclean: Bool
        /// Whether an unclean election is recorded in the state.
        package var recordsRecovery: Bool

        package init(
            assignment: ReplicaAssignment, state: PartitionStateZNode, online: Set<BrokerID>,
            shuttingDown: Set<BrokerID> = [], topicAllowsUnclean: Bool = false,
            recordsRecovery: Bool = true
        ) {
            self.assignment = assignment
            self.state = state
            self.online = online
            self.shuttingDown = shuttingDown
            self.topicAllowsUnclean = topicAllowsUnclean
            self.recordsRecovery = recordsRecovery
        }
    }

    /// `nil` if no replica is eligible.
    package static func elect(_ strategy: ElectionStrategy, _ candidates: Candidates)
        -> ElectedLeader?
    {
        switch strategy {
        case .offline(let allowsUnclean): offline(allowsUnclean, candidates)
        case .reassignment: reassignment(candidates)
        case .preferred: preferred(candidates)
        case .controlledShutdown: controlledShutdown(candidates)
        }
    }

    private static func offline(_ allowsUnclean: Bool, _ candidates: Candidates) -> ElectedLeader? {
        let replicas = candidates.assignment.replicas
        let inSync = candidates.state.inSyncReplicas
        let recipients = replicas.filter(candidates.online.contains)
        if let clean = recipients.first(where: inSync.contains) {
            return ElectedLeader(
                leader: clean, inSyncReplicas: inSync.filter(candidates.online.contains),
                recovery: candidates.state.recovery, recipients: recipients)
        }
        guard allowsUnclean || candidates.topicAllowsUnclean, let unclean = recipients.first else {
            return nil
        }
        return ElectedLeader(
            leader: unclean, inSyncReplicas: [unclean],
            recovery: candidates.recordsRecovery ? .recovering : .recovered,
            recipients: recipients)
    }

    private static func reassignment(_ candidates: Candidates) -> ElectedLeader? {
        let target = candidates.assignment.target
        let inSync = candidates.state.inSyncReplicas
        let leader = target.first { candidates.online.contains($0) && inSync.contains($0) }
        guard let leader else { return nil }
        return ElectedLeader(
            leader: leader, inSyncReplicas: inSync, recovery: candidates.state.recovery,
            recipients: target)
    }

    private static func preferred(_ candidates: Candidates) -> ElectedLeader? {
        guard let leader = candidates.assignment.replicas.first,
            candidates.online.contains(leader),
            candidates.state.inSyncReplicas.contains(leader)
        else { return nil }
        return ElectedLeader(
            leader: leader, inSyncReplicas: candidates.state.inSyncReplicas,
            recovery: candidates.state.recovery, recipients: candidates.assignment.replicas)
    }

    private static func controlledShutdown(_ candidates: Candidates) -> ElectedLeader? {
        let inSync = candidates.state.inSyncReplicas
        let stopping = candidates.shuttingDown
        let alive = candidates.assignment.replicas.filter {
            candidates.online.contains($0) || stopping.contains($0)
        }
        let leader = alive.first { inSync.contains($0) && !stopping.contains($0) }
        guard let leader else { return nil }
        return ElectedLeader(
            leader: leader, inSyncReplicas: inSync.filter { !stopping.contains($0) },
            recovery: candidates.state.recovery, recipients: alive)
    }
}
