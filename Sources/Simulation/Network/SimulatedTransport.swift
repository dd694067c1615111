import Glibc
import Networking
import Platform
import Scheduling

/// The network of one simulated process.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedTransport: Transport, @unchecked Sendable {
    private let network: SimulatedNetwork
    private let process: SimulatedProcess
    private let host: String
    private let loops: [SimulatedEventLoop]
    private var turn = 0

    init(
        _ network: SimulatedNetwork, _ process: SimulatedProcess, host: String,
        loops: [SimulatedEventLoop]
    ) {
        precondition(!loops.isEmpty)
        self.network = network
        self.process = process
        self.host = host
        self.loops = loops
    }

    package func listen(
        at address: SocketAddress, accepted: @escaping @Sendable (any ByteStream) -> Void
    ) async throws(TransportError) -> any ListeningSocket {
        let port = address.port == 0 ? network.nextPort() : address.port
        let listener = SimulatedListener(
            network, process, at: SocketAddress(host: host, port: port), loop: { self.nextLoop() },
            accepted: accepted)
        try network.add(listener)
        return listener
    }

    package func connect(to address: SocketAddress, timeout: Duration)
        async throws(TransportError) -> any ByteStream
    {
        let result: Result<any ByteStream, TransportError> = await withUnsafeContinuation {
            continuation in
            let attempt = Attempt(process, continuation)
            process.schedule(after: timeout) { attempt.end(.failure(.timedOut(address))) }
            network.travel(from: host, to: address.host) { self.knock(at: address, attempt) }
        }
        return try result.get()
    }

    /// The request for a connection has reached the other host.
    private func knock(at address: SocketAddress, _ attempt: Attempt) {
        guard let listener = network.listener(at: address) else {
            return network.travel(from: address.host, to: host) {
                attempt.end(.failure(.refused(address)))
            }
        }
        let own = SocketAddress(host: host, port: network.nextPort())
        let here = SimulatedStream(network, process, nextLoop(), local: own, peer: address)
        let there = listener.makeStream(for: own)
        here.join(there)
        listener.accept(there)
        network.travel(from: address.host, to: host) {
            if !attempt.end(.success(here)) { here.abandon() }
        }
    }

    private func nextLoop() -> SimulatedEventLoop {
        turn += 1
        return loops[turn % loops.count]
    }

    /// Somebody who waits for a connection, or has stopped waiting.
    // Sendable because everything happens on the one thread of the simulation.
    private final class Attempt: @unchecked Sendable {
        typealias Outcome = Result<any ByteStream, TransportError>

        private let process: SimulatedProcess
        private var continuation: UnsafeContinuation<Outcome, Never>?

        init(_ process: SimulatedProcess, _ continuation: UnsafeContinuation<Outcome, Never>) {
            self.process = process
            self.continuation = continuation
        }

        /// False if it had ended before, or with its process.
        @discardableResult
        func end(_ outcome: Outcome) -> Bool {
            guard let waiting = continuation else { return false }
            continuation = nil
            let isAlive = process.state != .dead
            let aborted = SystemError("connect", process.name, number: ECONNABORTED)
            process.post {
                waiting.resume(returning: isAlive ? outcome : .failure(.failed(aborted)))
            }
            return isAlive
        }
    }
}

// Sendable because everything happens on the one thread of the simulation.
final class SimulatedListener: ListeningSocket, @unchecked Sendable {
    let address: SocketAddress
    let process: SimulatedProcess
    private let network: SimulatedNetwork
    private let loop: () -> SimulatedEventLoop
    private let accepted: @Sendable (any ByteStream) -> Void

    init(
        _ network: SimulatedNetwork, _ process: SimulatedProcess, at address: SocketAddress,
        loop: @escaping () -> SimulatedEventLoop,
        accepted: @escaping @Sendable (any ByteStream) -> Void
    ) {
        self.network = network
        self.process = process
        self.address = address
        self.loop = loop
        self.accepted = accepted
    }

    func makeStream(for peer: SocketAddress) -> SimulatedStream {
        SimulatedStream(network, process, loop(), local: address, peer: peer)
    }

    func accept(_ stream: SimulatedStream) {
        stream.loop.execute { [accepted] in accepted(stream) }
    }

    func close() { network.remove(self) }
}
