import GroupCoordination
import KafkaModel
import KafkaProtocol

/// DescribeGroups, versions 0–5: v3 authorized operations, v4 static members.
struct DescribeGroupsHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: DescribeGroupsRequest, _ context: RequestContext,
        _ reply: Reply<DescribeGroupsResponse>
    ) {
        groups.describe(request) { described in
            var response = described
            if request.includeAuthorizedOperations {
                for index in response.groups.indices where response.groups[index].errorCode == .none
                {
                    response.groups[index].authorizedOperations = AuthorizedOperations.group
                }
            }
            reply(response)
        }
    }
}

/// ListGroups, versions 0–5: v4 filters by state, v5 by type.
struct ListGroupsHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: ListGroupsRequest, _ context: RequestContext, _ reply: Reply<ListGroupsResponse>
    ) {
        groups.list(request) { reply($0) }
    }
}

/// DeleteGroups, versions 0–2.
struct DeleteGroupsHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: DeleteGroupsRequest, _ context: RequestContext,
        _ reply: Reply<DeleteGroupsResponse>
    ) {
        groups.delete(request) { reply($0) }
    }
}

/// OffsetDelete, version 0: forgets committed offsets of an empty group.
struct OffsetDeleteHandler: LoopHandler {
    let groups: GroupCoordinator
    let cache: MetadataCache

    func handle(
        _ request: OffsetDeleteRequest, _ context: RequestContext,
        _ reply: Reply<OffsetDeleteResponse>
    ) {
        let wanted = request.topics.flatMap { topic in
            topic.partitions.map { TopicPartition(topic.name, $0.partitionIndex) }
        }
        let refused = cache.current.refusals(of: wanted)
        groups.deleteOffsets(request, refused: refused) { reply($0) }
    }
}
