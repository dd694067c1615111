import BrokerClient
import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// The connections over which the controller gives its orders: one to each broker, opened when it is
/// needed and closed when a request fails.
package actor OrderChannels: BrokerRequestSender {
    private let transport: any Transport
    private let settings: BrokerConnectionSettings
    private var connections: [BrokerID: (address: SocketAddress, connection: BrokerConnection)] =
        [:]

    /// `settings.requestTimeout` is `controller.socket.timeout.ms`.
    package init(over transport: any Transport, settings: BrokerConnectionSettings) {
        self.transport = transport
        self.settings = settings
    }

    package func send<Request: RequestMessage>(
        _ request: Request, version: Int16, to destination: BrokerDestination
    ) async throws(BrokerRequestFailure) -> Request.Response {
        do throws(BrokerClientError) {
            let connection = try await connection(to: destination)
            return try await connection.send(request, version: version)
        } catch {
            close(destination.broker)
            throw BrokerRequestFailure(error.description)
        }
    }

    package nonisolated func disconnect(_ broker: BrokerID) {
        Task { await close(broker) }
    }

    private func close(_ broker: BrokerID) {
        connections.removeValue(forKey: broker)?.connection.close()
    }

    private func connection(to destination: BrokerDestination) async throws(BrokerClientError)
        -> BrokerConnection
    {
        let address = SocketAddress(
            host: destination.endpoint.host,
            port: UInt16(clamping: destination.endpoint.port))
        if let open = connections[destination.broker], open.address == address,
            !open.connection.isClosed
        {
            return open.connection
        }
        close(destination.broker)
        let connection = try await BrokerConnection.connect(
            to: address, over: transport, settings: settings)
        connections[destination.broker] = (address, connection)
        return connection
    }
}
