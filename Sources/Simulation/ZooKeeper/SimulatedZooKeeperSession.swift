import Platform
import Scheduling
import ZooKeeperClient
import ZooKeeperTree

/// A client of ``SimulatedZooKeeper``, with the promises of the real one: requests wait while there is
/// no connection, those under way fail when it breaks, a lost session is replaced by a fresh one.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedZooKeeperSession: ZooKeeper, @unchecked Sendable {
    /// A request and what becomes of it.
    struct Request: Sendable {
        /// Carries it out on the tree and returns what gives the answer.
        var carryOut: @Sendable (inout TreeDatabase, Int64, TreeTime) -> @Sendable () -> Void
        var fail: @Sendable (ZooKeeperError) -> Void
    }

    let settings: ZooKeeperSettings
    let server: SimulatedZooKeeper
    private let process: SimulatedProcess
    private let host: String
    /// The library's thread: what the server says is heard in its order.
    private let loop: SimulatedEventLoop

    package private(set) var sessionID: Int64 = 0
    /// Counts connections: what belongs to an earlier one is dropped when it arrives.
    private var connection = 0
    private var isConnected = false
    private var isClosed = false
    private var waiting: [Request] = []
    private var inFlight: [Int: Request] = [:]
    private var lastRequest = 0
    private var streams: [AsyncStream<ZooKeeperEvent>.Continuation] = []
    /// Watches that fired while there was no connection.
    private var untold: [ZooKeeperEvent] = []

    private static let reconnectPause = Duration.milliseconds(20)...Duration.milliseconds(500)

    init(
        _ server: SimulatedZooKeeper, _ process: SimulatedProcess, host: String,
        _ settings: ZooKeeperSettings
    ) {
        self.server = server
        self.process = process
        self.host = host
        self.settings = settings
        loop = SimulatedEventLoop(process)
    }

    private var network: SimulatedNetwork { server.network }

    private var isCut: Bool {
        network.isCut(from: host, to: SimulatedZooKeeper.host)
            || network.isCut(from: SimulatedZooKeeper.host, to: host)
    }

    // MARK: The connection

    func start() {
        reconnect()
        beat()
    }

    private func reconnect() {
        let pause = network.executor.random.duration(Self.reconnectPause)
        process.schedule(after: pause) { [self] in
            guard !isClosed, !isConnected else { return }
            if isCut { return reconnect() }
            connection += 1
            let old = sessionID
            if let id = server.open(old, for: self) {
                connected(id)
            } else {
                expired(old)
            }
        }
    }

    private func connected(_ id: Int64) {
        sessionID = id
        isConnected = true
        post(.session(.connected(sessionID: id)))
        for event in untold { post(event) }
        untold = []
        sendWaiting()
    }

    private func expired(_ id: Int64) {
        sessionID = 0
        untold = []
        post(.session(.expired(sessionID: id)))
        let failing = waiting
        waiting = []
        for request in failing { request.fail(.sessionExpired) }
        reconnect()
    }

    /// The connection breaks, or the client finds that it has.
    func connectionLost() {
        guard isConnected else { return }
        isConnected = false
        connection += 1
        sent = []
        loop.execute { [self] in
            post(.session(.disconnected))
            let failing = inFlight.sorted { $0.key < $1.key }.map(\.value)
            inFlight = [:]
            for request in failing { request.fail(.connectionLoss) }
            if !isClosed { reconnect() }
        }
    }

    /// Heartbeats at a third of the timeout, as the library sends them.
    private func beat() {
        process.schedule(after: settings.sessionTimeout / 3) { [self] in
            guard !isClosed else { return }
            if isConnected, isCut || !server.heartbeat(sessionID) { connectionLost() }
            beat()
        }
    }

    // MARK: Requests

    func perform<T: Sendable>(
        _ body:
            @escaping @Sendable (inout TreeDatabase, Int64, TreeTime) throws(ZooKeeperError) -> T
    ) async throws(ZooKeeperError) -> T {
        let result: Result<T, ZooKeeperError> = await withUnsafeContinuation { continuation in
            guard !isClosed else { return continuation.resume(returning: .failure(.closed)) }
            waiting.append(
                Request(
                    carryOut: { database, session, time in
                        let result: Result<T, ZooKeeperError>
                        do throws(ZooKeeperError) {
                            result = .success(try body(&database, session, time))
                        } catch {
                            result = .failure(error)
                        }
                        return { continuation.resume(returning: result) }
                    }, fail: { continuation.resume(returning: .failure($0)) }))
            sendWaiting()
        }
        return try result.get()
    }

    private func sendWaiting() {
        while isConnected, !waiting.isEmpty, inFlight.count < settings.maxInFlightRequests {
            lastRequest += 1
            let number = lastRequest
            inFlight[number] = waiting.removeFirst()
            sent.append(number)
            let connection = connection
            network.travel(from: host, to: SimulatedZooKeeper.host) { [self] in
                requestArrived(connection)
            }
        }
    }

    /// Numbers of the requests on their way to the server, in order.
    private var sent: [Int] = []

    private func requestArrived(_ connection: Int) {
        // What was sent over an earlier connection is lost with it.
        guard connection == self.connection, !sent.isEmpty else { return }
        // The server ends the connection of a session that has ended.
        guard server.heartbeat(sessionID) else { return connectionLost() }
        let number = sent.removeFirst()
        guard let request = inFlight[number] else { return }
        var answer: (@Sendable () -> Void)?
        let isAnswered = server.carryOut(for: sessionID) { database, session, time in
            answer = request.carryOut(&database, session, time)
        }
        guard let answer, isAnswered else { return connectionLost() }
        answers.append(
            .answer(connection: connection) { [self] in
                inFlight[number] = nil
                answer()
                sendWaiting()
            })
        announce()
    }

    // MARK: What the server says

    private enum Word {
        case answer(connection: Int, @Sendable () -> Void)
        case event(ZooKeeperEvent, session: Int64)
    }

    private var answers: [Word] = []

    /// A watch has fired.
    func tell(_ event: ZooKeeperEvent) {
        guard isConnected else { return untold.append(event) }
        answers.append(.event(event, session: sessionID))
        announce()
    }

    /// Something is on its way to the client; what arrives is always the first of it.
    private func announce() {
        network.travel(from: SimulatedZooKeeper.host, to: host) { [self] in
            loop.execute { self.hear() }
        }
    }

    private func hear() {
        guard !answers.isEmpty else { return }
        switch answers.removeFirst() {
        case .answer(let connection, let answer): if connection == self.connection { answer() }
        case .event(let event, let session): if session == sessionID { post(event) }
        }
    }

    private func post(_ event: ZooKeeperEvent) {
        for stream in streams { stream.yield(event) }
    }

    // MARK: ZooKeeper

    package func events() -> AsyncStream<ZooKeeperEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: ZooKeeperEvent.self)
        streams.append(continuation)
        return stream
    }

    package func close() async {
        guard !isClosed else { return }
        server.close(sessionID)
        end()
    }

    /// The world ends.
    func abandon() { process.executor.within(process) { if !isClosed { end() } } }

    private func end() {
        isClosed = true
        isConnected = false
        connection += 1
        let failing = inFlight.sorted { $0.key < $1.key }.map(\.value) + waiting
        inFlight = [:]
        waiting = []
        for request in failing { request.fail(.closed) }
        for stream in streams { stream.finish() }
        streams = []
    }
}
