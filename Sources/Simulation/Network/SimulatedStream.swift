import Bytes
import Glibc
import Networking
import Platform
import Scheduling

/// One end of a simulated connection.
// Sendable because everything happens on the one thread of the simulation.
final class SimulatedStream: ByteStream, @unchecked Sendable {
    private enum Parcel {
        case bytes([UInt8])
        /// The other end has closed; `isReset` if it did not do so in order.
        case end(isReset: Bool)
    }

    let process: SimulatedProcess
    let local: SocketAddress
    let peer: SocketAddress
    private let network: SimulatedNetwork
    private let eventLoop: SimulatedEventLoop
    private var other: SimulatedStream?
    private var receiver: (any ByteReceiver)?

    /// Sent in this turn.
    private var output: [UInt8] = []
    private var asksForTurnEnd = false
    /// On the way to this end, in order.
    private var inTransit: [Parcel] = []
    /// Arrived, and not taken yet.
    private var arrived: [Parcel] = []
    private var isPaused = false
    private var isReceiving = false
    private var isOpen = true

    init(
        _ network: SimulatedNetwork, _ process: SimulatedProcess, _ loop: SimulatedEventLoop,
        local: SocketAddress, peer: SocketAddress
    ) {
        self.network = network
        self.process = process
        eventLoop = loop
        self.local = local
        self.peer = peer
    }

    func join(_ other: SimulatedStream) {
        self.other = other
        other.other = self
        network.add(self)
        network.add(other)
    }

    var loop: any EventLoop { eventLoop }
    var queuedBytes: Int { output.count }

    func start(_ receiver: any ByteReceiver) {
        precondition(self.receiver == nil, "started twice")
        guard isOpen else { return receiver.ended(nil) }
        self.receiver = receiver
        receive()
    }

    // MARK: Sending

    func send(_ chunks: [Payload]) {
        guard isOpen else { return }
        for chunk in chunks {
            switch chunk {
            case .bytes(let bytes): output += bytes.array
            case .region(let region):
                guard let bytes = try? region.contents() else { return reset() }
                output += bytes.array
            }
        }
        guard !asksForTurnEnd else { return }
        asksForTurnEnd = true
        eventLoop.atTurnEnd { [self] in
            asksForTurnEnd = false
            flush()
        }
    }

    private func flush() {
        guard isOpen, !output.isEmpty else { return }
        transmit(.bytes(output))
        output = []
        receiver?.sendQueueEmptied()
    }

    private func transmit(_ parcel: Parcel) {
        guard let other else { return }
        other.inTransit.append(parcel)
        network.travel(from: local.host, to: peer.host) { other.arrive() }
    }

    // MARK: Receiving

    /// Something has arrived; it can only be what was sent first.
    private func arrive() {
        guard isOpen, !inTransit.isEmpty else { return }
        arrived.append(inTransit.removeFirst())
        eventLoop.execute { [self] in receive() }
    }

    func pauseReceiving() { isPaused = true }

    func resumeReceiving() {
        guard isPaused else { return }
        isPaused = false
        eventLoop.execute { [self] in receive() }
    }

    private func receive() {
        guard !isReceiving, let receiver else { return }
        isReceiving = true
        defer { isReceiving = false }
        while isOpen, !isPaused, !arrived.isEmpty {
            switch arrived[0] {
            case .bytes(let bytes):
                let space = receiver.receiveSpace()
                let count = min(space.count, bytes.count)
                space.copyBytes(from: bytes[..<count])
                if count == bytes.count {
                    arrived.removeFirst()
                } else {
                    arrived[0] = .bytes(Array(bytes[count...]))
                }
                receiver.received(count)
            case .end(let isReset):
                end(
                    isReset
                        ? .failed(
                            SystemError("recv", peer.description, number: ECONNRESET)) : nil)
            }
        }
        if isOpen, !isPaused { receiver.drained() }
    }

    // MARK: The end

    func close() {
        guard isOpen else { return }
        flush()
        transmit(.end(isReset: false))
        end(nil)
    }

    /// The connection breaks: what is under way is lost.
    func reset() {
        let error = TransportError.failed(
            SystemError("recv", peer.description, number: ECONNRESET))
        for stream in [self, other].compactMap({ $0 }) {
            stream.inTransit = []
            stream.eventLoop.execute { stream.end(error) }
        }
    }

    /// This end is gone without a word to its receiver; the other one hears of it.
    func abandon() {
        guard isOpen else { return }
        transmit(.end(isReset: true))
        isOpen = false
        other = nil
        network.abandoned(self)
    }

    /// The world ends: whoever received here, alive or not, lets go of its memory.
    func discard() {
        isOpen = false
        other = nil
        (inTransit, arrived, output) = ([], [], [])
        let receiver = receiver
        self.receiver = nil
        process.executor.within(process) { receiver?.ended(nil) }
    }

    private func end(_ error: TransportError?) {
        guard isOpen else { return }
        isOpen = false
        other = nil
        network.remove(self)
        output = []
        arrived = []
        let receiver = receiver
        self.receiver = nil
        receiver?.ended(error)
    }
}
