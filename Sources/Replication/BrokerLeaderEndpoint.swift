import BrokerClient
import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// A leader reached over the network. Keeps one connection of its own, since a fetch that waits would
/// hold up whatever else is asked on it; opens it again after a failure.
package final class BrokerLeaderEndpoint: LeaderEndpoint {
    private let broker: BrokerID
    /// The address by what the broker knows of the cluster now; `nil` if the leader is not alive.
    private let address: @Sendable (BrokerID) -> SocketAddress?
    private let transport: any Transport
    private let settings: BrokerConnectionSettings
    private let current = Lock<BrokerConnection?>(nil)

    package init(
        _ broker: BrokerID, over transport: any Transport, settings: BrokerConnectionSettings,
        address: @escaping @Sendable (BrokerID) -> SocketAddress?
    ) {
        self.broker = broker
        self.transport = transport
        self.settings = settings
        self.address = address
    }

    package func fetch(_ request: FetchRequest, version: Int16, timeout: Duration)
        async throws(BrokerClientError) -> FetchResponse
    {
        try await connection().send(request, version: version, timeout: timeout)
    }

    package func listOffsets(_ request: ListOffsetsRequest, version: Int16)
        async throws(BrokerClientError) -> ListOffsetsResponse
    {
        try await connection().send(request, version: version)
    }

    package func endOffsets(_ request: OffsetForLeaderEpochRequest, version: Int16)
        async throws(BrokerClientError) -> OffsetForLeaderEpochResponse
    {
        try await connection().send(request, version: version)
    }

    package func close() {
        current.withLock { connection in
            let closing = connection
            connection = nil
            return closing
        }?.close()
    }

    private func connection() async throws(BrokerClientError) -> BrokerConnection {
        guard let target = address(broker) else {
            throw .noTarget("leader broker \(broker)")
        }
        let open = current.withLock { $0 }
        if let open, !open.isClosed, open.address == target { return open }
        open?.close()
        let fresh = try await BrokerConnection.connect(
            to: target, over: transport, settings: settings)
        current.withLock { $0 = fresh }
        return fresh
    }
}
