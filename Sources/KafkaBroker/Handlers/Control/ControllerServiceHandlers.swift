import ClusterControl
import KafkaProtocol

// What brokers ask of the controller. A broker that is not controller says so.

/// ControlledShutdown, versions 0–3: a broker is about to stop. v2 names its epoch.
struct ControlledShutdownHandler: ControlHandler {
    let controller: Controller

    func handle(_ request: ControlledShutdownRequest, _ context: RequestContext) async
        -> ControlledShutdownResponse
    {
        await controller.controlledShutdown(request, version: context.version)
    }
}

/// AlterPartition, versions 0–3: a leader wants other in-sync replicas. v2 topic ids, v3 epochs of
/// the members.
struct AlterPartitionHandler: ControlHandler {
    let controller: Controller

    func handle(_ request: AlterPartitionRequest, _ context: RequestContext) async
        -> AlterPartitionResponse
    {
        await controller.alterPartition(request, version: context.version)
    }
}

/// AllocateProducerIds, version 0: a broker wants a block of producer ids.
struct AllocateProducerIDsHandler: ControlHandler {
    let controller: Controller

    func handle(_ request: AllocateProducerIdsRequest, _ context: RequestContext) async
        -> AllocateProducerIdsResponse
    {
        await controller.allocateProducerIDs(request)
    }
}
