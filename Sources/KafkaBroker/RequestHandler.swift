import Bytes
import KafkaModel
import KafkaProtocol

/// Serves one API on the event loop of the connection: the data plane. It never waits; an answer that
/// depends on something to come is given later through the reply.
package protocol LoopHandler: Sendable {
    associatedtype Request: RequestMessage

    /// Called on the loop of `context`. Exactly one method of `reply` is called, once, on any thread.
    func handle(_ request: Request, _ context: RequestContext, _ reply: Reply<Request.Response>)
}

/// Serves one API of the control plane in a task: requests that read or write ZooKeeper, or that are
/// too rare to matter.
package protocol ControlHandler: Sendable {
    associatedtype Request: RequestMessage

    func handle(_ request: Request, _ context: RequestContext) async -> Request.Response
}

/// The way back to the client for one request. Callable from any thread; only the first call counts.
package struct Reply<Response: ResponseMessage>: Sendable {
    private let slot: any ResponseSlot
    private let version: Int16

    package init(_ slot: any ResponseSlot, version: Int16) {
        self.slot = slot
        self.version = version
    }

    package func callAsFunction(_ response: Response) {
        var body = ByteWriter(capacity: 256)
        do {
            try response.encode(to: &body, version: version)
            slot.answer(body.chunks())
        } catch {
            slot.fail("cannot answer in version \(version): \(error.message).\(error.field)")
        }
    }

    /// No answer at all, as a producer with acks=0 wants it.
    package func omit() { slot.omit() }

    /// Closes the connection: the only way to report a failure to who waits for no answer.
    package func fail(_ reason: String) { slot.fail(reason) }
}

/// The place of one response in the order of a connection's responses.
package protocol ResponseSlot: Sendable {
    /// The body, without header and length.
    func answer(_ body: [Payload])
    func omit()
    func fail(_ reason: String)
}
