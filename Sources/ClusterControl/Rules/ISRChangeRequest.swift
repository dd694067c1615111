import ClusterMetadata
import KafkaModel

/// A leader's wish for other in-sync replicas (one partition of AlterPartition).
package struct ISRChangeRequest: Equatable, Sendable {
    package var leader: BrokerID
    package var leaderEpoch: LeaderEpoch
    package var inSyncReplicas: [BrokerID]
    package var recovery: LeaderRecoveryState
    package var partitionEpoch: PartitionEpoch

    package init(
        leader: BrokerID, leaderEpoch: LeaderEpoch, inSyncReplicas: [BrokerID],
        recovery: LeaderRecoveryState = .recovered, partitionEpoch: PartitionEpoch
    ) {
        self.leader = leader
        self.leaderEpoch = leaderEpoch
        self.inSyncReplicas = inSyncReplicas
        self.recovery = recovery
        self.partitionEpoch = partitionEpoch
    }
}

/// What a controller does with such a wish.
package enum ISRChangeDecision: Equatable, Sendable {
    case write(PartitionStateZNode)
    /// Done already: a request that was sent again.
    case unchanged
    case refuse(ErrorCode)
}

extension ISRChangeRequest {
    /// Judges the wish; the first rule that applies decides (reference: AlterPartition at the
    /// controller). The written state keeps the leader epoch.
    ///
    /// - Parameters:
    ///   - current: what the controller knows.
    ///   - eligible: whether a broker may be in sync.
    ///   - ineligibleCode: how that version of the request says that one may not.
    package func decide(
        _ current: VersionedPartitionState, _ controllerEpoch: ControllerEpoch,
        ineligibleCode: ErrorCode, eligible: (BrokerID) -> Bool
    ) -> ISRChangeDecision {
        let state = current.state
        if partitionEpoch > current.epoch || leaderEpoch > state.leaderEpoch {
            return .refuse(.notController)
        }
        if leaderEpoch < state.leaderEpoch { return .refuse(.fencedLeaderEpoch) }
        if leader == state.leader, inSyncReplicas == state.inSyncReplicas,
            recovery == state.recovery
        {
            return .unchanged
        }
        if partitionEpoch < current.epoch { return .refuse(.invalidUpdateVersion) }
        if recovery == .recovering, inSyncReplicas.count > 1 { return .refuse(.invalidRequest) }
        if recovery == .recovering, state.recovery == .recovered { return .refuse(.invalidRequest) }
        guard inSyncReplicas.allSatisfy(eligible) else { return .refuse(ineligibleCode) }
        return .write(
            PartitionStateZNode(
                leader: leader, leaderEpoch: leaderEpoch, controllerEpoch: controllerEpoch,
                inSyncReplicas: inSyncReplicas, recovery: recovery))
    }
}
