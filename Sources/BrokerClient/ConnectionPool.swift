import KafkaProtocol
import Networking
import Platform

/// Connections by address: one to each broker, opened when first asked for and again after it has
/// ended. Holds no more than the brokers that its callers name.
package actor ConnectionPool {
    private typealias Attempt = Task<Result<BrokerConnection, BrokerClientError>, Never>

    private let transport: any Transport
    private let settings: BrokerConnectionSettings
    private var open: [SocketAddress: BrokerConnection] = [:]
    private var opening: [SocketAddress: Attempt] = [:]
    private var isClosed = false

    package init(
        over transport: any Transport,
        settings: BrokerConnectionSettings = BrokerConnectionSettings()
    ) {
        self.transport = transport
        self.settings = settings
    }

    /// The connection to `address`. Callers that ask while it is being opened share the attempt.
    package func connection(
        to address: SocketAddress
    ) async throws(BrokerClientError) -> BrokerConnection {
        guard !isClosed else { throw .closed(address, reason: "the client is closed") }
        if let connection = open[address], !connection.isClosed { return connection }
        let attempt = opening[address] ?? startAttempt(address)
        let result = await attempt.value
        if opening[address] == attempt { finish(result, address) }
        let connection = try result.get()
        guard !connection.isClosed else { throw .closed(address, reason: "by the broker") }
        return connection
    }

    /// Closes all connections; later requests fail.
    package func close() async {
        isClosed = true
        let connections = open.values
        let attempts = opening.values
        open = [:]
        opening = [:]
        for connection in connections { connection.close() }
        for attempt in attempts {
            if case .success(let connection) = await attempt.value { connection.close() }
        }
    }

    private func startAttempt(_ address: SocketAddress) -> Attempt {
        let transport = transport
        let settings = settings
        let attempt = Attempt {
            do throws(BrokerClientError) {
                return .success(
                    try await BrokerConnection.connect(
                        to: address, over: transport, settings: settings))
            } catch {
                return .failure(error)
            }
        }
        opening[address] = attempt
        return attempt
    }

    private func finish(
        _ result: Result<BrokerConnection, BrokerClientError>, _ address: SocketAddress
    ) {
        opening[address] = nil
        if case .success(let connection) = result { open[address] = connection }
    }
}
