import GroupCoordination
import KafkaProtocol

// The requests by which members keep a group together. All are answered by the coordinator.

/// JoinGroup, versions 0–9: v1 rebalance timeout, v4 the member id comes from the coordinator first,
/// v5 static members, v7 protocol type, v8 reason, v9 skipped assignment.
struct JoinGroupHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: JoinGroupRequest, _ context: RequestContext, _ reply: Reply<JoinGroupResponse>
    ) {
        let client = GroupClient(id: context.clientID ?? "", host: "/\(context.clientHost)")
        groups.join(request, version: context.version, client: client) { reply($0) }
    }
}

/// SyncGroup, versions 0–5: v3 static members, v5 protocol type and name.
struct SyncGroupHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: SyncGroupRequest, _ context: RequestContext, _ reply: Reply<SyncGroupResponse>
    ) {
        groups.sync(request, version: context.version) { reply($0) }
    }
}

/// Heartbeat, versions 0–4: v3 static members.
struct HeartbeatHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: HeartbeatRequest, _ context: RequestContext, _ reply: Reply<HeartbeatResponse>
    ) {
        groups.heartbeat(request) { reply($0) }
    }
}

/// LeaveGroup, versions 0–5: v3 several members, v5 reason.
struct LeaveGroupHandler: LoopHandler {
    let groups: GroupCoordinator

    func handle(
        _ request: LeaveGroupRequest, _ context: RequestContext, _ reply: Reply<LeaveGroupResponse>
    ) {
        groups.leave(request, version: context.version) { reply($0) }
    }
}
