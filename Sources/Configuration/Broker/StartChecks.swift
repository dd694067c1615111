/// The checks that a broker makes at its start beyond each setting's own bounds: what contradicts
/// something else, and what is asked for but does not exist here. One plain line for each.
struct StartChecks {
    private(set) var problems: [String] = []
    private let layers: ConfigLayers
    private let settings: SettingReader

    init(_ layers: ConfigLayers, _ settings: SettingReader) {
        self.layers = layers
        self.settings = settings
        checkIdentity()
        checkZooKeeper()
        checkLogs()
        checkCleaner()
        checkReplication()
        checkCoordinators()
        checkConnections()
        checkMissingFeatures()
    }

    private mutating func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if !condition { problems.append(problem()) }
    }

    private mutating func checkIdentity() {
        let id = settings.integer("broker.id")
        require(id >= -1, "broker.id: \(id) is below -1")
        guard settings.boolean("broker.id.generation.enable") else {
            require(id >= 0, "broker.id: must be set when broker.id.generation.enable is false")
            return
        }
        let limit = settings.integer("reserved.broker.max.id")
        require(
            id <= limit,
            "broker.id: \(id) is above reserved.broker.max.id (\(limit)); greater ids are generated"
        )
    }

    private mutating func checkZooKeeper() {
        let connect = settings.text("zookeeper.connect")
        require(!connect.isEmpty, "zookeeper.connect: must be set, such as to localhost:2181")
        require(
            settings.integer("zookeeper.session.timeout.ms") > 0,
            "zookeeper.session.timeout.ms: must be positive")
    }

    private mutating func checkLogs() {
        require(
            !LogConfigOfBroker.directories(settings).isEmpty,
            "log.dirs: at least one directory is needed")
        if let age = settings.optionalInteger("log.roll.ms") {
            require(age >= 1, "log.roll.ms: \(age) is below 1")
        }
        if let jitter = settings.optionalInteger("log.roll.jitter.ms") {
            require(jitter >= 0, "log.roll.jitter.ms: \(jitter) is below 0")
        }
        for name in ["log.retention.ms", "log.retention.minutes", "log.retention.hours"] {
            if let value = settings.optionalInteger(name) {
                require(value != 0, "\(name): 0 would delete everything at once; -1 means no limit")
            }
        }
    }

    private mutating func checkCleaner() {
        guard settings.boolean("log.cleaner.enable") else { return }
        let threads = max(settings.integer("log.cleaner.threads"), 1)
        let share = settings.integer("log.cleaner.dedupe.buffer.size") / threads
        require(
            share > 1_048_576,
            "log.cleaner.dedupe.buffer.size: each of \(threads) cleaner threads needs more than 1 "
                + "MiB, but gets \(share) bytes")
    }

    private mutating func checkReplication() {
        let wait = settings.integer("replica.fetch.wait.max.ms")
        let socket = settings.integer("replica.socket.timeout.ms")
        let lag = settings.integer("replica.lag.time.max.ms")
        require(
            wait <= socket,
            "replica.fetch.wait.max.ms: \(wait) is above replica.socket.timeout.ms (\(socket))")
        require(
            wait <= lag,
            "replica.fetch.wait.max.ms: \(wait) is above replica.lag.time.max.ms (\(lag)); "
                + "followers would leave the in-sync set")
        require(
            layers.file["inter.broker.listener.name"] == nil
                || layers.file["security.inter.broker.protocol"] == nil,
            "inter.broker.listener.name: cannot be set together with "
                + "security.inter.broker.protocol")
        checkMessageFormat()
        checkReplicaSelector()
    }

    private mutating func checkReplicaSelector() {
        let name = settings.optionalText("replica.selector.class") ?? ""
        let choices = ReplicaSelector.allCases.map(\.rawValue).joined(separator: " or ")
        require(
            name.isEmpty || ReplicaSelector(rawValue: name) != nil,
            "replica.selector.class: \(name) cannot be loaded; use \(choices)")
    }

    private mutating func checkMessageFormat() {
        guard let spoken = Release(settings.text("inter.broker.protocol.version")),
            let format = Release(settings.text("log.message.format.version")),
            layers.file["log.message.format.version"] != nil, spoken < Release(3, 0)
        else { return }
        require(
            format <= spoken,
            "log.message.format.version: \(format) is above inter.broker.protocol.version "
                + "(\(spoken))")
    }

    private mutating func checkCoordinators() {
        let acks = settings.integer("offsets.commit.required.acks")
        let factor = settings.integer("offsets.topic.replication.factor")
        require(
            acks >= -1 && acks <= factor,
            "offsets.commit.required.acks: \(acks) is not in -1 to "
                + "offsets.topic.replication.factor (\(factor))")
        let least = settings.integer("group.min.session.timeout.ms")
        let most = settings.integer("group.max.session.timeout.ms")
        require(
            least <= most,
            "group.min.session.timeout.ms: \(least) is above group.max.session.timeout.ms (\(most))"
        )
    }

    private mutating func checkConnections() {
        let delay = settings.integer("connection.failed.authentication.delay.ms")
        let idle = settings.integer("connections.max.idle.ms")
        require(
            delay < idle || idle < 0,
            "connection.failed.authentication.delay.ms: \(delay) is not below "
                + "connections.max.idle.ms (\(idle))")
        let limits = settings.text("max.connections.per.ip.overrides")
        require(
            SocketConfig.limits(in: limits) != nil,
            "max.connections.per.ip.overrides: \(limits) is not a list of host:limit")
        let metrics = settings.text("needletail.metrics.listener")
        require(
            metrics.isEmpty || MetricsConfig.listener(in: metrics) != nil,
            "needletail.metrics.listener: \(metrics) is not host:port")
    }

    /// Silence about these would leave an operator with less than was asked for.
    private mutating func checkMissingFeatures() {
        let explicit = layers.explicit
        let isOn = { (name: String) in
            explicit[name].map { $0.javaTrimmed.lowercased() == "true" } ?? false
        }
        let isSet = { (name: String) in
            explicit[name].map { !$0.javaTrimmed.isEmpty } ?? false
        }
        require(
            !isSet("process.roles"), "process.roles: KRaft does not exist here; use ZooKeeper")
        require(
            !isOn("zookeeper.metadata.migration.enable"),
            "zookeeper.metadata.migration.enable: there is no KRaft mode to migrate to")
        require(
            !isOn("remote.log.storage.system.enable"),
            "remote.log.storage.system.enable: tiered storage is not available")
        require(
            !isOn("zookeeper.ssl.client.enable"),
            "zookeeper.ssl.client.enable: TLS towards ZooKeeper is not available")
        require(
            !isOn("zookeeper.set.acl"), "zookeeper.set.acl: ACLs in ZooKeeper are not available")
        for name in [
            "authorizer.class.name", "create.topic.policy.class.name",
            "alter.config.policy.class.name", "client.quota.callback.class",
        ] {
            require(!isSet(name), "\(name): plug-in classes cannot be loaded; leave it empty")
        }
    }
}
