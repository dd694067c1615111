/// Where a group stands. Raw values are the names in ListGroups and DescribeGroups.
package enum GroupState: String, CaseIterable, Hashable, Sendable {
    /// No members; it may hold offsets.
    case empty = "Empty"
    /// Waits for its members to join again.
    case preparingRebalance = "PreparingRebalance"
    /// Everybody has joined; waits for the leader's assignment.
    case completingRebalance = "CompletingRebalance"
    /// Everybody has an assignment.
    case stable = "Stable"
    /// Removed, or moved to another broker.
    case dead = "Dead"

    /// The states from which this one may follow.
    package var predecessors: Set<GroupState> {
        switch self {
        case .empty: [.preparingRebalance]
        case .preparingRebalance: [.stable, .completingRebalance, .empty]
        case .completingRebalance: [.preparingRebalance]
        case .stable: [.completingRebalance]
        case .dead: Set(GroupState.allCases)
        }
    }

    package func mayFollow(_ previous: GroupState) -> Bool { predecessors.contains(previous) }
}
