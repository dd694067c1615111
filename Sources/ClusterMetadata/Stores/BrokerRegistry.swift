import KafkaModel
import Platform
import Telemetry
import ZooKeeperClient

/// Registers this broker under `/brokers/ids`.
///
/// Callable from one task at a time.
package struct BrokerRegistry: Sendable {
    /// How often a wait for a predecessor's session looks and tells how long it may still take.
    static let waitStep = Duration.milliseconds(500)
    /// ZooKeeper ends sessions at its own ticks, so a little after the timeout.
    static let waitMargin = Duration.seconds(5)
    /// A look that takes longer found ZooKeeper away. Its new leader gives each session all its time
    /// anew, so the wait begins anew as well.
    static let longestLook = Duration.seconds(1)

    private let store: ClusterStore
    private let time: any TimeSource
    private let logger: Logger
    private let sessionTimeout: Duration
    private let isReachable: (@Sendable (BrokerEndpoint) async -> Bool)?

    /// - Parameters:
    ///   - sessionTimeout: the one of the session in use, which a predecessor is taken to have had.
    ///   - isReachable: tells whether something listens at an endpoint; used to tell a live broker
    ///     of the same id from a dead one at once. Without it, a live one is told after the wait.
    package init(
        _ store: ClusterStore, time: any TimeSource, logger: Logger, sessionTimeout: Duration,
        isReachable: (@Sendable (BrokerEndpoint) async -> Bool)? = nil
    ) {
        self.store = store
        self.time = time
        self.logger = logger
        self.sessionTimeout = sessionTimeout
        self.isReachable = isReachable
    }

    /// Registers the broker and returns its epoch.
    ///
    /// If the node is still there:
    /// * owned by the current session: the registration was made and its answer lost;
    /// * owned by `previousSession`, the one that this process had before: removed and made again;
    /// * left by a killed predecessor: waits until ZooKeeper ends that session;
    /// * of a live broker: throws `brokerIDInUse`.
    ///
    /// Throws `endpointInUse` if another broker advertises the same address.
    package func register(
        _ id: BrokerID, _ broker: BrokerZNode, previousSession: Int64? = nil
    ) async throws(ClusterMetadataError) -> BrokerEpoch {
        try await checkEndpoints(id, broker)
        var deadline = time.monotonic() + sessionTimeout + Self.waitMargin
        while true {
            if let epoch = try await create(id, broker) { return epoch }
            guard let node = try await store.node(BrokerZNode.path(id)) else { continue }
            let owner = node.stat.ephemeralOwner
            if owner == store.zooKeeper.sessionID, owner != 0 {
                return BrokerEpoch(node.stat.czxid)
            }
            if let previousSession, owner == previousSession {
                try await removePrevious(id, version: node.stat.version)
                continue
            }
            let other = try? BrokerZNode(decoding: node.data)
            guard await mayBePredecessor(other, of: broker), time.monotonic() < deadline else {
                throw .brokerIDInUse(id, endpoint: other?.endpoints.first)
            }
            try await waitForPredecessor(id, until: &deadline)
        }
    }

    /// Rewrites the registration after a change of the listeners; the epoch stays.
    package func update(_ id: BrokerID, _ broker: BrokerZNode) async throws(ClusterMetadataError) {
        _ = try await metadata { () async throws(ZooKeeperError) in
            try await store.zooKeeper.set(BrokerZNode.path(id), broker.encode(), version: -1)
        }
    }

    private func checkEndpoints(_ id: BrokerID, _ broker: BrokerZNode)
        async throws(ClusterMetadataError)
    {
        for other in try await store.brokers() where other.id != id {
            let taken = broker.endpoints.first { mine in
                other.registration.endpoints.contains {
                    $0.host == mine.host && $0.port == mine.port
                }
            }
            if let taken { throw .endpointInUse(other.id, endpoint: taken) }
        }
    }

    /// `nil` if there is a node already.
    private func create(_ id: BrokerID, _ broker: BrokerZNode) async throws(ClusterMetadataError)
        -> BrokerEpoch?
    {
        let path = BrokerZNode.path(id)
        do throws(ZooKeeperError) {
            let results = try await store.zooKeeper.multi([
                .create(path: path, data: nil, mode: .ephemeral, acl: .openUnsafe),
                .set(path: path, data: broker.encode(), version: 0),
            ])
            if case .set(let stat) = results.last { return BrokerEpoch(stat.czxid) }
            return nil
        } catch {
            if error.code == .nodeExists { return nil }
            throw .zooKeeper(error)
        }
    }

    private func removePrevious(_ id: BrokerID, version: Int32) async throws(ClusterMetadataError) {
        logger.info("removing the registration of this process's previous session")
        do throws(ZooKeeperError) {
            try await store.zooKeeper.delete(BrokerZNode.path(id), version: version)
        } catch {
            guard error.code == .noNode || error.code == .badVersion else {
                throw .zooKeeper(error)
            }
        }
    }

    /// Whether the owner of the node may be a process that was killed: it advertised an address
    /// that is ours by now, or nothing answers at its address.
    private func mayBePredecessor(_ other: BrokerZNode?, of broker: BrokerZNode) async -> Bool {
        guard let other, let isReachable else { return true }
        for endpoint in other.endpoints {
            let isOurs = broker.endpoints.contains {
                $0.host == endpoint.host && $0.port == endpoint.port
            }
            if !isOurs, await isReachable(endpoint) { return false }
        }
        return true
    }

    private func waitForPredecessor(_ id: BrokerID, until deadline: inout MonotonicTime)
        async throws(ClusterMetadataError)
    {
        var lastTold = MonotonicTime(nanoseconds: .min)
        while time.monotonic() < deadline {
            let now = time.monotonic()
            if now >= lastTold + .seconds(2) {
                lastTold = now
                let seconds = (deadline - now).wholeMilliseconds / 1000
                logger.info(
                    "broker id \(id) is still registered by a process that seems to be gone; "
                        + "waiting for the end of its ZooKeeper session, at most \(seconds) s")
            }
            guard (try? await time.sleep(for: Self.waitStep)) != nil else { return }
            let asked = time.monotonic()
            if try await !store.exists(BrokerZNode.path(id)) { return }
            let answered = time.monotonic()
            if answered - asked > Self.longestLook {
                deadline = answered + sessionTimeout + Self.waitMargin
            }
        }
    }
}
