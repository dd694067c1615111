import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
import Synchronization

/// A client's connection to one broker: requests out, answers matched in order.
///
/// Any number of callers on any threads may send at the same time. Whatever breaks the order of
/// answers (the stream ends, an answer has the wrong number or is too large, or does not come in time)
/// closes the connection and fails every request that waits; nothing is sent again by itself. The
/// owner calls ``close()`` at the end.
// Sendable because everything mutable is atomic, behind a lock, or touched on the stream's loop only.
package final class BrokerConnection: ByteReceiver, @unchecked Sendable {
    /// The broker as the caller named it.
    package let address: SocketAddress
    package let settings: BrokerConnectionSettings
    private let stream: any ByteStream
    private let lastCorrelationId = Atomic<Int32>(-1)
    private let isClosedFlag = Atomic<Bool>(false)
    let negotiated = Lock<ApiVersionsResponse?>(nil)

    // Owned by the stream's loop.
    private var decoder: FrameDecoder
    private var pending = PendingRequests()
    private var closeReason: String?

    private init(
        _ address: SocketAddress, _ stream: any ByteStream, _ settings: BrokerConnectionSettings
    ) {
        self.address = address
        self.stream = stream
        self.settings = settings
        decoder = FrameDecoder(
            maximumSize: settings.maximumResponseSize, memory: ReceiveMemory())
    }

    /// Opens a connection. Throws `unreachable`.
    package static func connect(
        to address: SocketAddress, over transport: any Transport,
        settings: BrokerConnectionSettings = BrokerConnectionSettings()
    ) async throws(BrokerClientError) -> BrokerConnection {
        let stream: any ByteStream
        do {
            stream = try await transport.connect(to: address, timeout: settings.connectTimeout)
        } catch {
            throw .unreachable(address, reason: error.description)
        }
        let connection = BrokerConnection(address, stream, settings)
        stream.loop.execute { stream.start(connection) }
        return connection
    }

    /// Whether the connection has ended; requests then fail at once. Any thread.
    package var isClosed: Bool { isClosedFlag.load(ordering: .acquiring) }

    /// The loop on which completions of ``submit(_:version:timeout:completion:)`` run.
    package var loop: any EventLoop { stream.loop }

    /// Ends the connection and fails the requests that wait. Any thread, more than once.
    package func close() {
        onLoop { $0.close(because: "closed by this side") }
    }

    // MARK: Sending

    /// Sends a request and returns its answer. `timeout` runs from now; `nil` stands for
    /// ``BrokerConnectionSettings/requestTimeout``. Error codes inside the answer are the caller's.
    package func send<R: RequestMessage>(
        _ request: R, version: Int16, timeout: Duration? = nil
    ) async throws(BrokerClientError) -> R.Response {
        let frame = try await exchange(request, version: version, timeout: timeout)
        return try response(to: R.self, version: version, in: frame)
    }

    /// Sends a request; `completion` is called once, on ``loop``, which it must not block. For the
    /// data plane, whose waits are entries in tables.
    package func submit<R: RequestMessage>(
        _ request: R, version: Int16, timeout: Duration? = nil,
        completion: @escaping @Sendable (Result<R.Response, BrokerClientError>) -> Void
    ) {
        let id = nextCorrelationId()
        do throws(EncodeError) {
            let frame = try request.frame(
                version: version, correlationId: id, clientId: settings.clientId)
            enqueue(frame, id, R.apiKey, timeout) { [self] result in
                completion(
                    result.flatMap { frame in
                        Result { () throws(BrokerClientError) in
                            try response(to: R.self, version: version, in: frame)
                        }
                    })
            }
        } catch {
            let failure = BrokerClientError.unsupportedField(error)
            stream.loop.execute { completion(.failure(failure)) }
        }
    }

    private func exchange<R: RequestMessage>(
        _ request: R, version: Int16, timeout: Duration?
    ) async throws(BrokerClientError) -> SharedBytes {
        if Task.isCancelled { throw .cancelled }
        let id = nextCorrelationId()
        let frame: [Payload]
        do throws(EncodeError) {
            frame = try request.frame(
                version: version, correlationId: id, clientId: settings.clientId)
        } catch {
            throw .unsupportedField(error)
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(frame, id, R.apiKey, timeout) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            onLoop { $0.pending.abandon(correlationId: id)?(.failure(.cancelled)) }
        }
        return try result.get()
    }

    private func response<R: RequestMessage>(
        to _: R.Type, version: Int16, in frame: SharedBytes
    ) throws(BrokerClientError) -> R.Response {
        var reader = ByteReader(frame)
        do throws(DecodeError) {
            guard R.apiKey == .apiVersions else {
                return try R.Response.read(fromFrame: &reader, version: version).body
            }
            _ = try ResponseHeader(from: &reader, version: 0)
            let body = try ApiVersionsResponse(answering: version, from: &reader)
            guard let body = body as? R.Response else { throw .invalidValue("response type") }
            return body
        } catch {
            throw .malformedResponse(address, R.apiKey, error)
        }
    }

    private func nextCorrelationId() -> Int32 {
        lastCorrelationId.wrappingAdd(1, ordering: .relaxed).newValue
    }

    // MARK: On the loop

    private func onLoop(_ job: @escaping @Sendable (BrokerConnection) -> Void) {
        if stream.loop.isCurrent { return job(self) }
        stream.loop.execute { [self] in job(self) }
    }

    private func enqueue(
        _ frame: [Payload], _ id: Int32, _ key: APIKey, _ timeout: Duration?,
        _ completion: @escaping PendingRequests.Completion
    ) {
        onLoop { connection in
            connection.transmit(
                frame, id, key, timeout ?? connection.settings.requestTimeout, completion)
        }
    }

    private func transmit(
        _ frame: [Payload], _ id: Int32, _ key: APIKey, _ timeout: Duration,
        _ completion: @escaping PendingRequests.Completion
    ) {
        guard closeReason == nil, !isClosed else {
            return completion(.failure(.closed(address, reason: closeReason ?? "closed before")))
        }
        guard pending.count < settings.maximumInFlight else {
            return completion(
                .failure(.tooManyInFlight(address, limit: settings.maximumInFlight)))
        }
        let deadline = stream.loop.schedule(after: timeout) { [weak self] in
            self?.expire(id, key)
        }
        pending.append(
            PendingRequests.Entry(
                correlationId: id, apiKey: key, deadline: deadline, completion: completion))
        stream.send(frame)
    }

    private func expire(_ id: Int32, _ key: APIKey) {
        // Closed before anybody is told, so that who tries again takes another connection.
        let completion = pending.abandon(correlationId: id)
        close(because: "no answer to \(key.name) in time")
        completion?(.failure(.timedOut(address, key)))
    }

    private func close(because reason: String) {
        if closeReason == nil { closeReason = reason }
        isClosedFlag.store(true, ordering: .releasing)
        stream.close()
        failAll()
    }

    private func failAll() {
        let failure = BrokerClientError.closed(address, reason: closeReason ?? "by the broker")
        for entry in pending.removeAll() {
            entry.deadline.cancel()
            entry.completion?(.failure(failure))
        }
    }

    private func deliver(_ frame: SharedBytes) {
        var reader = ByteReader(frame)
        guard let id = try? reader.int32(), let entry = pending.popFirst(correlationId: id) else {
            return close(because: "an answer that belongs to no request")
        }
        entry.deadline.cancel()
        entry.completion?(.success(frame))
    }

    // MARK: ByteReceiver

    package func receiveSpace() -> UnsafeMutableRawBufferPointer { decoder.space() }

    package func received(_ count: Int) {
        decoder.filled(count)
        do throws(FrameError) {
            while closeReason == nil, let frame = try decoder.next() { deliver(frame) }
        } catch {
            close(because: error.description)
        }
    }

    package func drained() {
        guard closeReason == nil else { return }
        do throws(FrameError) {
            try decoder.rest()
        } catch {
            close(because: error.description)
        }
    }

    package func sendQueueEmptied() {}

    package func ended(_ error: TransportError?) {
        if closeReason == nil { closeReason = error?.description ?? "by the broker" }
        isClosedFlag.store(true, ordering: .releasing)
        failAll()
    }
}
