import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// Where to reach a broker with the controller's orders.
package struct BrokerDestination: Equatable, Sendable {
    package var broker: BrokerID
    package var endpoint: BrokerEndpoint

    package init(broker: BrokerID, endpoint: BrokerEndpoint) {
        self.broker = broker
        self.endpoint = endpoint
    }
}

/// Why an order got no answer. It may have been carried out or not.
package struct BrokerRequestFailure: Error, Equatable, Sendable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// The way from the controller to the brokers, its own included.
///
/// The controller sends one request at a time to each broker and repeats it until it is answered or
/// the broker is gone. An implementation keeps at most one connection to each broker, opens it when
/// it is needed, and closes it when a request fails.
package protocol BrokerRequestSender: Sendable {
    func send<Request: RequestMessage>(
        _ request: Request, version: Int16, to destination: BrokerDestination
    ) async throws(BrokerRequestFailure) -> Request.Response

    /// The broker is gone, or this one is no longer controller: closes the connection to it.
    func disconnect(_ broker: BrokerID)
}
