import Configuration
import KafkaModel
import KafkaProtocol
import Scheduling

/// Handing out assignments (group-and-transactions A6).
///
/// Version 3 brings static members, 5 the protocol's type and name, to be checked.
extension GroupShard {
    func sync(
        _ request: SyncGroupRequest, completion: @escaping @Sendable (SyncOutcome) -> Void
    ) {
        if let error = obstacle(for: request.groupId) {
            // The client is to join again, which it may do once the groups are there.
            return completion(
                SyncOutcome(error == .coordinatorLoadInProgress ? .rebalanceInProgress : error))
        }
        guard let group = groups[request.groupId] else {
            return completion(SyncOutcome(.unknownMemberId))
        }
        if let error = syncError(group, request) { return completion(SyncOutcome(error)) }
        guard let member = group.member(request.memberId) else { return }
        defer { group.checkInvariants() }
        switch group.state {
        case .empty: completion(SyncOutcome(.unknownMemberId))
        case .dead: completion(SyncOutcome(.coordinatorNotAvailable))
        case .preparingRebalance: completion(SyncOutcome(.rebalanceInProgress))
        case .completingRebalance:
            // A repeated request takes the place of the one that waits, whose client is gone.
            member.answerSync(SyncOutcome(.rebalanceInProgress))
            member.awaitSync(completion)
            syncArrived(from: member.id, in: group)
            if group.isLeader(member.id) { storeAssignment(group, request) }
        case .stable:
            syncArrived(from: member.id, in: group)
            completion(SyncOutcome(group, member))
            renewSession(member, of: group)
        }
    }

    private func syncError(_ group: ClassicGroup, _ request: SyncGroupRequest) -> ErrorCode? {
        if group.state == .dead { return .coordinatorNotAvailable }
        if let error = memberError(group, request.memberId, request.groupInstanceId) {
            return error
        }
        if request.generationId != group.generation { return .illegalGeneration }
        if let type = request.protocolType, type != group.protocolType {
            return .inconsistentGroupProtocol
        }
        if let name = request.protocolName, name != group.protocolName {
            return .inconsistentGroupProtocol
        }
        return nil
    }

    private func storeAssignment(_ group: ClassicGroup, _ request: SyncGroupRequest) {
        // Members that the leader does not mention get nothing.
        let assignments = Dictionary(
            request.assignments.map { ($0.memberId, $0.assignment) }, uniquingKeysWith: { $1 })
        let generation = group.generation
        store(group, assignment: { assignments[$0.id] ?? [] }) { [weak self] error in
            guard let self, isCurrent(group), group.state == .completingRebalance,
                group.generation == generation
            else { return }
            assignmentStored(group, assignments, error)
            group.checkInvariants()
        }
    }

    private func assignmentStored(
        _ group: ClassicGroup, _ assignments: [String: [UInt8]], _ error: ErrorCode?
    ) {
        if let error {
            resetAssignments(of: group, error)
            prepareRebalance(group)
            return
        }
        group.transition(to: .stable, at: now)
        for member in group.orderedMembers {
            member.assignment = assignments[member.id] ?? []
            if member.answerSync(SyncOutcome(group, member)) { renewSession(member, of: group) }
        }
    }
}
