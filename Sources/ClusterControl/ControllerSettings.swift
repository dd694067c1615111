import ClusterMetadata
import KafkaModel

/// What a broker's configuration says to the controller on it.
package struct ControllerSettings: Sendable {
    package var brokerID: BrokerID
    /// `inter.broker.protocol.version`.
    package var protocolVersion: InterBrokerProtocolVersion
    /// The listener over which brokers are given orders: `control.plane.listener.name`, or the
    /// inter-broker listener.
    package var listener: String
    /// `unclean.leader.election.enable`, for topics that do not say it themselves.
    package var allowsUncleanElection: Bool
    /// `delete.topic.enable`.
    package var allowsTopicDeletion: Bool
    /// `auto.leader.rebalance.enable`.
    package var balancesLeaders: Bool
    /// `leader.imbalance.check.interval.seconds`.
    package var balanceInterval: Duration
    /// `leader.imbalance.per.broker.percentage`.
    package var tolerableImbalancePercent: Int

    package init(
        brokerID: BrokerID, protocolVersion: InterBrokerProtocolVersion = .default,
        listener: String = "PLAINTEXT", allowsUncleanElection: Bool = false,
        allowsTopicDeletion: Bool = true, balancesLeaders: Bool = true,
        balanceInterval: Duration = .seconds(300), tolerableImbalancePercent: Int = 10
    ) {
        self.brokerID = brokerID
        self.protocolVersion = protocolVersion
        self.listener = listener
        self.allowsUncleanElection = allowsUncleanElection
        self.allowsTopicDeletion = allowsTopicDeletion
        self.balancesLeaders = balancesLeaders
        self.balanceInterval = balanceInterval
        self.tolerableImbalancePercent = tolerableImbalancePercent
    }
}

/// What the rest of the broker may know of the controller at any moment.
package struct ControllerStatus: Equatable, Sendable {
    /// The controller of the cluster, as `/controller` last said; `nil` while there is none.
    package var activeController: BrokerID?
    /// Whether this broker is controller and has taken up its office.
    package var isActive: Bool
    /// The term of this broker's office while it is controller, else the last one known.
    package var epoch: ControllerEpoch

    package init(
        activeController: BrokerID? = nil, isActive: Bool = false, epoch: ControllerEpoch = 0
    ) {
        self.activeController = activeController
        self.isActive = isActive
        self.epoch = epoch
    }
}
