import Glibc
import Platform
import Scheduling

/// One attempt to connect to one address, on a loop.
// Sendable because everything mutable is touched on the loop only.
final class ConnectAttempt: ReadinessHandler, @unchecked Sendable {
    private let eventLoop: EpollEventLoop
    private let target: SocketAddress
    private let answer: FirstAnswer<any ByteStream>
    private let disk: BlockingExecutor
    private var descriptor: Int32 = -1
    private var token: UInt64 = 0
    private var timer: ScheduledJob?

    private init(
        _ target: SocketAddress, _ eventLoop: EpollEventLoop,
        _ answer: FirstAnswer<any ByteStream>, _ disk: BlockingExecutor
    ) {
        self.disk = disk
        self.target = target
        self.eventLoop = eventLoop
        self.answer = answer
    }

    /// `target` is what the caller asked for, for messages.
    static func run(
        _ address: ResolvedAddress, _ target: SocketAddress, on eventLoop: EpollEventLoop,
        timeout: Duration, options: SocketOptions, disk: BlockingExecutor
    ) async throws(TransportError) -> any ByteStream {
        let answer = FirstAnswer<any ByteStream>()
        let attempt = ConnectAttempt(target, eventLoop, answer, disk)
        return try await answer.wait {
            eventLoop.execute { attempt.start(address, timeout, options) }
        }
    }

    private func start(_ address: ResolvedAddress, _ timeout: Duration, _ options: SocketOptions) {
        do throws(SystemError) {
            descriptor = try Socket.open(address.family, options)
            Socket.prepareConnected(descriptor)
            let result = address.withPointer { connect(descriptor, $0, $1) }
            guard result == 0 || errno == EINPROGRESS else {
                throw .last("connect", target.description)
            }
            // Registered only now: a socket that is not connecting reports a hang-up.
            token = try eventLoop.register(descriptor, self)
        } catch {
            return fail(error)
        }
        timer = eventLoop.schedule(after: timeout) { [self] in
            finish(.failure(.timedOut(target)))
        }
    }

    func ready(_ readiness: Readiness) {
        guard descriptor >= 0 else { return }
        let number = Socket.pendingError(descriptor)
        guard number == 0 else {
            return fail(SystemError("connect", target.description, number: number))
        }
        guard readiness.contains(.writable) else { return }
        eventLoop.deregister(descriptor, token)
        token = 0
        let connected = descriptor
        descriptor = -1
        do throws(SystemError) {
            finish(.success(try SocketStream(connected, eventLoop, disk: disk)))
        } catch {
            finish(.failure(.failed(error)))
        }
    }

    private func fail(_ error: SystemError) {
        finish(
            .failure(error.number == ECONNREFUSED ? .refused(target) : .failed(error)))
    }

    private func finish(_ result: Result<any ByteStream, TransportError>) {
        timer?.cancel()
        timer = nil
        if descriptor >= 0 {
            if token != 0 { eventLoop.deregister(descriptor, token) }
            close(descriptor)
            descriptor = -1
        }
        answer.give(result)
    }
}
