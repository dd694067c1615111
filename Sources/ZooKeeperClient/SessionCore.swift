import CZooKeeper

/// What a ``ZooKeeperSession`` knows of its connection, behind the session's lock.
struct SessionCore {
    /// Counts the handles that were opened; events of an older one are ignored.
    var generation = 0
    /// `nil` while a handle is being opened and after the close.
    var handle: OpenHandle?
    /// Whether the current handle has a connection.
    var isConnected = false
    var isClosed = false
    var sessionID: Int64 = 0
    var password: [UInt8] = []
    var window: RequestWindow<any PendingRequest>
    /// Requests that the library has taken and not answered, with the generation of their handle. The
    /// library drops the completions that are queued at the moment in which a handle is closed.
    private var unanswered: [ObjectIdentifier: (request: any PendingRequest, generation: Int)] = [:]
    var authentication: [ZooKeeperAuthentication]
    var mailboxes: [EventMailbox] = []
    var connectWaiters: [ConnectWaiter] = []

    init(
        window: RequestWindow<any PendingRequest>, authentication: [ZooKeeperAuthentication]
    ) {
        self.window = window
        self.authentication = authentication
    }

    /// Sends what may be sent. Returns the requests that the library refused, to be failed by the
    /// caller once it has left the lock.
    mutating func sendWaiting() -> [(request: any PendingRequest, code: ZooKeeperCode)] {
        guard let handle else { return [] }
        var refused: [(request: any PendingRequest, code: ZooKeeperCode)] = []
        while let request = window.next() {
            let code = request.send(on: handle.pointer)
            if code == .ok {
                unanswered[ObjectIdentifier(request)] = (request, generation)
                continue
            }
            window.complete()
            refused.append((request, handle.reason(for: code)))
        }
        return refused
    }

    mutating func completed(_ request: any PendingRequest) {
        unanswered[ObjectIdentifier(request)] = nil
        window.complete()
    }

    /// Takes out what the handle of `generation`, which is closed by now, will never answer.
    mutating func removeUnanswered(of closed: Int) -> [any PendingRequest] {
        let lost = unanswered.filter { $0.value.generation == closed }
        for identifier in lost.keys {
            unanswered[identifier] = nil
            window.complete()
        }
        return lost.values.map(\.request)
    }
}

/// A handle of the C library.
// Sendable because the library locks internally and the pointer does not change.
struct OpenHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// The library calls a handle that has lost its session invalid; callers want to know why.
    fileprivate func reason(for code: ZooKeeperCode) -> ZooKeeperCode {
        guard code == .invalidState else { return code }
        return zoo_state(pointer) == ZOO_AUTH_FAILED_STATE ? .authFailed : .sessionExpired
    }
}

/// What the library's callbacks find behind their context: lives until the handle is destroyed.
final class HandleContext: Sendable {
    let session: ZooKeeperSession
    let generation: Int

    init(_ session: ZooKeeperSession, generation: Int) {
        self.session = session
        self.generation = generation
    }
}
