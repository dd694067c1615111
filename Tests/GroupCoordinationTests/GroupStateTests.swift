import GroupCoordination
import Testing

@Suite struct GroupStateTests {
    /// The table of legal predecessors, state by state.
    static let legal: [GroupState: Set<GroupState>] = [
        .empty: [.preparingRebalance],
        .preparingRebalance: [.stable, .completingRebalance, .empty],
        .completingRebalance: [.preparingRebalance],
        .stable: [.completingRebalance],
        .dead: [.empty, .preparingRebalance, .completingRebalance, .stable, .dead],
    ]

    @Test(arguments: GroupState.allCases, GroupState.allCases)
    func followsOnlyItsLegalPredecessors(next: GroupState, previous: GroupState) {
        #expect(next.mayFollow(previous) == Self.legal[next]?.contains(previous))
    }

    @Test func hasTheNamesThatClientsKnow() {
        #expect(
            GroupState.allCases.map(\.rawValue) == [
                "Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead",
            ])
    }
}
