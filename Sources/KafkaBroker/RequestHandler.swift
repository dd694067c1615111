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
    private let correlationID: Int32

    package init(_ slot: any ResponseSlot, _ context: RequestContext) {
        self.slot = slot
        version = context.version
        correlationID = context.correlationID
    }

    package func callAsFunction(_ response: Response) {
        do throws(EncodeError) {
            slot.answer(try response.frame(version: version, correlationId: correlationID))
        } catch {
            slot.fail("cannot answer in version \(error.version): \(error.message).\(error.field)")
        }
    }

    /// No answer at all, as a producer with acks=0 wants it.
    package func omit() { slot.omit() }

    /// Closes the connection: the only way to report a failure to who waits for no answer.
    package func fail(_ reason: String) { slot.fail(reason) }
}

/// The place of one response in the order of a connection's responses. Callable from any thread.
package protocol ResponseSlot: Sendable {
    /// The whole frame, with its length and header.
    func answer(_ frame: [Payload])
    func omit()
    /// Closes the connection and logs `reason`.
    func fail(_ reason: String)
}
