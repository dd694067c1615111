import Bytes
import Networking
import Platform
import Scheduling
import Telemetry
import TestSupport

/// What a test server does with the frames of a connection.
typealias Serve = @Sendable (SharedBytes, UInt64, FrameConnection) -> Void

/// A server of frames on a port of its own.
final class FrameServer: Sendable {
    let loops: EventLoopGroup
    let resolver = BlockingExecutor(name: "resolver", threads: 1)
    let transport: SocketTransport
    let log = RecordingLogSink()
    let address: SocketAddress
    let listener: Listener
    let ends = Lock<[ConnectionEnd]>([])

    init(
        limits: FrameLimits = FrameLimits(), admission: ConnectionLimits = ConnectionLimits(),
        loops count: Int = 1, serve: @escaping Serve = FrameServer.echo
    ) async throws {
        let logger = Logger("test", sink: log)
        loops = try EventLoopGroup(count: count, name: "server", clock: SystemClock())
        transport = SocketTransport(loops: loops, resolver: resolver, logger: logger)
        let ends = ends
        listener = Listener(limits: limits, admission: admission, logger: logger) { _ in
            FrameService(serve) { end in ends.withLock { $0.append(end) } }
        }
        address = try await listener.start(
            at: SocketAddress(host: "127.0.0.1", port: 0), over: transport)
    }

    deinit {
        listener.stop()
        loops.stop()
        resolver.stop()
    }

    static let echo: Serve = { frame, place, connection in
        connection.answer(place, [.bytes(FrameServer.frame(frame))])
    }

    static func frame(_ content: SharedBytes) -> SharedBytes {
        var writer = Frame.begin(capacity: content.count + 4)
        writer.bytes(content)
        return Frame.finish(writer).first?.inMemory ?? .empty
    }

    /// Waits until a connection has ended, and returns how.
    func nextEnd() async throws -> ConnectionEnd {
        while true {
            if let end = ends.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return end }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

private final class FrameService: FrameHandler {
    private let serve: Serve
    private let onEnd: (ConnectionEnd) -> Void

    init(_ serve: @escaping Serve, _ onEnd: @escaping (ConnectionEnd) -> Void) {
        self.serve = serve
        self.onEnd = onEnd
    }

    func received(_ frame: SharedBytes, place: UInt64, on connection: FrameConnection) {
        serve(frame, place, connection)
    }

    func ended(_ connection: FrameConnection, reason: ConnectionEnd) { onEnd(reason) }
}
