import CZooKeeper

/// A call on its way: waiting for its turn, or for the answer of the server.
protocol PendingRequest: AnyObject, Sendable {
    /// Hands the request to the library, which answers through a completion if and only if the
    /// result is `.ok`.
    func send(on handle: OpaquePointer) -> ZooKeeperCode
    /// Ends a call that the library has not taken, or has refused.
    func fail(_ error: ZooKeeperError)
    /// Ends a call that the library has taken and, its handle being closed, will never answer.
    func abandon(_ error: ZooKeeperError)
}

/// A call whose answer is a `Value`. The library carries a retained pointer to it as the context of
/// the completion.
final class Call<Value: Sendable>: PendingRequest {
    typealias Outcome = Result<Value, ZooKeeperError>
    /// Calls one of the library's asynchronous functions with the handle and the context.
    typealias Send = @Sendable (OpaquePointer, UnsafeMutableRawPointer) -> Int32

    private let session: ZooKeeperSession
    private let send: Send
    private let continuation: CheckedContinuation<Outcome, Never>

    init(
        _ session: ZooKeeperSession, _ continuation: CheckedContinuation<Outcome, Never>,
        send: @escaping Send
    ) {
        self.session = session
        self.continuation = continuation
        self.send = send
    }

    func send(on handle: OpaquePointer) -> ZooKeeperCode {
        let context = Unmanaged.passRetained(self)
        let code = ZooKeeperCode(rawValue: send(handle, context.toOpaque()))
        if code != .ok { context.release() }
        return code
    }

    func fail(_ error: ZooKeeperError) {
        continuation.resume(returning: .failure(error))
    }

    func abandon(_ error: ZooKeeperError) {
        // The reference that the library carried and will not bring back.
        Unmanaged.passUnretained(self).release()
        fail(error)
    }

    /// Called from a completion, on the library's thread: takes the call back from the context,
    /// makes room for the next one and wakes the caller. `value` is read if the code is `.ok`.
    static func complete(
        _ context: UnsafeRawPointer?, _ code: Int32, _ value: () -> Value?
    ) {
        guard let context else { return }
        let call = Unmanaged<Call<Value>>.fromOpaque(context).takeRetainedValue()
        var outcome = Outcome.failure(call.session.error(ZooKeeperCode(rawValue: code)))
        if code == ZooKeeperCode.ok.rawValue {
            outcome = value().map { .success($0) } ?? .failure(.code(.marshallingError))
        }
        call.session.requestCompleted(call)
        call.continuation.resume(returning: outcome)
    }
}
