import Glibc
import Networking
import Platform
import Scheduling

/// A network between named hosts. Bytes take their time and arrive in the order of their connection;
/// connections overtake each other. A direction between two hosts can be cut, in which case nothing
/// arrives until it is mended (as with TCP, which goes on trying), or be slow.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedNetwork: @unchecked Sendable {
    private struct Direction: Hashable {
        var source: String
        var target: String
    }

    package let executor: DeterministicExecutor
    private var cut: Set<Direction> = []
    private var slow: [Direction: Duration] = [:]
    private var listeners: [SocketAddress: SimulatedListener] = [:]
    /// Open ends, in the order of their creation.
    private var streams: [SimulatedStream] = []
    /// Ends whose process has died.
    private var orphans: [SimulatedStream] = []
    private var lastPort: UInt16 = 40_000

    package static let latency = Duration.microseconds(50)...Duration.milliseconds(2)
    /// After which time something that a cut held up is tried again.
    private static let retransmission = Duration.milliseconds(200)

    package init(_ executor: DeterministicExecutor) { self.executor = executor }

    /// The network as `process` on `host` sees it. Streams are spread over `loops`, of which there is
    /// at least one.
    package func attach(_ process: SimulatedProcess, host: String, loops: [SimulatedEventLoop])
        -> SimulatedTransport
    {
        SimulatedTransport(self, process, host: host, loops: loops)
    }

    // MARK: Faults

    /// Nothing from `source` reaches `target` any more.
    package func cut(from source: String, to target: String) {
        cut.insert(Direction(source: source, target: target))
    }

    /// What is sent from `source` to `target` takes `delay` longer.
    package func slow(from source: String, to target: String, by delay: Duration) {
        slow[Direction(source: source, target: target)] = delay
    }

    package func mend(from source: String, to target: String) {
        cut.remove(Direction(source: source, target: target))
        slow[Direction(source: source, target: target)] = nil
    }

    /// All cuts and slow links are mended.
    package func mend() {
        cut = []
        slow = [:]
    }

    /// Breaks one of the connections between living processes, if there is any: both ends hear of it.
    package func resetAnyConnection() {
        guard !streams.isEmpty else { return }
        streams[executor.random.below(streams.count)].reset()
    }

    package func isCut(from source: String, to target: String) -> Bool {
        cut.contains(Direction(source: source, target: target))
    }

    /// The process has died: its listeners are gone, and its peers hear of it when they can.
    package func detach(_ process: SimulatedProcess) {
        for (address, listener) in listeners where listener.process === process {
            listeners[address] = nil
        }
        for stream in streams where stream.process === process { stream.abandon() }
    }

    // MARK: What transports ask

    func delay(from source: String, to target: String) -> Duration {
        let extra = slow[Direction(source: source, target: target)] ?? .zero
        return executor.random.duration(Self.latency) + extra
    }

    /// Calls `body` when something sent now from `source` has reached `target`.
    func travel(
        from source: String, to target: String, _ body: @escaping @Sendable () -> Void
    ) {
        executor.schedule(after: delay(from: source, to: target)) { [self] in
            arrive(from: source, to: target, body)
        }
    }

    private func arrive(
        from source: String, to target: String, _ body: @escaping @Sendable () -> Void
    ) {
        guard isCut(from: source, to: target) else { return body() }
        executor.schedule(after: Self.retransmission) { [self] in
            arrive(from: source, to: target, body)
        }
    }

    func nextPort() -> UInt16 {
        lastPort = lastPort == .max ? 40_000 : lastPort + 1
        return lastPort
    }

    func add(_ listener: SimulatedListener) throws(TransportError) {
        guard listeners[listener.address] == nil else {
            throw .failed(
                SystemError("bind", listener.address.description, number: EADDRINUSE))
        }
        listeners[listener.address] = listener
    }

    func remove(_ listener: SimulatedListener) {
        if listeners[listener.address] === listener { listeners[listener.address] = nil }
    }

    func listener(at address: SocketAddress) -> SimulatedListener? { listeners[address] }

    func add(_ stream: SimulatedStream) { streams.append(stream) }

    func remove(_ stream: SimulatedStream) { streams.removeAll { $0 === stream } }

    func abandoned(_ stream: SimulatedStream) {
        remove(stream)
        orphans.append(stream)
    }

    /// The world ends: all processes are dead, and what connections hold is freed.
    package func end() {
        let all = streams + orphans
        (streams, orphans, listeners) = ([], [], [:])
        for stream in all { stream.discard() }
    }
}
