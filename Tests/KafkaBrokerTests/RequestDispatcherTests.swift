import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing

@testable import KafkaBroker

@Suite struct RequestDispatcherTests {
    /// A broker that serves ApiVersions and OffsetForLeaderEpoch, which it answers with nothing.
    private final class Server {
        let loops: EventLoopGroup
        let resolver = BlockingExecutor(name: "resolver", threads: 1)
        let log = RecordingLogSink()
        let listener: Listener
        let port: UInt16

        init() async throws {
            let logger = Logger("test", sink: log)
            loops = try EventLoopGroup(count: 1, name: "test", clock: SystemClock())
            var table = HandlerTable()
            table.add(Nothing())
            table.addApiVersions()
            let dispatcher = RequestDispatcher(table, listener: "PLAINTEXT", logger: logger)
            listener = Listener(
                limits: FrameLimits(), admission: ConnectionLimits(), logger: logger,
                makeHandler: dispatcher.makeHandler)
            let transport = SocketTransport(loops: loops, resolver: resolver, logger: logger)
            port = try await listener.start(
                at: SocketAddress(host: "127.0.0.1", port: 0), over: transport
            ).port
        }

        deinit {
            listener.stop()
            loops.stop()
            resolver.stop()
        }
    }

    private struct Nothing: ControlHandler {
        func handle(_ request: OffsetForLeaderEpochRequest, _ context: RequestContext) async
            -> OffsetForLeaderEpochResponse
        {
            OffsetForLeaderEpochResponse()
        }
    }

    private func bytes(_ chunks: [Payload]) -> [UInt8] {
        chunks.flatMap { $0.inMemory?.array ?? [] }
    }

    private func ask<Request: RequestMessage>(
        _ request: Request, version: Int16, of server: Server
    ) async throws -> [UInt8] {
        let frame = bytes(
            try request.frame(version: version, correlationId: 5, clientId: "test"))
        let port = server.port
        return try await onOwnThread {
            let connection = try RawConnection(port: port)
            try connection.send(frame)
            return try connection.receiveFrame() ?? []
        }
    }

    @Test(arguments: Int16(0)...4)
    func whatIsServedIsAdvertised(_ version: Int16) async throws {
        let server = try await Server()
        let request = ApiVersionsRequest(
            clientSoftwareName: version < 3 ? "" : "test",
            clientSoftwareVersion: version < 3 ? "" : "1")
        let answer = try await ask(request, version: version, of: server)
        var reader = ByteReader(copying: answer)
        let (header, body) = try ApiVersionsResponse.read(fromFrame: &reader, version: version)
        #expect(header.correlationId == 5)
        #expect(
            body.apiKeys == [
                .init(apiKey: 18, minVersion: 0, maxVersion: 4),
                .init(apiKey: 23, minVersion: 0, maxVersion: 4),
            ])
    }

    @Test func aVersionOfTheFutureIsAnsweredInTheFirst() async throws {
        let server = try await Server()
        var frame = bytes(
            try ApiVersionsRequest(clientSoftwareName: "a", clientSoftwareVersion: "1")
                .frame(version: 4, correlationId: 5, clientId: "test"))
        frame[7] = 99
        let port = server.port
        let sent = frame
        let answer = try await onOwnThread {
            let connection = try RawConnection(port: port)
            try connection.send(sent)
            return try connection.receiveFrame() ?? []
        }
        var reader = ByteReader(copying: answer)
        let body = try ApiVersionsResponse.read(fromFrame: &reader, version: 0).body
        #expect(body.errorCode == .unsupportedVersion)
        #expect(body.apiKeys == [.init(apiKey: 18, minVersion: 0, maxVersion: 4)])
    }

    @Test func aMisspeltSoftwareNameIsRefused() async throws {
        let server = try await Server()
        let request = ApiVersionsRequest(clientSoftwareName: "_", clientSoftwareVersion: "1")
        let answer = try await ask(request, version: 3, of: server)
        var reader = ByteReader(copying: answer)
        let body = try ApiVersionsResponse.read(fromFrame: &reader, version: 3).body
        #expect(body == ApiVersionsResponse(errorCode: .invalidRequest))
    }

    @Test(
        "What cannot be served closes the connection with one log line",
        arguments: [
            ("unknown API", [0x03, 0xE7, 0, 0, 0, 0, 0, 9, 0, 1, 0x61]),
            ("API that is not served", [0, 3, 0, 1, 0, 0, 0, 9, 0, 1, 0x61, 0, 0, 0, 0]),
            ("version that is not served", [0, 23, 0, 99, 0, 0, 0, 9, 0, 1, 0x61, 0]),
            ("truncated header", [0, 18, 0]),
            ("truncated body", [0, 23, 0, 0, 0, 0, 0, 9, 0, 1, 0x61, 0, 0]),
            ("negative count", [0, 23, 0, 0, 0, 0, 0, 9, 0, 1, 0x61, 0xFF, 0xFF, 0xFF, 0x80]),
            ("empty frame", []),
        ] as [(String, [UInt8])])
    func refusal(_ what: String, _ content: [UInt8]) async throws {
        let server = try await Server()
        let port = server.port
        let frame = withUnsafeBytes(of: Int32(content.count).bigEndian) { Array($0) } + content
        let answer = try await onOwnThread {
            let connection = try RawConnection(port: port)
            try connection.send(frame)
            return try connection.receiveFrame()
        }
        #expect(answer == nil, "\(what)")
        #expect(server.log.lines.count == 1, "\(what)")
        let again = try await ask(ApiVersionsRequest(), version: 0, of: server)
        #expect(!again.isEmpty)
    }
}
