import CZooKeeper
import Platform
import Scheduling
import Telemetry

/// A session with a real ensemble, over the multi-threaded C client.
///
/// Construction starts to connect in the background. All calls may come from any thread. The session
/// keeps itself alive, with two threads of the library, until ``close()``.
///
/// Calls are handed to the library under one lock, so that they reach the wire in the order in which
/// they were made, and only while there is a connection. Answers and events arrive on the library's
/// completion thread, which must never wait: it sends the next requests and wakes tasks. Opening
/// and closing a handle do wait (for names, for threads to end) and run on `blocking`.
package final class ZooKeeperSession: ZooKeeper {
    package let settings: ZooKeeperSettings
    let core: Lock<SessionCore>
    let time: any TimeSource
    let logger: Logger
    let blocking: BlockingExecutor

    /// `blocking` must live longer than the session.
    package init(
        _ settings: ZooKeeperSettings, time: any TimeSource, blocking: BlockingExecutor,
        logger: Logger
    ) {
        self.settings = settings
        self.time = time
        self.blocking = blocking
        self.logger = logger
        core = Lock(
            SessionCore(
                window: RequestWindow(
                    limit: settings.maxInFlightRequests,
                    seriesLimit: settings.maxInFlightReads),
                authentication: settings.authentication))
        ClientLibraryLog.send(to: logger, time: time)
        blocking.execute { self.openHandle() }
    }

    package var sessionID: Int64 { core.withLock { $0.sessionID } }

    /// The secret with which the servers recognise the session after a change of connection; 16
    /// bytes, zero while there is none. For those who must act in the name of this session.
    package var sessionPassword: [UInt8] { core.withLock { $0.password } }

    /// The session timeout on which the servers agreed; zero without a connection.
    package var negotiatedTimeout: Duration {
        core.withLock { core in
            guard core.isConnected, let handle = core.handle else { return .zero }
            return .milliseconds(Int64(zoo_recv_timeout(handle.pointer)))
        }
    }

    package func events() -> AsyncStream<ZooKeeperEvent> {
        let subscription = Subscription(session: self)
        return AsyncStream {
            await subscription.mailbox.next()
        } onCancel: {
            subscription.mailbox.finish()
        }
    }

    package func close() async {
        let (handle, waiting, waiters) = core.withLock { core in
            defer { core.becomeClosed() }
            return (core.handle, core.window.removeWaiting(), core.connectWaiters)
        }
        for request in waiting { request.fail(.closed) }
        for waiter in waiters { waiter.resolve(.closed) }
        if let handle { await blocking.run { Self.destroy(handle) } }
        let mailboxes = core.withLock { core in
            defer { core.mailboxes = [] }
            return core.mailboxes
        }
        for mailbox in mailboxes { mailbox.finish() }
    }

    // MARK: Requests

    /// Sends a request in its turn and waits for the answer.
    func call<Value: Sendable>(
        size: Int = 0, _ send: @escaping Call<Value>.Send
    ) async throws(ZooKeeperError) -> Value {
        guard size <= settings.maximumRequestBytes else {
            throw .tooLarge(bytes: size, limit: settings.maximumRequestBytes)
        }
        let outcome: Call<Value>.Outcome = await withCheckedContinuation { continuation in
            submit(Call(self, continuation, send: send))
        }
        switch outcome {
        case .success(let value): return value
        case .failure(.connectionLoss) where size > ZooKeeperSettings.defaultServerLimit:
            // Sent again it would break the next connection as well, and so on for ever.
            throw .tooLarge(bytes: size, limit: ZooKeeperSettings.defaultServerLimit)
        case .failure(let error): throw error
        }
    }

    private func submit(_ request: any PendingRequest) {
        submit([request]) { $0.append(request) }
    }

    /// Sends requests that belong together in their turn, many at a time.
    func submit(series: [any PendingRequest]) {
        submit(series) { $0.append(series: series) }
    }

    private func submit(
        _ requests: [any PendingRequest],
        _ enter: (inout RequestWindow<any PendingRequest>) -> Void
    ) {
        let refused = core.withLock { core in
            if core.isClosed {
                return requests.map { (request: $0, code: ZooKeeperCode.closing) }
            }
            enter(&core.window)
            return core.sendWaiting()
        }
        for (request, code) in refused { request.fail(error(code)) }
    }

    /// Called on the completion thread once per answer.
    func requestCompleted(_ request: any PendingRequest) {
        let refused = core.withLock { core in
            core.completed(request)
            return core.sendWaiting()
        }
        for (request, code) in refused { request.fail(error(code)) }
    }

    /// The library tells a silent server from a broken connection; what follows is the same.
    func error(_ code: ZooKeeperCode) -> ZooKeeperError {
        if core.withLock({ $0.isClosed }) { return .closed }
        switch code {
        case .closing: return .closed
        case .operationTimeout: return .connectionLoss
        default: return .code(code)
        }
    }

    // MARK: Handles

    /// On a blocking thread: opens a handle with a session of its own.
    private func openHandle() {
        let opening = core.withLock { core -> (generation: Int, [ZooKeeperAuthentication])? in
            guard !core.isClosed else { return nil }
            core.generation += 1
            return (core.generation, core.authentication)
        }
        guard let (generation, identities) = opening else { return }
        let context = Unmanaged.passRetained(HandleContext(self, generation: generation))
        let pointer = zookeeper_init2(
            settings.connect.description, sessionChanged,
            Int32(clamping: settings.sessionTimeout.wholeMilliseconds), nil, context.toOpaque(),
            ZOO_NO_LOG_CLIENTENV, clientLibraryLogged)
        guard let pointer else {
            context.release()
            logger.warn("cannot open \(settings.connect): \(SystemError.last("zookeeper_init"))")
            return openHandle(after: .seconds(1))
        }
        // Left alone, the library asks the resolver every time it looks at its socket; on a lost
        // connection it asks in any case.
        zoo_set_servers_resolution_delay(pointer, -1)
        for identity in identities { _ = Self.present(identity, on: pointer) }
        adopt(OpenHandle(pointer: pointer), generation)
    }

    private func openHandle(after delay: Duration) {
        if delay == .zero { return _ = blocking.execute { self.openHandle() } }
        Task {
            try? await time.sleep(for: delay)
            _ = blocking.execute { self.openHandle() }
        }
    }

    /// Makes a freshly opened handle the current one, unless the session was closed or the handle
    /// refused meanwhile.
    private func adopt(_ handle: OpenHandle, _ generation: Int) {
        let isAdopted = core.withLock { core in
            guard !core.isClosed, core.generation == generation else { return false }
            core.handle = handle
            return true
        }
        if isAdopted { becomeUsable() } else { Self.destroy(handle) }
    }

    /// Gives up the current handle, whose session is lost, and opens another.
    func replaceHandle(after delay: Duration) {
        let lost = core.withLock { core in
            defer { core.handle = nil }
            core.generation += 1
            return core.handle
        }
        if let lost { _ = blocking.execute { Self.destroy(lost) } }
        openHandle(after: delay)
    }

    private func abandonUnanswered(of generation: Int) {
        let lost = core.withLock { $0.removeUnanswered(of: generation) }
        for request in lost { request.abandon(error(.connectionLoss)) }
    }

    /// Waits for the library's threads to end: not on one of them. All requests that are on their
    /// way on the handle are answered before it returns.
    private static func destroy(_ handle: OpenHandle) {
        let context = zoo_get_context(handle.pointer)
        zookeeper_close(handle.pointer)
        guard let context else { return }
        let owner = Unmanaged<HandleContext>.fromOpaque(context).takeRetainedValue()
        owner.session.abandonUnanswered(of: owner.generation)
    }

    /// Without a connection, the library presents the identity as soon as there is one.
    static func present(
        _ identity: ZooKeeperAuthentication, on handle: OpaquePointer,
        _ completion: void_completion_t? = nil, _ context: UnsafeMutableRawPointer? = nil
    ) -> Int32 {
        identity.credentials.withUnsafeBytes { bytes in
            zoo_add_auth(
                handle, identity.scheme, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count), completion, context)
        }
    }
}

extension SessionCore {
    fileprivate mutating func becomeClosed() {
        isClosed = true
        isConnected = false
        handle = nil
        sessionID = 0
        password = []
        window.isOpen = false
        connectWaiters = []
    }
}

/// Keeps a mailbox among those of the session for as long as the sequence that reads it.
private final class Subscription: Sendable {
    let mailbox = EventMailbox()
    private let session: ZooKeeperSession

    init(session: ZooKeeperSession) {
        self.session = session
        let mailbox = mailbox
        let isClosed = session.core.withLock { core in
            if !core.isClosed { core.mailboxes.append(mailbox) }
            return core.isClosed
        }
        if isClosed { mailbox.finish() }
    }

    deinit {
        let mailbox = mailbox
        session.core.withLock { core in core.mailboxes.removeAll { $0 === mailbox } }
    }
}
