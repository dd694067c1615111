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
    var authentication: [ZooKeeperAuthentication]
    var mailboxes: [EventMailbox] = []
    var connectWaiters: [ConnectWaiter] = []

    /// Sends what may be sent. Returns the requests that the library refused, to be failed by the
    /// caller once it has left the lock.
    mutating func sendWaiting() -> [(request: any PendingRequest, code: ZooKeeperCode)] {
        guard let handle else { return [] }
        var refused: [(request: any PendingRequest, code: ZooKeeperCode)] = []
        while let request = window.next() {
            let code = request.send(on: handle.pointer)
            if code == .ok { continue }
            window.complete()
            refused.append((request, handle.reason(for: code)))
        }
        return refused
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
