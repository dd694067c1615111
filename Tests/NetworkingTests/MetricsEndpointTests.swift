import Bytes
import Platform
import Scheduling
import Telemetry
import Testing

@testable import Networking

@Suite struct MetricsEndpointTests {
    /// Sends `request` and returns all that comes until the endpoint closes.
    private func exchange(_ request: String) async throws -> String {
        let loops = try EventLoopGroup(count: 1, name: "metrics", clock: SystemClock())
        let resolver = BlockingExecutor(name: "resolver", threads: 1)
        defer {
            loops.stop()
            resolver.stop()
        }
        let transport = SocketTransport(
            loops: loops, resolver: resolver, logger: Logger("test", sink: NullLogSink()))
        let registry = MetricRegistry()
        registry.gauge("answer", help: "The answer") { 42 }
        let endpoint = MetricsEndpoint(registry)
        defer { endpoint.stop() }
        let address = try await endpoint.start(
            at: SocketAddress(host: "127.0.0.1", port: 0), over: transport)
        let client = try RawClient(address)
        try client.send(Array(request.utf8))
        return String(decoding: try client.receive(1 << 16), as: UTF8.self)
    }

    @Test func `metrics are answered as text, and the connection is closed`() async throws {
        let answer = try await exchange("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(
            answer.hasSuffix("\r\n\r\n# HELP answer The answer\n# TYPE answer gauge\nanswer 42\n"))
    }

    @Test func `the length of the answer is told to those who only ask for the head`() async throws
    {
        let answer = try await exchange("HEAD /metrics?x=1 HTTP/1.1\r\n\r\n")
        #expect(answer.contains("Content-Length: 55\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: [
        ("GET /other HTTP/1.1\r\n\r\n", "404"), ("POST /metrics HTTP/1.1\r\n\r\n", "405"),
        ("\u{0}\u{1}\r\n\r\n", "400"), ("GET /metrics SPDY/3\r\n\r\n", "400"),
        (String(repeating: "a", count: MetricsEndpoint.requestLimit), "431"),
    ])
    func `what is no such request is refused`(request: String, status: String) async throws {
        #expect(try await exchange(request).hasPrefix("HTTP/1.1 \(status) "))
    }
}
