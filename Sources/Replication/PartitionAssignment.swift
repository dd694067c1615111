import KafkaModel

/// What the controller orders for one partition: one entry of LeaderAndIsr.
package struct PartitionAssignment: Equatable, Sendable {
    package var topicID: UUID
    package var leader: BrokerID
    package var leaderEpoch: LeaderEpoch
    package var partitionEpoch: PartitionEpoch
    package var controllerEpoch: ControllerEpoch
    package var replicas: [BrokerID]
    package var inSyncReplicas: [BrokerID]
    package var addingReplicas: [BrokerID]
    package var removingReplicas: [BrokerID]
    /// The partition was created just now.
    package var isNew: Bool
    /// 0 recovered, 1 recovering after an unclean election.
    package var leaderRecoveryState: Int8

    package init(
        topicID: UUID = .zero, leader: BrokerID, leaderEpoch: LeaderEpoch,
        partitionEpoch: PartitionEpoch, controllerEpoch: ControllerEpoch, replicas: [BrokerID],
        inSyncReplicas: [BrokerID], addingReplicas: [BrokerID] = [],
        removingReplicas: [BrokerID] = [], isNew: Bool = false, leaderRecoveryState: Int8 = 0
    ) {
        self.topicID = topicID
        self.leader = leader
        self.leaderEpoch = leaderEpoch
        self.partitionEpoch = partitionEpoch
        self.controllerEpoch = controllerEpoch
        self.replicas = replicas
        self.inSyncReplicas = inSyncReplicas
        self.addingReplicas = addingReplicas
        self.removingReplicas = removingReplicas
        self.isNew = isNew
        self.leaderRecoveryState = leaderRecoveryState
    }
}
