import ClusterControl
import KafkaProtocol

/// AlterPartitionReassignments, at the controller, version 0: begins, redirects or cancels moves of
/// replicas. Answers when they have begun.
struct AlterPartitionReassignmentsHandler: ControlHandler {
    let controller: Controller

    func handle(_ request: AlterPartitionReassignmentsRequest, _ context: RequestContext) async
        -> AlterPartitionReassignmentsResponse
    {
        await controller.alterReassignments(request)
    }
}

/// ListPartitionReassignments, at the controller, version 0: the moves that are under way.
struct ListPartitionReassignmentsHandler: ControlHandler {
    let controller: Controller

    func handle(_ request: ListPartitionReassignmentsRequest, _ context: RequestContext) async
        -> ListPartitionReassignmentsResponse
    {
        await controller.listReassignments(request)
    }
}
