import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
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

    /// `listener` is the name of the listener as in `listeners`.
    package init(_ handlers: HandlerTable, listener: String, logger: Logger) {
        self.handlers = handlers
        self.listener = listener
        self.logger = logger
    }

    /// The requests of a new connection; for ``Listener``.
    package func makeHandler(_ stream: any ByteStream) -> any FrameHandler {
        ConnectionRequests(self, host: stream.peer.host)
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

    fileprivate func serve(_ frame: SharedBytes, _ slot: ConnectionSlot, host: String)
        throws(Refusal)
    {
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
            loop: slot.connection.loop)
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

/// The requests of one connection. On its loop.
private final class ConnectionRequests: FrameHandler {
    private let dispatcher: RequestDispatcher
    private let host: String
    private var hasFailed = false

    init(_ dispatcher: RequestDispatcher, host: String) {
        self.dispatcher = dispatcher
        self.host = host
    }

    func received(_ frame: SharedBytes, place: UInt64, on connection: FrameConnection) {
        do throws(RequestDispatcher.Refusal) {
            try dispatcher.serve(frame, ConnectionSlot(connection, place, dispatcher), host: host)
        } catch {
            hasFailed = true
            dispatcher.log(error.description, connection)
            connection.close()
        }
    }

    func ended(_ connection: FrameConnection, reason: ConnectionEnd) {
        if case .broken(let error) = reason, !hasFailed {
            dispatcher.log(error.description, connection)
        }
    }
}

/// The place of a response on a connection: answers find their way to the connection's loop.
private struct ConnectionSlot: ResponseSlot {
    let connection: FrameConnection
    private let place: UInt64
    private let dispatcher: RequestDispatcher

    init(_ connection: FrameConnection, _ place: UInt64, _ dispatcher: RequestDispatcher) {
        self.connection = connection
        self.place = place
        self.dispatcher = dispatcher
    }

    func answer(_ frame: [Payload]) {
        let loop = connection.loop
        if loop.isCurrent { return connection.answer(place, frame) }
        loop.execute { [connection, place] in connection.answer(place, frame) }
    }

    func omit() {
        let loop = connection.loop
        if loop.isCurrent { return connection.omit(place) }
        loop.execute { [connection, place] in connection.omit(place) }
    }

    func fail(_ reason: String) {
        connection.loop.execute { [connection, dispatcher] in
            dispatcher.log(reason, connection)
            connection.close()
        }
    }
}
