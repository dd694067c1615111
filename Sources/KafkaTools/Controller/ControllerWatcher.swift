import ClusterMetadata
import KafkaModel
import Platform
import Telemetry
import ZooKeeperClient

/// Follows the znode of the controller and prints what happens to it.
struct ControllerWatcher {
    let store: ClusterStore
    let time: any TimeSource
    let console: any Console

    /// The controller as last seen; `nil` while there is none.
    private var current: Seen?
    /// Since when there is none.
    private var vacantSince: MonotonicTime?
    private var lastEpoch: ControllerEpoch?

    private struct Seen: Equatable {
        var broker: BrokerID
        var epoch: ControllerEpoch
        /// Transaction that made the znode: differs between two terms of one broker.
        var creation: Int64
    }

    init(store: ClusterStore, time: any TimeSource, console: any Console) {
        self.store = store
        self.time = time
        self.console = console
    }

    /// Prints the state of now. Tells whether there is a controller.
    mutating func tellCurrent(watch: Bool) async throws(ClusterMetadataError) -> Bool {
        guard let (seen, znode) = try await look(watch: watch) else {
            let epoch = try await store.controllerEpoch()?.epoch
            lastEpoch = epoch
            vacantSince = time.monotonic()
            console.line(
                "There is no controller"
                    + (epoch.map { "; the last one had epoch \($0)" } ?? "; there never was one"))
            console.flush()
            return false
        }
        current = seen
        lastEpoch = seen.epoch
        let since = LogTimestamp(wallMilliseconds: znode.timestamp)
        let place = try await address(of: seen.broker).map { " (\($0))" } ?? ""
        console.line(
            "Controller: broker \(seen.broker)\(place), epoch \(seen.epoch), since \(since)")
        console.flush()
        return true
    }

    /// `false` when the session will give no more events.
    mutating func handle(_ event: ZooKeeperEvent) async throws(ClusterMetadataError) -> Bool {
        switch event {
        case .created(ControllerZNode.path), .deleted(ControllerZNode.path),
            .dataChanged(ControllerZNode.path):
            try await compare()
        case .session(.disconnected):
            tell("connection to ZooKeeper lost")
        case .session(.expired):
            tell("ZooKeeper session expired")
        case .session(.connected):
            // Also after an expiry, when the watch has to be set again.
            try await compare()
        case .session(.authenticationFailed):
            tell("ZooKeeper refused the credentials")
            return false
        default: break
        }
        return true
    }

    /// Looks again and tells what is different.
    private mutating func compare() async throws(ClusterMetadataError) {
        let now = try await look(watch: true)?.seen
        guard now?.creation != current?.creation || (now == nil) != (current == nil) else { return }
        if let old = current {
            // A broker that still is registered gave the office up; one that is not was lost.
            let isAlive = try await store.broker(old.broker) != nil
            let verb = isAlive ? "resigned" : "left the cluster"
            tell("broker \(old.broker) \(verb) (epoch \(old.epoch))")
            vacantSince = time.monotonic()
        }
        if let now {
            let gap = vacantSince.map { (time.monotonic() - $0).wholeMilliseconds } ?? 0
            tell(
                "broker \(now.broker) won the election (epoch \(now.epoch)), "
                    + "\(gap) ms without a controller")
            vacantSince = nil
            lastEpoch = now.epoch
        }
        current = now
    }

    private func look(
        watch: Bool
    ) async throws(ClusterMetadataError) -> (seen: Seen, znode: ControllerZNode)? {
        while true {
            if let found = try await store.controller(watch: watch) {
                let epoch = try await store.controllerEpoch()?.epoch ?? .initial
                let seen = Seen(
                    broker: found.znode.brokerID, epoch: epoch, creation: found.stat.czxid)
                return (seen, found.znode)
            }
            // The watch for its creation; it may have been created just now.
            guard watch else { return nil }
            if try await !store.exists(ControllerZNode.path, watch: true) { return nil }
        }
    }

    private func address(of broker: BrokerID) async throws(ClusterMetadataError) -> String? {
        guard let endpoint = try await store.broker(broker)?.registration.endpoints.first else {
            return nil
        }
        return SocketAddress(
            host: endpoint.host, port: UInt16(clamping: endpoint.port)
        ).description
    }

    private func tell(_ text: String) {
        console.line("[\(LogTimestamp(wallMilliseconds: time.wallMilliseconds()))] \(text)")
        console.flush()
    }
}
