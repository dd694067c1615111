import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// A listener that answers requests as a test says.
final class FakeBroker: Sendable {
    /// A request with its header read; the reader stands at the body.
    struct Request {
        let header: RequestHeader
        let body: ByteReader

        var version: Int16 { header.requestApiVersion }
        var apiKey: APIKey? { header.apiKey }

        func decoded<R: RequestMessage>(_: R.Type) throws -> R {
            var reader = body
            return try R(from: &reader, version: version)
        }
    }

    enum Reply {
        /// A whole frame.
        case frame([Payload])
        /// Bytes as they are, at once, whatever was not answered before.
        case raw([UInt8])
        /// No answer for now; those of later requests wait behind it.
        case nothing
        case close

        static func answer(_ response: some ResponseMessage, to request: Request) throws -> Reply {
            .frame(
                try response.frame(
                    version: request.version, correlationId: request.header.correlationId))
        }
    }

    typealias Script = @Sendable (Request) throws -> Reply

    let address: SocketAddress
    private let listening: any ListeningSocket
    private let seen: Lock<[RequestHeader]>

    /// The headers of the requests that came, oldest first.
    var requests: [RequestHeader] { seen.withLock { $0 } }

    init(_ network: TestNetwork, _ script: @escaping Script) async throws {
        let seen = Lock<[RequestHeader]>([])
        self.seen = seen
        listening = try await network.transport.listen(
            at: SocketAddress(host: "127.0.0.1", port: 0)
        ) { stream in
            let handler = ScriptHandler { request in
                seen.withLock { $0.append(request.header) }
                return try script(request)
            }
            FrameConnection(
                stream, limits: FrameLimits(), memory: ReceiveMemory(), handler: handler
            ).start()
        }
        address = listening.address
    }

    deinit {
        listening.close()
    }

    /// Answers ApiVersions with all that this program has, and the rest by `script`.
    static func serving(
        _ network: TestNetwork, _ script: @escaping Script
    ) async throws -> FakeBroker {
        try await FakeBroker(network) { request in
            guard request.apiKey == .apiVersions else { return try script(request) }
            return try .answer(
                ApiVersionsResponse(apiKeys: SupportedVersions.all.apiVersions), to: request)
        }
    }
}

private final class ScriptHandler: FrameHandler {
    private let script: FakeBroker.Script

    init(_ script: @escaping FakeBroker.Script) {
        self.script = script
    }

    func received(_ frame: SharedBytes, place: UInt64, on connection: FrameConnection) {
        do {
            var reader = ByteReader(frame)
            let header = try RequestHeader(fromFrame: &reader)
            switch try script(FakeBroker.Request(header: header, body: reader)) {
            case .frame(let chunks): connection.answer(place, chunks)
            case .raw(let bytes):
                connection.stream.send([.bytes(SharedBytes(copying: bytes))])
                connection.omit(place)
            case .nothing: break
            case .close: connection.close()
            }
        } catch {
            connection.close()
        }
    }

    func ended(_ connection: FrameConnection, reason: ConnectionEnd) {}
}
