import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
import Synchronization
import Telemetry

/// Reads the requests of one listener and hands each to its handler (Kafka: RequestChannel and the
/// switch of KafkaApis).
///
/// What Kafka answers by closing the connection is closed here too, with one log line: frames that
/// hold no request header, APIs and versions that are not served, and bodies that cannot be read.
/// ApiVersions alone is answered in any version, since a client asks it to find out which it may use.
package final class RequestDispatcher: Sendable {
    private let handlers: HandlerTable
    private let listener: String
    private let logger: Logger
    /// Of all listeners, so that connections of one peer to several of them have an order too.
    private static let lastConnection = Atomic<UInt64>(0)

    /// `listener` is the name of the listener as in `listeners`.
    package init(_ handlers: HandlerTable, listener: String, logger: Logger) {
        self.handlers = handlers
        self.listener = listener
        self.logger = logger
    }

    /// The requests of a new connection; for ``Listener``.
    package func makeHandler(_ stream: any ByteStream) -> any FrameHandler {
        let number = Self.lastConnection.wrappingAdd(1, ordering: .relaxed).newValue
        return ConnectionRequests(
            self, number: number, host: stream.peer.host, loop: stream.loop)
    }

    /// Why a connection is closed for what it sent.
    enum Refusal: Error, Equatable, CustomStringConvertible {
        case unreadableHeader(DecodeError)
        case unserved(key: Int16, version: Int16)
        case unreadableBody(APIKey?, version: Int16, DecodeError)

        var description: String {
            switch self {
            case .unreadableHeader(let error):
                "unreadable request header (\(error))"
            case .unserved(let key, let version):
                "request for API \(key) in version \(version), which is not served"
            case .unreadableBody(let key, let version, let error):
                "unreadable \(key.map { "\($0)" } ?? "unknown") request of version \(version)"
                    + " (\(error))"
            }
        }
    }

    fileprivate func serve(
        _ frame: SharedBytes, _ slot: ConnectionSlot, host: String, connection: UInt64
    ) throws(Refusal) {
        var reader = ByteReader(frame)
        let header: RequestHeader
        do throws(DecodeError) {
            header = try RequestHeader(fromFrame: &reader)
        } catch {
            throw .unreadableHeader(error)
        }
        let context = RequestContext(
            version: header.requestApiVersion, correlationID: header.correlationId,
            clientID: header.clientId, listener: listener, clientHost: host,
            connection: connection, loop: slot.loop)
        guard let entry = handlers[header.requestApiKey],
            entry.versions.contains(context.version)
        else {
            guard header.apiKey == .apiVersions, let entry = handlers[header.requestApiKey] else {
                throw .unserved(key: header.requestApiKey, version: context.version)
            }
            return refuseVersion(entry.versions, context, slot)
        }
        do throws(DecodeError) {
            try entry.serve(&reader, context, slot)
        } catch {
            throw .unreadableBody(header.apiKey, version: context.version, error)
        }
    }

    /// The answer that a client of the future can read: version 0, with the versions to ask instead.
    private func refuseVersion(
        _ versions: ClosedRange<Int16>, _ context: RequestContext, _ slot: ConnectionSlot
    ) {
        var context = context
        context.version = 0
        Reply<ApiVersionsResponse>(slot, context)(
            ApiVersionsResponse(
                errorCode: .unsupportedVersion,
                apiKeys: [
                    .init(
                        apiKey: APIKey.apiVersions.rawValue, minVersion: versions.lowerBound,
                        maxVersion: versions.upperBound)
                ]))
    }

    fileprivate func log(_ reason: String, _ connection: FrameConnection) {
        logger.warn("Closed the connection from \(connection.peer) on \(listener): \(reason)")
    }
}

/// The requests of one connection, and the way back for their answers.
// Sendable because the mutable state is touched on the connection's loop only; `connection` is set
// there before the first slot is made and read by slots only through the loop.
private final class ConnectionRequests: FrameHandler, @unchecked Sendable {
    let dispatcher: RequestDispatcher
    let loop: any EventLoop
    private let number: UInt64
    private let host: String
    private var hasFailed = false
    /// From the first request to the end of the connection.
    private var connection: FrameConnection?

    init(_ dispatcher: RequestDispatcher, number: UInt64, host: String, loop: any EventLoop) {
        self.dispatcher = dispatcher
        self.number = number
        self.host = host
        self.loop = loop
    }

    func received(_ frame: SharedBytes, place: UInt64, on connection: FrameConnection) {
        if self.connection == nil { self.connection = connection }
        do throws(RequestDispatcher.Refusal) {
            try dispatcher.serve(
                frame, ConnectionSlot(self, place), host: host, connection: number)
        } catch {
            fail(error.description)
        }
    }

    func ended(_ connection: FrameConnection, reason: ConnectionEnd) {
        self.connection = nil
        if case .broken(let error) = reason, !hasFailed {
            dispatcher.log(error.description, connection)
        }
    }

    // MARK: Answers, on the loop

    func answer(_ place: UInt64, _ frame: [Payload]) { connection?.answer(place, frame) }

    func omit(_ place: UInt64) { connection?.omit(place) }

    func fail(_ reason: String) {
        guard let connection, !hasFailed else { return }
        hasFailed = true
        dispatcher.log(reason, connection)
        connection.close()
    }
}

/// The place of a response on a connection: answers find their way to the connection's loop. Small
/// enough to be passed without memory of its own.
private struct ConnectionSlot: ResponseSlot {
    private let requests: ConnectionRequests
    private let place: UInt64

    init(_ requests: ConnectionRequests, _ place: UInt64) {
        self.requests = requests
        self.place = place
    }

    var loop: any EventLoop { requests.loop }

    func answer(_ frame: [Payload]) {
        if loop.isCurrent { return requests.answer(place, frame) }
        loop.execute { [requests, place] in requests.answer(place, frame) }
    }

    func omit() {
        if loop.isCurrent { return requests.omit(place) }
        loop.execute { [requests, place] in requests.omit(place) }
    }

    func fail(_ reason: String) {
        loop.execute { [requests] in requests.fail(reason) }
    }
}
