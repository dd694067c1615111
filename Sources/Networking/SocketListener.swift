import CLinux
import Glibc
import Platform
import Scheduling
import Telemetry

/// Accepts connections on one loop and hands them to all loops in turn.
// Sendable because everything mutable is touched on the loop only.
final class SocketListener: ListeningSocket, ReadinessHandler, @unchecked Sendable {
    let address: SocketAddress
    private let eventLoop: EpollEventLoop
    private let streams: EventLoopGroup
    private let disk: BlockingExecutor
    private let logger: Logger
    private let accepted: @Sendable (any ByteStream) -> Void

    /// -1 after the end.
    private var descriptor: Int32
    private var token: UInt64 = 0
    private var isRegistered = false
    private var hasReportedShortage = false

    /// Connections accepted in one turn, so that a flood of them leaves time for the others.
    private static let acceptsPerTurn = 64
    /// How long nothing is accepted when the system has no descriptor or memory for it: the pending
    /// connection would otherwise wake the loop again and again.
    private static let shortagePause = Duration.milliseconds(100)

    /// Takes over a listening socket.
    init(
        _ descriptor: Int32, loop: EpollEventLoop, streams: EventLoopGroup, disk: BlockingExecutor,
        logger: Logger, accepted: @escaping @Sendable (any ByteStream) -> Void
    ) {
        self.descriptor = descriptor
        address = ResolvedAddress.of(descriptor, getsockname)
        eventLoop = loop
        self.streams = streams
        self.disk = disk
        self.logger = logger
        self.accepted = accepted
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// On the loop.
    func start() throws(SystemError) {
        guard descriptor >= 0, !isRegistered else { return }
        token = try eventLoop.registerListening(descriptor, self)
        isRegistered = true
    }

    func close() {
        if eventLoop.isCurrent { end() } else { eventLoop.execute { [self] in end() } }
    }

    private func end() {
        pause()
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    private func pause() {
        guard isRegistered else { return }
        eventLoop.deregister(descriptor, token)
        isRegistered = false
    }

    func ready(_ readiness: Readiness) {
        for _ in 0..<Self.acceptsPerTurn {
            guard descriptor >= 0 else { return }
            let connection = needletail_accept(descriptor)
            if connection >= 0 {
                hasReportedShortage = false
                hand(connection)
                continue
            }
            switch errno {
            case EAGAIN: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return waitOutShortage(.last("accept"))
            // The connection was gone before it was accepted; the next one may be there.
            default: continue
            }
        }
    }

    private func hand(_ connection: Int32) {
        Socket.prepareConnected(connection)
        let loop = streams.next()
        let accepted = accepted
        let logger = logger
        let disk = disk
        loop.execute {
            do throws(SystemError) {
                accepted(try SocketStream(connection, loop, disk: disk))
            } catch {
                Glibc.close(connection)
                logger.warn("Could not serve a connection: \(error)")
            }
        }
    }

    private func waitOutShortage(_ error: SystemError) {
        if !hasReportedShortage {
            hasReportedShortage = true
            logger.error("Cannot accept connections on \(address) for now: \(error)")
        }
        pause()
        eventLoop.schedule(after: Self.shortagePause) { [self] in
            do throws(SystemError) {
                try start()
            } catch {
                waitOutShortage(error)
            }
        }
    }
}
