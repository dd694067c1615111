import BrokerClient
import Networking
import Platform
import Scheduling
import Telemetry
import TestSupport

/// Loops and sockets for one test.
final class TestNetwork: Sendable {
    let loops: EventLoopGroup
    let transport: SocketTransport
    private let resolver = BlockingExecutor(name: "resolver", threads: 1)

    init() throws {
        loops = try EventLoopGroup(count: 2, name: "network", clock: SystemClock())
        transport = SocketTransport(
            loops: loops, resolver: resolver, logger: Logger("test", sink: RecordingLogSink()))
    }

    deinit {
        loops.stop()
        resolver.stop()
    }

    func connect(
        to broker: FakeBroker, settings: BrokerConnectionSettings = BrokerConnectionSettings()
    ) async throws(BrokerClientError) -> BrokerConnection {
        try await BrokerConnection.connect(
            to: broker.address, over: transport, settings: settings)
    }

    /// An address of this machine where nobody listens: a port that was free a moment ago.
    func deadAddress() async throws -> SocketAddress {
        let probe = try await transport.listen(at: SocketAddress(host: "127.0.0.1", port: 0)) { _ in
        }
        let address = probe.address
        probe.close()
        for loop in loops.loops { await loop.run {} }
        return address
    }
}
