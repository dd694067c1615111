/// What the controller thinks of a partition.
package enum PartitionState: Sendable, CaseIterable {
    case nonExistent
    /// Has replicas, but never had a leader.
    case new
    /// Has a leader.
    case online
    /// Had a leader that is gone.
    case offline

    /// The states from which this one may be entered.
    package var legalPredecessors: [PartitionState] {
        switch self {
        case .nonExistent: [.offline]
        case .new: [.nonExistent]
        case .online: [.new, .online, .offline]
        case .offline: [.new, .online, .offline]
        }
    }
}

/// What the controller thinks of one replica of a partition.
package enum ReplicaState: Sendable, CaseIterable {
    case nonExistent
    case new
    case online
    case offline
    case deletionStarted
    case deletionSuccessful
    /// Cannot be deleted now: its broker is down or answered with an error.
    case deletionIneligible

    /// The states from which this one may be entered.
    package var legalPredecessors: [ReplicaState] {
        switch self {
        case .nonExistent: [.deletionSuccessful]
        case .new: [.nonExistent]
        case .online: [.new, .online, .offline, .deletionIneligible]
        case .offline: [.new, .online, .offline, .deletionIneligible]
        case .deletionStarted: [.offline]
        case .deletionSuccessful: [.deletionStarted]
        case .deletionIneligible: [.offline, .deletionStarted]
        }
    }
}
