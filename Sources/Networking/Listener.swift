import Platform
import Scheduling
import Telemetry

/// Serves frames on one address: accepts connections within the limits, and knows them until they
/// end.
package final class Listener: Sendable {
    /// Makes the handler of a new connection, on its loop.
    package typealias MakeHandler = @Sendable (any ByteStream) -> any FrameHandler

    private let limits: FrameLimits
    private let admission: ConnectionLimits
    private let logger: Logger
    private let makeHandler: MakeHandler
    private let state = Lock(State())

    private struct State {
        var socket: (any ListeningSocket)?
        var isStopped = false
        var connections: [ObjectIdentifier: FrameConnection] = [:]
        var memories: [ObjectIdentifier: ReceiveMemory] = [:]
    }

    /// `admission` may be shared with other listeners of the broker.
    package init(
        limits: FrameLimits, admission: ConnectionLimits, logger: Logger,
        makeHandler: @escaping MakeHandler
    ) {
        self.limits = limits
        self.admission = admission
        self.logger = logger
        self.makeHandler = makeHandler
    }

    /// Begins to accept. Returns the address, with the port that the system chose for port 0.
    @discardableResult
    package func start(at address: SocketAddress, over transport: any Transport)
        async throws(TransportError) -> SocketAddress
    {
        let socket = try await transport.listen(at: address) { [self] stream in accept(stream) }
        state.withLock { $0.socket = socket }
        return socket.address
    }

    package var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Accepts nothing more and closes all connections.
    package func stop() {
        let (socket, connections) = state.withLock { state in
            state.isStopped = true
            defer { state.socket = nil }
            return (state.socket, Array(state.connections.values))
        }
        socket?.close()
        for connection in connections {
            connection.loop.execute { connection.close() }
        }
    }

    private func accept(_ stream: any ByteStream) {
        let host = stream.peer.host
        if let refusal = admission.admit(host) {
            logger.info("Refused the connection from \(stream.peer): \(refusal)")
            return stream.close()
        }
        let identifier = ObjectIdentifier(stream)
        let connection = FrameConnection(
            stream, limits: limits, memory: memory(of: stream.loop), handler: makeHandler(stream)
        ) { [self] in
            admission.release(host)
            state.withLock { $0.connections[identifier] = nil }
        }
        let isStopped = state.withLock { state in
            state.connections[identifier] = connection
            return state.isStopped
        }
        connection.start()
        if isStopped { connection.close() }
    }

    private func memory(of loop: any EventLoop) -> ReceiveMemory {
        state.withLock { state in
            if let memory = state.memories[ObjectIdentifier(loop)] { return memory }
            let memory = ReceiveMemory()
            state.memories[ObjectIdentifier(loop)] = memory
            return memory
        }
    }
}
