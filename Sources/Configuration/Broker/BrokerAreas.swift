import KafkaModel

// One small value for each area of a broker, so that a part is handed only what it acts on.
// The names of the settings stand in the initialisers.

package struct BrokerIdentityConfig: Equatable, Sendable {
    /// `nil`: taken from `meta.properties`, or drawn from ZooKeeper.
    package let id: BrokerID?
    package let isGenerated: Bool
    /// Ids that are drawn begin above this.
    package let reservedMaximumID: Int32
    package let rack: String?

    init(_ settings: SettingReader) {
        let id = BrokerID(settings.int32("broker.id"))
        self.id = id.isBroker ? id : nil
        isGenerated = settings.boolean("broker.id.generation.enable")
        reservedMaximumID = settings.int32("reserved.broker.max.id")
        rack = settings.optionalText("broker.rack")
    }
}

package struct ZooKeeperConfig: Equatable, Sendable {
    /// `host:port` list with an optional path behind it.
    package let connect: String
    package let sessionTimeout: Duration
    /// How long the first connection may take.
    package let connectionTimeout: Duration
    package let maximumInFlightRequests: Int
    /// The same for reads of many nodes at once.
    package let maximumInFlightReads: Int

    init(_ settings: SettingReader) {
        connect = settings.text("zookeeper.connect")
        sessionTimeout = settings.milliseconds("zookeeper.session.timeout.ms")
        connectionTimeout =
            settings.optionalInteger("zookeeper.connection.timeout.ms").map { .milliseconds($0) }
            ?? sessionTimeout
        maximumInFlightRequests = settings.int("zookeeper.max.in.flight.requests")
        maximumInFlightReads = settings.int("needletail.zookeeper.max.in.flight.reads")
    }
}

package struct SocketConfig: Equatable, Sendable {
    /// -1: what the system chooses.
    package let sendBufferBytes: Int
    /// -1: what the system chooses.
    package let receiveBufferBytes: Int
    package let listenBacklog: Int
    package let maximumRequestBytes: Int
    package let maximumIdleTime: Duration
    package let maximumConnections: Int
    package let maximumConnectionsPerAddress: Int
    /// Limits of single addresses.
    package let connectionLimits: [String: Int]
    package let networkThreads: Int
    package let handlerThreads: Int
    package let queuedRequests: Int
    /// `nil`: no bound in bytes.
    package let queuedRequestBytes: Int?
    /// For requests between brokers.
    package let requestTimeout: Duration
    package let connectionSetupTimeout: Duration

    init(_ settings: SettingReader) {
        sendBufferBytes = settings.int("socket.send.buffer.bytes")
        receiveBufferBytes = settings.int("socket.receive.buffer.bytes")
        listenBacklog = settings.int("socket.listen.backlog.size")
        maximumRequestBytes = settings.int("socket.request.max.bytes")
        maximumIdleTime = settings.milliseconds("connections.max.idle.ms")
        maximumConnections = settings.int("max.connections")
        maximumConnectionsPerAddress = settings.int("max.connections.per.ip")
        connectionLimits = Self.limits(in: settings.text("max.connections.per.ip.overrides")) ?? [:]
        networkThreads = settings.int("num.network.threads")
        handlerThreads = settings.int("num.io.threads")
        queuedRequests = settings.int("queued.max.requests")
        let bytes = settings.int("queued.max.request.bytes")
        queuedRequestBytes = bytes > 0 ? bytes : nil
        requestTimeout = settings.milliseconds("request.timeout.ms")
        connectionSetupTimeout = settings.milliseconds("socket.connection.setup.timeout.ms")
    }

    /// Reads a list of `host:limit`; `nil` for any other text.
    static func limits(in text: String) -> [String: Int]? {
        var limits: [String: Int] = [:]
        for element in text.split(separator: ",") {
            guard let colon = element.lastIndex(of: ":"),
                let limit = Int(String(element[element.index(after: colon)...]).javaTrimmed),
                limit >= 0
            else { return nil }
            limits[String(element[..<colon]).javaTrimmed] = limit
        }
        return limits
    }
}

package struct FetchConfig: Equatable, Sendable {
    /// The most that one Fetch returns, whatever the client asks for.
    package let maximumBytes: Int
    package let sessionCacheSlots: Int

    init(_ settings: SettingReader) {
        maximumBytes = settings.int("fetch.max.bytes")
        sessionCacheSlots = settings.int("max.incremental.fetch.session.cache.slots")
    }
}

package struct TopicCreationConfig: Equatable, Sendable {
    package let isAutomatic: Bool
    package let isDeletionEnabled: Bool
    package let partitions: Int32
    package let replicationFactor: Int16

    init(_ settings: SettingReader) {
        isAutomatic = settings.boolean("auto.create.topics.enable")
        isDeletionEnabled = settings.boolean("delete.topic.enable")
        partitions = settings.int32("num.partitions")
        replicationFactor = Int16(clamping: settings.integer("default.replication.factor"))
    }
}

package struct ControlledShutdownConfig: Equatable, Sendable {
    package let isEnabled: Bool
    package let maximumRetries: Int
    package let retryBackoff: Duration

    init(_ settings: SettingReader) {
        isEnabled = settings.boolean("controlled.shutdown.enable")
        maximumRetries = settings.int("controlled.shutdown.max.retries")
        retryBackoff = settings.milliseconds("controlled.shutdown.retry.backoff.ms")
    }
}

package struct ControllerConfig: Equatable, Sendable {
    package let socketTimeout: Duration
    package let isRebalanceEnabled: Bool
    package let imbalanceCheckInterval: Duration
    /// Percent of a broker's preferred leaders that may be elsewhere.
    package let imbalancePercentage: Int
    /// Whether replicas outside the in-sync set may lead, where a topic does not say.
    package let allowsUncleanElection: Bool

    init(_ settings: SettingReader) {
        socketTimeout = settings.milliseconds("controller.socket.timeout.ms")
        isRebalanceEnabled = settings.boolean("auto.leader.rebalance.enable")
        imbalanceCheckInterval = settings.seconds("leader.imbalance.check.interval.seconds")
        imbalancePercentage = settings.int("leader.imbalance.per.broker.percentage")
        allowsUncleanElection = settings.boolean("unclean.leader.election.enable")
    }
}

package struct MetricsConfig: Equatable, Sendable {
    /// Where `GET /metrics` is answered; `nil`: nowhere.
    package let listener: (host: String, port: UInt16)?

    init(_ settings: SettingReader) {
        listener = Self.listener(in: settings.text("needletail.metrics.listener"))
    }

    /// `host:port`, of which the host may be an address in brackets; `nil` if `text` is none.
    static func listener(in text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.listener?.host == b.listener?.host && a.listener?.port == b.listener?.port
    }
}
