import Bytes
import Platform
import Scheduling
import Telemetry

/// Answers `GET /metrics` with what a registry has: HTTP/1.1, one request a connection.
///
/// Small on purpose: no body is read, a request has at most ``requestLimit`` bytes, at most
/// ``connectionLimit`` connections are open and each for at most ``patience``.
package final class MetricsEndpoint: Sendable {
    /// A scraper's request line and headers take a few hundred bytes.
    static let requestLimit = 8192
    /// A handful of scrapers, with room.
    static let connectionLimit = 16
    static let patience = Duration.seconds(10)

    private let registry: MetricRegistry
    private let state = Lock(State())

    private struct State {
        var socket: (any ListeningSocket)?
        var connections = 0
    }

    package init(_ registry: MetricRegistry) {
        self.registry = registry
    }

    /// Begins to answer. Returns the address, with the port that the system chose for port 0.
    @discardableResult
    package func start(at address: SocketAddress, over transport: any Transport)
        async throws(TransportError) -> SocketAddress
    {
        let socket = try await transport.listen(at: address) { [self] stream in accept(stream) }
        state.withLock { $0.socket = socket }
        return socket.address
    }

    /// Answers nobody any more.
    package func stop() {
        state.withLock { state in
            defer { state.socket = nil }
            return state.socket
        }?.close()
    }

    private func accept(_ stream: any ByteStream) {
        let isWelcome = state.withLock { state in
            guard state.connections < Self.connectionLimit else { return false }
            state.connections += 1
            return true
        }
        guard isWelcome else { return stream.close() }
        let exchange = MetricsExchange(stream, registry) { [self] in
            state.withLock { $0.connections -= 1 }
        }
        exchange.start()
    }
}

/// One request and its answer. Belongs to the stream's loop.
private final class MetricsExchange: ByteReceiver {
    private let stream: any ByteStream
    private let registry: MetricRegistry
    private let onEnd: () -> Void
    private let space = UnsafeMutableRawBufferPointer.allocate(
        byteCount: MetricsEndpoint.requestLimit, alignment: 1)
    private var count = 0
    private var isAnswered = false
    private var deadline: ScheduledJob?

    init(_ stream: any ByteStream, _ registry: MetricRegistry, onEnd: @escaping () -> Void) {
        self.stream = stream
        self.registry = registry
        self.onEnd = onEnd
    }

    deinit { space.deallocate() }

    func start() {
        let stream = stream
        deadline = stream.loop.schedule(after: MetricsEndpoint.patience) { stream.close() }
        stream.start(self)
    }

    func receiveSpace() -> UnsafeMutableRawBufferPointer {
        // What comes behind the request is taken and forgotten, until the peer closes.
        if isAnswered { count = 0 }
        return UnsafeMutableRawBufferPointer(rebasing: space[count...])
    }

    func received(_ received: Int) {
        guard !isAnswered else { return }
        count += received
        let bytes = UnsafeRawBufferPointer(rebasing: space[..<count])
        if let end = HTTPRequestLine.headerEnd(bytes) {
            answer(HTTPRequestLine(UnsafeRawBufferPointer(rebasing: bytes[..<end])))
        } else if count == space.count {
            send(status: "431 Request Header Fields Too Large", body: "")
        }
    }

    private func answer(_ request: HTTPRequestLine?) {
        guard let request else { return send(status: "400 Bad Request", body: "") }
        guard request.method == "GET" || request.method == "HEAD" else {
            return send(status: "405 Method Not Allowed", body: "")
        }
        guard request.path == "/metrics" || request.path == "/" else {
            return send(status: "404 Not Found", body: "")
        }
        let text = PrometheusText.text(registry.snapshot)
        send(status: "200 OK", body: text, withBody: request.method == "GET")
    }

    private func send(status: String, body: String, withBody: Bool = true) {
        isAnswered = true
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(PrometheusText.contentType)\r\n"
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
        let answer = SharedBytes(copying: Array((withBody ? head + body : head).utf8))
        stream.send([.bytes(answer)])
        if stream.queuedBytes == 0 { stream.close() }
    }

    func drained() {}

    func sendQueueEmptied() {
        if isAnswered { stream.close() }
    }

    func ended(_ error: TransportError?) {
        deadline?.cancel()
        onEnd()
    }
}

/// The first line of an HTTP request: method and path.
struct HTTPRequestLine: Equatable {
    var method: String
    /// Without the query.
    var path: String

    /// `head` is a request up to the empty line; `nil` if its first line is none of HTTP/1.
    init?(_ head: UnsafeRawBufferPointer) {
        let line = head.prefix { $0 != UInt8(ascii: "\r") }
        guard let text = String(validating: line, as: UTF8.self) else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1."), parts[1].hasPrefix("/") else {
            return nil
        }
        method = String(parts[0])
        path = String(parts[1].prefix { $0 != "?" })
    }

    /// Where the headers end; `nil` if the empty line has not come yet.
    static func headerEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
            && bytes[index + 3] == 10
        {
            return index
        }
        return nil
    }
}
