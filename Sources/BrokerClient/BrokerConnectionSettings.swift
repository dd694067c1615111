/// How a client behaves on a connection.
package struct BrokerConnectionSettings: Sendable {
    /// `client.id`: who asks, for the broker's logs and quotas.
    package var clientId: String?
    /// `socket.connection.setup.timeout.ms`: the time to resolve the name and connect.
    package var connectTimeout: Duration
    /// `request.timeout.ms`: the time that an answer may take where the caller names none.
    package var requestTimeout: Duration
    /// Requests without an answer, over which further ones fail at once. Answers come in the order of
    /// the requests, so more would only wait in the broker.
    package var maximumInFlight: Int
    /// The largest answer. Above the largest fetch that a broker is asked for, and small enough that
    /// a stray length cannot take the memory of the machine.
    package var maximumResponseSize: Int

    package init(
        clientId: String? = nil, connectTimeout: Duration = .seconds(10),
        requestTimeout: Duration = .seconds(30), maximumInFlight: Int = 256,
        maximumResponseSize: Int = 256 * 1024 * 1024
    ) {
        self.clientId = clientId
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.maximumInFlight = maximumInFlight
        self.maximumResponseSize = maximumResponseSize
    }
}
