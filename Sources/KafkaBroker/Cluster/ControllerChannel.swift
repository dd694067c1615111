import BrokerClient
import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// The way from this broker to the controller, wherever that is: in-sync replicas, producer ids,
/// controlled shutdown (Kafka: NodeToControllerChannelManager).
package struct ControllerChannel: Sendable {
    /// Shorter than a session, so that a request to a controller that hangs is soon asked of its
    /// successor.
    package static let timeout = Duration.seconds(5)

    private let pool: ConnectionPool
    private let cache: MetadataCache
    private let listener: String

    package init(_ pool: ConnectionPool, cache: MetadataCache, listener: String) {
        self.pool = pool
        self.cache = cache
        self.listener = listener
    }

    /// One try, in the highest version that both sides have, and not above `limit`.
    package func send<R: RequestMessage>(
        _ request: R, version limit: Int16 = .max
    ) async throws(BrokerClientError) -> R.Response {
        try await send(version: limit) { _ in request }.response
    }

    /// The same for a request whose content depends on the version; answers the version too.
    package func send<R: RequestMessage>(
        version limit: Int16 = .max, _ make: (_ version: Int16) -> R
    ) async throws(BrokerClientError) -> (response: R.Response, version: Int16) {
        let view = cache.current
        guard let endpoint = view.brokers[view.controller]?.endpoints[listener] else {
            throw .noTarget("the controller")
        }
        let address = SocketAddress(host: endpoint.host, port: UInt16(clamping: endpoint.port))
        let connection = try await pool.connection(to: address)
        do throws(BrokerClientError) {
            let version = min(limit, try await connection.commonVersion(of: R.apiKey))
            let response = try await connection.send(
                make(version), version: version, timeout: Self.timeout)
            return (response, version)
        } catch {
            // Whatever went wrong, the next try begins with a fresh connection.
            connection.close()
            throw error
        }
    }
}
