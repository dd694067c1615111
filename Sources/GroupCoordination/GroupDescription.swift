import CoordinatorRuntime
import KafkaModel
import KafkaProtocol

/// What administrators see of groups (group-and-transactions A3).
extension GroupShard {
    /// Version 3 brings authorised operations, which the broker fills in, 4 static members.
    func describe(_ request: DescribeGroupsRequest) -> DescribeGroupsResponse {
        DescribeGroupsResponse(groups: request.groups.map(describe))
    }

    private func describe(_ groupID: String) -> DescribeGroupsResponse.DescribedGroup {
        if let error = obstacle(for: groupID, allowsEmptyID: true) {
            return .init(errorCode: error, groupId: groupID)
        }
        guard let group = groups[groupID] else {
            return .init(groupId: groupID, groupState: GroupState.dead.rawValue)
        }
        // Before everybody has an assignment there is nothing certain to tell.
        let isStable = group.state == .stable
        let protocolName = isStable ? group.protocolName ?? "" : ""
        return .init(
            groupId: groupID, groupState: group.state.rawValue,
            protocolType: group.protocolType ?? "", protocolData: protocolName,
            members: group.orderedMembers.map { member in
                .init(
                    memberId: member.id, groupInstanceId: member.instanceID,
                    clientId: member.client.id, clientHost: member.client.host,
                    memberMetadata: isStable ? member.metadata(for: protocolName) : [],
                    memberAssignment: isStable ? member.assignment : [])
            })
    }

    /// Version 4 brings a filter of states, 5 one of types.
    func list(_ request: ListGroupsRequest) -> ListGroupsResponse {
        guard partitionCount != nil else {
            return ListGroupsResponse(errorCode: .coordinatorNotAvailable)
        }
        let states = Set(request.statesFilter.map { $0.lowercased() })
        let types = Set(request.typesFilter.map { $0.lowercased() })
        guard types.isEmpty || types.contains(Self.groupType) else {
            return ListGroupsResponse(errorCode: loadingError)
        }
        let listed = groups.values.filter { group in
            states.isEmpty || states.contains(group.state.rawValue.lowercased())
        }
        return ListGroupsResponse(
            errorCode: loadingError,
            groups: listed.sorted { $0.id < $1.id }.map { group in
                .init(
                    groupId: group.id, protocolType: group.protocolType ?? "",
                    groupState: group.state.rawValue, groupType: Self.groupType)
            })
    }

    private static let groupType = "classic"

    /// While groups are being read the list may lack some.
    private var loadingError: ErrorCode {
        owned.isAnyLoading ? .coordinatorLoadInProgress : .none
    }
}
