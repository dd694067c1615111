import ClusterMetadata
import Configuration
import KafkaModel
import Networking
import Platform
import Replication
import Scheduling
import Storage
import Telemetry
import ZooKeeperClient

/// The start of a broker, step by step. Source: zookeeper-layout, section 5.
///
/// What can fail for a reason that the operator must mend (directories, ports, identity) comes before
/// the registration, so that a broker that cannot serve is never seen by the cluster.
///
/// The logs are listed before the registration and opened beside it. After a clean stop they are
/// practically always open in time; after a kill the broker registers after a moment's wait and serves
/// each partition as soon as its log is open (see `LogDirectories.openLogs`, `LeadershipChange`).
package struct BrokerStartup: Sendable {
    private let config: BrokerConfig
    private let world: BrokerWorld
    private let logger: Logger
    private let steps: StartSteps

    package init(_ config: BrokerConfig, _ world: BrokerWorld) {
        self.config = config
        self.world = world
        logger = world.logger.named("Broker")
        steps = StartSteps(
            time: world.time, logger: logger, patience: config.zooKeeper.connectionTimeout)
    }

    /// The running broker. Waits for ZooKeeper as long as it takes.
    package func run() async throws(BrokerStartError) -> Broker {
        let begun = world.time.monotonic()
        let metrics = try await startMetrics()
        let logs: LogDirectories
        do throws(BrokerStartError) {
            logs = try await openDirectories()
        } catch {
            metrics?.stop()
            throw error
        }
        do throws(BrokerStartError) {
            let broker = try await run(on: logs, metrics)
            logger.info(
                "broker \(broker.identity.brokerID) of cluster \(broker.identity.clusterID) "
                    + "started in \((world.time.monotonic() - begun).wholeMilliseconds) ms")
            return broker
        } catch {
            // Logs that were opened are marked as cleanly stopped again: the next start need not
            // recover them.
            await logs.close(highWatermark: { _ in nil }, on: world.blocking)
            metrics?.stop()
            world.metrics.removeAll()
            throw error
        }
    }

    private func run(on logs: LogDirectories, _ metrics: MetricsEndpoint?)
        async throws(BrokerStartError) -> Broker
    {
        let store = try await connect()
        let identity = try await settleIdentity(logs, store)
        let configuration = DynamicConfiguration(
            config, canonicalHostName: world.canonicalHostName,
            logger: world.logger.named("DynamicConfiguration"))
        try await steps.run { () async throws(ClusterMetadataError) in
            try await configuration.load(from: ConfigStore(store), brokerID: identity.brokerID)
        }
        try await loadLogs(logs, configuration)

        let fence = ControllerFence()
        let registration = makeRegistration(identity, store, fence)
        let cluster = ClusterParts(identity, configuration, store, registration, world)
        let partitions = world.partitions
        let groups = GroupParts(cluster, partitions, world)
        let replicas = ReplicaParts(
            logs, partitions, fence: fence, cluster: cluster,
            observer: RoleChanges(groups: groups.coordinator), world: world)
        replicas.watchDirectories(cluster, world)
        let handlers = HandlerTable(cluster, replicas, groups, world)
        let (listeners, ports) = try await bind(handlers)
        let advertised = config.listeners.advertised(boundPorts: ports)
        registration.advertise(advertised)
        try await steps.run { () async throws(ClusterMetadataError) in
            try await groups.start(cluster)
        }
        // The last step that waits for ZooKeeper: from here on the controller follows the session, and
        // registers again when it ends.
        try await steps.run { () async throws(ClusterMetadataError) in
            try await registration.register()
        }

        BrokerMetrics.export(cluster, replicas, to: world.metrics)
        let broker = Broker(
            cluster, replicas, groups, listeners: listeners, metrics: metrics,
            advertised: advertised, world: world)
        broker.run()
        return broker
    }

    // MARK: Directories

    private func openDirectories() async throws(BrokerStartError) -> LogDirectories {
        var settings = LogDirectories.Settings(
            directories: config.logs.directories.map(absolute))
        settings.recoveryThreadsPerDirectory = config.logs.recoveryThreadsPerDirectory
        settings.retentionCheckInterval = config.logs.retentionCheckInterval
        settings.recoveryPointCheckpointInterval = config.logs.recoveryPointCheckpointInterval
        settings.startOffsetCheckpointInterval = config.logs.startOffsetCheckpointInterval
        settings.fileDeleteDelay = config.logs.deletionDelay
        settings.reserveBytes = config.logs.reserveBytes
        if let interval = config.logs.flushCheckInterval { settings.flushCheckInterval = interval }
        var directoryWorld = LogDirectories.World(
            fileSystem: world.fileSystem, time: world.time, random: world.random,
            logger: world.logger.named("Log"), metrics: world.metrics)
        directoryWorld.runInBackground = world.runInBackground
        do throws(LogDirectoriesError) {
            return try await world.blocking.run {
                [settings, directoryWorld] () throws(LogDirectoriesError) in
                try LogDirectories(settings, world: directoryWorld)
            }
        } catch {
            throw BrokerStartError(error)
        }
    }

    /// The form in which clients see a directory and name it: absolute, without needless slashes.
    private func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(world.workingDirectory)/\(path)"
        return "/" + whole.split(separator: "/").joined(separator: "/")
    }

    /// Finds the logs and begins to open them. Returns when all are open, or after a moment.
    private func loadLogs(_ logs: LogDirectories, _ configuration: DynamicConfiguration)
        async
        throws(BrokerStartError)
    {
        do throws(LogDirectoriesError) {
            try await world.blocking.run { () throws(LogDirectoriesError) in
                try logs.findLogs()
            }
        } catch {
            throw BrokerStartError(error)
        }
        // Threads of their own: these may be busy for minutes.
        let perDirectory = max(1, config.logs.recoveryThreadsPerDirectory)
        let threads = world.makeExecutor(
            "recovery", perDirectory * config.logs.directories.count)
        Task {
            await logs.openLogs(config: { configuration.log(of: $0) }, on: threads)
            threads.stop()
        }
        await logs.waitUntilOpen(for: Self.patienceForLogs)
        guard logs.onlineDirectories.isEmpty else { return }
        throw BrokerStartError("no log directory is left")
    }

    /// Enough for thousands of logs after a clean stop, and nothing that an operator would notice.
    private static let patienceForLogs = Duration.milliseconds(500)

    // MARK: ZooKeeper

    private func connect() async throws(BrokerStartError) -> ClusterStore {
        let connect: ConnectString
        do throws(InvalidConnectString) {
            connect = try ConnectString(config.zooKeeper.connect)
        } catch {
            throw BrokerStartError("zookeeper.connect: \(error)")
        }
        let settings = ZooKeeperSettings(
            connect: connect, sessionTimeout: config.zooKeeper.sessionTimeout,
            maxInFlightRequests: config.zooKeeper.maximumInFlightRequests,
            maxInFlightReads: config.zooKeeper.maximumInFlightReads)
        try await createChroot(settings)
        let store = ClusterStore(ZooKeeperRetry(world.openZooKeeper(settings), time: world.time))
        try await announcingWait(for: connect) { () async throws(ClusterMetadataError) in
            try await store.createTopLevelPaths()
        }
        return store
    }

    /// With a session that has no chroot, since one below a missing node can do nothing.
    private func createChroot(_ settings: ZooKeeperSettings) async throws(BrokerStartError) {
        guard !settings.connect.chroot.isEmpty else { return }
        var rootSettings = settings
        rootSettings.connect = settings.connect.withoutChroot
        let root = ClusterStore(
            ZooKeeperRetry(world.openZooKeeper(rootSettings), time: world.time))
        try await announcingWait(for: settings.connect) { () async throws(ClusterMetadataError) in
            try await root.createChroot(settings.connect.chroot)
        }
        await root.zooKeeper.close()
    }

    /// Runs the first operation of a session, which waits until there is a connection, and says so
    /// while it waits.
    private func announcingWait(
        for connect: ConnectString, _ operation: () async throws(ClusterMetadataError) -> Void
    ) async throws(BrokerStartError) {
        let announcement = Task { [logger, world] in
            var pause = Duration.seconds(1)
            while true {
                do { try await world.time.sleep(for: pause) } catch { return }
                if Task.isCancelled { return }
                logger.warn("waiting for ZooKeeper at \(connect); it does not answer")
                pause = .seconds(10)
            }
        }
        defer { announcement.cancel() }
        try await steps.run(operation)
    }

    private func settleIdentity(_ logs: LogDirectories, _ store: ClusterStore)
        async
        throws(BrokerStartError) -> BrokerIdentity
    {
        let identity = try await BrokerIdentity.settle(
            config.identity, stored: logs.identity, ClusterIDStore(store), random: world.random,
            steps: steps)
        let stamp = LogDirectoryIdentity(
            brokerID: identity.brokerID, clusterID: identity.clusterID)
        do throws(LogDirectoriesError) {
            try await world.blocking.run { () throws(LogDirectoriesError) in
                try logs.assign(stamp)
            }
        } catch {
            throw BrokerStartError(error)
        }
        return identity
    }

    private func makeRegistration(
        _ identity: BrokerIdentity, _ store: ClusterStore, _ fence: ControllerFence
    ) -> Registration {
        let transport = world.transport
        let registry = BrokerRegistry(
            store, time: world.time, logger: world.logger.named("BrokerRegistry"),
            sessionTimeout: config.zooKeeper.sessionTimeout
        ) { endpoint in
            let address = SocketAddress(
                host: endpoint.host, port: UInt16(clamping: endpoint.port))
            do throws(TransportError) {
                let stream = try await transport.connect(to: address, timeout: .seconds(1))
                stream.loop.execute { stream.close() }
                return true
            } catch {
                return false
            }
        }
        return Registration(
            identity.brokerID, registry, fence: fence, config: config, time: world.time,
            logger: world.logger.named("Registration"))
    }

    // MARK: Listeners

    /// The first thing to be there, so that a long recovery can be watched.
    private func startMetrics() async throws(BrokerStartError) -> MetricsEndpoint? {
        guard let (host, port) = config.metrics.listener else { return nil }
        let endpoint = MetricsEndpoint(world.metrics)
        do throws(TransportError) {
            let address = try await endpoint.start(
                at: SocketAddress(host: host, port: port), over: world.transport)
            logger.info("metrics at http://\(address)/metrics")
            return endpoint
        } catch {
            throw BrokerStartError(
                "cannot listen on needletail.metrics.listener \(host):\(port): \(error)")
        }
    }

    private func bind(_ handlers: HandlerTable) async throws(BrokerStartError)
        -> ([Listener], [ListenerName: UInt16])
    {
        var limits = FrameLimits(
            maximumFrameSize: config.sockets.maximumRequestBytes,
            idleTimeout: config.sockets.maximumIdleTime)
        limits.requestMemory = config.sockets.queuedRequestBytes.map { RequestMemory(limit: $0) }
        let admission = ConnectionLimits(
            maximum: config.sockets.maximumConnections,
            maximumPerHost: config.sockets.maximumConnectionsPerAddress,
            overrides: config.sockets.connectionLimits)
        var listeners: [Listener] = []
        var ports: [ListenerName: UInt16] = [:]
        for endpoint in config.listeners.listeners {
            let dispatcher = RequestDispatcher(
                handlers, listener: endpoint.listener.value,
                logger: world.logger.named("RequestDispatcher"))
            let listener = Listener(
                limits: limits, admission: admission, logger: world.logger.named("Listener"),
                makeHandler: { dispatcher.makeHandler($0) })
            do throws(TransportError) {
                let address = try await listener.start(
                    at: SocketAddress(host: endpoint.host, port: endpoint.port),
                    over: world.transport)
                ports[endpoint.listener] = address.port
                logger.info("listening on \(endpoint.listener)://\(address)")
            } catch {
                for listener in listeners { listener.stop() }
                throw BrokerStartError("cannot listen on \(endpoint): \(error)")
            }
            listeners.append(listener)
        }
        return (listeners, ports)
    }
}
