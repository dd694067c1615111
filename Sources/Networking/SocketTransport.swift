import CLinux
import Glibc
import Platform
import Scheduling
import Telemetry

/// Settings of every socket.
package struct SocketOptions: Sendable {
    /// `socket.send.buffer.bytes`, `socket.receive.buffer.bytes`; `nil` leaves the size to the system.
    package var sendBuffer: Int32?
    package var receiveBuffer: Int32?
    /// `socket.listen.backlog.size`: connections that wait to be accepted.
    package var backlog: Int32

    package init(sendBuffer: Int32? = nil, receiveBuffer: Int32? = nil, backlog: Int32 = 50) {
        self.sendBuffer = sendBuffer
        self.receiveBuffer = receiveBuffer
        self.backlog = backlog
    }
}

/// TCP over the epoll loops of a group: streams are spread over the loops in turn.
package final class SocketTransport: Transport {
    private let loops: EventLoopGroup
    private let resolver: BlockingExecutor
    private let disk: BlockingExecutor
    private let options: SocketOptions
    private let logger: Logger

    /// `resolver` runs the look-up of names, `disk` what waits for files that are sent; without it
    /// `resolver` does that too. Loops and executors belong to the caller.
    package init(
        loops: EventLoopGroup, resolver: BlockingExecutor, disk: BlockingExecutor? = nil,
        options: SocketOptions = SocketOptions(),
        logger: Logger
    ) {
        self.loops = loops
        self.resolver = resolver
        self.disk = disk ?? resolver
        self.options = options
        self.logger = logger
        // A peer that has gone shows as an error of the call, also where no flag can say so.
        signal(SIGPIPE, SIG_IGN)
    }

    package func listen(
        at address: SocketAddress, accepted: @escaping @Sendable (any ByteStream) -> Void
    ) async throws(TransportError) -> any ListeningSocket {
        let candidates = try await resolve(address, forListening: true)
        let descriptor = try openListening(candidates, address)
        let loop = loops.next()
        let socket = SocketListener(
            descriptor, loop: loop, streams: loops, disk: disk, logger: logger,
            accepted: accepted)
        do {
            try await loop.run { () throws(SystemError) in try socket.start() }
        } catch {
            throw .failed(error)
        }
        return socket
    }

    package func connect(to address: SocketAddress, timeout: Duration)
        async throws(TransportError) -> any ByteStream
    {
        let loop = loops.next()
        let start = loop.now
        var failure = TransportError.unresolvable(address, "no address")
        for candidate in try await resolve(address, forListening: false, within: timeout) {
            let rest = timeout - (loop.now - start)
            guard rest > .zero else { throw .timedOut(address) }
            do throws(TransportError) {
                return try await ConnectAttempt.run(
                    candidate, address, on: loop, timeout: rest, options: options,
                    disk: disk)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    // MARK: Addresses

    private func resolve(
        _ address: SocketAddress, forListening: Bool, within timeout: Duration = .seconds(60)
    ) async throws(TransportError) -> [ResolvedAddress] {
        let numeric = try? ResolvedAddress.resolve(
            address, forListening: forListening, numericOnly: true)
        if let numeric { return numeric }
        let resolver = resolver
        let answer = FirstAnswer<[ResolvedAddress]>()
        let timer = loops.next().schedule(after: timeout) {
            answer.give(.failure(.timedOut(address)))
        }
        defer { timer.cancel() }
        return try await answer.wait {
            let accepted = resolver.execute {
                do throws(TransportError) {
                    answer.give(
                        .success(try ResolvedAddress.resolve(address, forListening: forListening)))
                } catch {
                    answer.give(.failure(error))
                }
            }
            if !accepted { answer.give(.failure(.unresolvable(address, "shutting down"))) }
        }
    }

    private func openListening(_ candidates: [ResolvedAddress], _ address: SocketAddress)
        throws(TransportError) -> Int32
    {
        // An IPv6 socket for every local address serves IPv4 too.
        let ordered =
            address.host.isEmpty
            ? candidates.filter { $0.family == AF_INET6 }
                + candidates.filter { $0.family != AF_INET6 }
            : candidates
        var failure = TransportError.unresolvable(address, "no address")
        for candidate in ordered {
            do throws(SystemError) {
                let descriptor = try Socket.open(candidate.family, options)
                do throws(SystemError) {
                    try Socket.listen(
                        descriptor, candidate, subject: address.description, options.backlog)
                    return descriptor
                } catch {
                    close(descriptor)
                    throw error
                }
            } catch {
                failure = .failed(error)
                // Another address would hide that this one is taken.
                if error.number == EADDRINUSE || error.number == EACCES { break }
            }
        }
        throw failure
    }
}
