import KafkaModel
import KafkaProtocol

/// Leaving a group (group-and-transactions A8).
///
/// Up to version 2 one member leaves; from version 3 on several, each with an answer of its own, and
/// static ones by their instance id, which is how an administrator removes them.
extension GroupShard {
    func leave(_ request: LeaveGroupRequest, version: Int16) -> LeaveGroupResponse {
        let leaving =
            version >= 3 ? request.members : [.init(memberId: request.memberId)]
        if let error = obstacle(for: request.groupId) {
            return LeaveGroupResponse(errorCode: error)
        }
        let group = groups[request.groupId]
        if group?.state == .dead { return LeaveGroupResponse(errorCode: .coordinatorNotAvailable) }
        let results = leaving.map { identity in
            LeaveGroupResponse.MemberResponse(
                memberId: identity.memberId, groupInstanceId: identity.groupInstanceId,
                errorCode: group.map { leave($0, identity) } ?? .unknownMemberId)
        }
        group?.checkInvariants()
        guard version >= 3 else {
            return LeaveGroupResponse(errorCode: results.first?.errorCode ?? .none)
        }
        return LeaveGroupResponse(members: results)
    }

    private func leave(_ group: ClassicGroup, _ identity: LeaveGroupRequest.MemberIdentity)
        -> ErrorCode
    {
        var memberID = identity.memberId
        if memberID.isEmpty {
            guard let current = identity.groupInstanceId.flatMap(group.memberID(ofInstance:))
            else { return .unknownMemberId }
            memberID = current
        } else if group.isPending(memberID) {
            removePending(memberID, from: group)
            return .none
        } else if let error = memberError(group, memberID, identity.groupInstanceId) {
            return error
        }
        guard let member = group.member(memberID) else { return .unknownMemberId }
        remove(member, from: group)
        return .none
    }
}
