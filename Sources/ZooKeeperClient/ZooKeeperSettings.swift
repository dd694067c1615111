/// How to reach ZooKeeper and how to behave towards it.
package struct ZooKeeperSettings: Sendable {
    package var connect: ConnectString
    /// How long the servers keep the session of a silent client (`zookeeper.session.timeout.ms`).
    /// They may hold it to their own bounds of 2 and 20 ticks.
    package var sessionTimeout: Duration
    /// Unanswered requests at a time, at least 1 (`zookeeper.max.in.flight.requests`). Further ones
    /// wait in the order of the calls.
    package var maxInFlightRequests: Int
    /// The same for the `get` of several paths, which reads many nodes that belong together
    /// (`needletail.zookeeper.max.in.flight.reads`): without it, taking office in a large cluster
    /// would be a wait for one answer after the other.
    package var maxInFlightReads: Int
    /// A larger request fails with `.tooLarge` and is not sent, since a server drops the connection
    /// of a client that sends more than its `jute.maxbuffer`. Kafka runs its client with 4 MiB.
    package var maximumRequestBytes: Int
    /// Presented in order on each new connection.
    package var authentication: [ZooKeeperAuthentication]

    package init(
        connect: ConnectString, sessionTimeout: Duration = .milliseconds(18_000),
        maxInFlightRequests: Int = 10, maxInFlightReads: Int = 1000,
        maximumRequestBytes: Int = 4 << 20,
        authentication: [ZooKeeperAuthentication] = []
    ) {
        precondition(maxInFlightRequests >= 1)
        self.connect = connect
        self.sessionTimeout = sessionTimeout
        self.maxInFlightRequests = maxInFlightRequests
        self.maxInFlightReads = maxInFlightReads
        self.maximumRequestBytes = maximumRequestBytes
        self.authentication = authentication
    }

    /// What a server accepts unless its `jute.maxbuffer` says otherwise.
    package static let defaultServerLimit = 0xFFFFF
}

/// One identity towards the servers.
package struct ZooKeeperAuthentication: Sendable, Equatable {
    /// Such as `digest`.
    package var scheme: String
    package var credentials: [UInt8]

    package init(scheme: String, credentials: [UInt8]) {
        self.scheme = scheme
        self.credentials = credentials
    }

    /// A user with a password; neither may be empty, the user without a colon.
    package static func digest(user: String, password: String) -> ZooKeeperAuthentication {
        ZooKeeperAuthentication(scheme: "digest", credentials: Array("\(user):\(password)".utf8))
    }
}
