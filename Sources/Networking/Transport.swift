import Bytes
import Platform
import Scheduling

/// The network. One of the five ports through which the world enters the program.
package protocol Transport: Sendable {
    /// Listens at `address` and hands each accepted stream to `accepted` on the stream's own loop,
    /// before any of its bytes are read. Port 0 lets the system choose; see
    /// ``ListeningSocket/address``.
    func listen(
        at address: SocketAddress, accepted: @escaping @Sendable (any ByteStream) -> Void
    ) async throws(TransportError) -> any ListeningSocket

    /// Opens a stream to `address`, trying each address that its host name has. The time includes
    /// the resolution of the name.
    func connect(to address: SocketAddress, timeout: Duration)
        async throws(TransportError) -> any ByteStream
}

/// Why there is no stream, or no longer one.
package enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    case unresolvable(SocketAddress, String)
    case timedOut(SocketAddress)
    case refused(SocketAddress)
    case failed(SystemError)

    package var description: String {
        switch self {
        case .unresolvable(let address, let reason): "cannot resolve \(address): \(reason)"
        case .timedOut(let address): "timed out connecting to \(address)"
        case .refused(let address): "connection to \(address) refused"
        case .failed(let error): error.description
        }
    }
}

/// A socket that accepts streams.
package protocol ListeningSocket: AnyObject, Sendable {
    /// Where it listens, with the port that the system chose.
    var address: SocketAddress { get }
    /// Stops accepting; streams accepted before live on. Callable from any thread, more than once.
    func close()
}

/// A connection of ordered bytes in both directions. Belongs to one loop; all calls but ``loop``,
/// ``peer`` and ``local`` are made there.
package protocol ByteStream: AnyObject, Sendable {
    var loop: any EventLoop { get }
    /// The other end as a numeric address; kept after the stream has closed.
    var peer: SocketAddress { get }
    var local: SocketAddress { get }

    /// Begins to receive. Called once.
    func start(_ receiver: any ByteReceiver)
    /// Queues bytes for sending, in order. What is queued in one turn of the loop leaves in as few
    /// system calls as possible. Without effect after the stream has closed.
    func send(_ chunks: [Payload])
    /// Bytes queued and not yet taken by the system.
    var queuedBytes: Int { get }
    /// Stops reading: the system's buffers fill, and the peer has to wait.
    func pauseReceiving()
    func resumeReceiving()
    /// Closes at once; what is queued is offered to the system a last time. The receiver hears of it
    /// before the call returns, unless it has heard of an end before.
    func close()
}

/// The consumer of a stream's bytes. Called on the stream's loop.
package protocol ByteReceiver: AnyObject {
    /// Where the next bytes go: not empty, and valid until ``received(_:)``.
    func receiveSpace() -> UnsafeMutableRawBufferPointer
    /// The first `count` bytes of the space have been filled.
    func received(_ count: Int)
    /// No more bytes are waiting: a receiver may give back memory.
    func drained()
    /// All queued bytes have been taken by the system.
    func sendQueueEmptied()
    /// The stream has ended, once: the peer closed it (`nil`), it failed, or ``ByteStream/close()``.
    func ended(_ error: TransportError?)
}
