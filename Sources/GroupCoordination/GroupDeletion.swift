import KafkaModel
import KafkaProtocol

/// Deleting groups (group-and-transactions A11).
extension GroupShard {
    func delete(_ request: DeleteGroupsRequest) -> DeleteGroupsResponse {
        DeleteGroupsResponse(
            results: request.groupsNames.map { .init(groupId: $0, errorCode: delete($0)) })
    }

    private func delete(_ groupID: String) -> ErrorCode {
        if let error = obstacle(for: groupID, allowsEmptyID: true) { return error }
        guard let group = groups[groupID], group.state != .dead else { return .groupIdNotFound }
        guard group.state == .empty else { return .nonEmptyGroup }
        let offsets = group.offsets.remove(Array(group.offsets.committed.keys))
        var keys = offsets.map { GroupRecordKey.offset(group: groupID, $0) }
        if group.generation > 0 { keys.append(.group(groupID)) }
        bury(group)
        writeTombstones(keys, of: groupID) { _ in }
        return .none
    }
}
