import KafkaModel
import Scheduling

/// What a handler knows of a request beyond its body.
package struct RequestContext: Sendable {
    package var version: Int16
    package var correlationID: Int32
    package var clientID: String?
    /// Name of the listener on which the client came: its answers hold that listener's addresses.
    package var listener: String
    /// The client's address in text, without port.
    package var clientHost: String
    /// A connection that was accepted later has a higher number.
    package var connection: UInt64
    /// The loop that owns the connection. Handlers of the data plane run on it.
    package var loop: any EventLoop

    package init(
        version: Int16, correlationID: Int32, clientID: String?, listener: String,
        clientHost: String, connection: UInt64,
        loop: any EventLoop
    ) {
        self.version = version
        self.correlationID = correlationID
        self.clientID = clientID
        self.listener = listener
        self.clientHost = clientHost
        self.connection = connection
        self.loop = loop
    }
}
