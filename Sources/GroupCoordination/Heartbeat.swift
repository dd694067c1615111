import KafkaModel
import KafkaProtocol

/// Signs of life (group-and-transactions A7). Version 3 brings static members.
extension GroupShard {
    func heartbeat(_ request: HeartbeatRequest) -> ErrorCode {
        if let error = obstacle(for: request.groupId) {
            // Nothing is known yet that speaks against the member.
            return error == .coordinatorLoadInProgress ? .none : error
        }
        guard let group = groups[request.groupId] else { return .unknownMemberId }
        if group.state == .dead { return .coordinatorNotAvailable }
        if let error = memberError(group, request.memberId, request.groupInstanceId) {
            return error
        }
        if request.generationId != group.generation { return .illegalGeneration }
        guard let member = group.member(request.memberId), group.state != .empty else {
            return .unknownMemberId
        }
        renewSession(member, of: group)
        return group.state == .preparingRebalance ? .rebalanceInProgress : .none
    }
}
