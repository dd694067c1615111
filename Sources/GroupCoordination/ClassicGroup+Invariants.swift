extension ClassicGroup {
    /// Traps if the group contradicts itself. Called after each step in debug builds.
    func checkInvariants() {
        assert(generation >= 0)
        switch state {
        case .empty:
            assert(isEmptyOfMembers, "group \(id): empty with members")
            assert(leaderID == nil && protocolName == nil)
        case .completingRebalance:
            assert(!isEmptyOfMembers && protocolName != nil)
            assert(orderedMembers.allSatisfy { !$0.isAwaitingJoin })
        case .stable:
            assert(!isEmptyOfMembers && protocolName != nil)
            assert(orderedMembers.allSatisfy { !$0.isAwaitingSync })
        case .preparingRebalance:
            assert(rebalance != nil, "group \(id): nobody waits for the rebalance")
            assert(orderedMembers.allSatisfy { !$0.isAwaitingSync })
        case .dead:
            break
        }
        assert(leaderID.map { member($0) != nil } ?? isEmptyOfMembers)
        for member in orderedMembers {
            if let instance = member.instanceID {
                assert(memberID(ofInstance: instance) == member.id)
            }
        }
    }
}
