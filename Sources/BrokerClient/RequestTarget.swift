import KafkaModel

/// The broker for which a request of an ``AdminClient`` is meant.
package enum RequestTarget: Hashable, Sendable, CustomStringConvertible {
    case anyBroker
    case controller
    case broker(BrokerID)
    case leader(TopicPartition)
    /// The coordinator of a consumer group.
    case groupCoordinator(String)
    /// The coordinator of a transactional id.
    case transactionCoordinator(String)

    package var description: String {
        switch self {
        case .anyBroker: "any broker"
        case .controller: "the controller"
        case .broker(let id): "broker \(id)"
        case .leader(let partition): "the leader of \(partition)"
        case .groupCoordinator(let group): "the coordinator of group \(group)"
        case .transactionCoordinator(let id): "the coordinator of transactional id \(id)"
        }
    }
}
