import CZooKeeper
import Platform
import Scheduling
import Telemetry

extension ZooKeeperSession {
    /// From so many nodes on, a connection of their own is worth its session.
    static let bulk = 1000

    package func get(_ paths: [String], watch: Bool) async
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        if paths.isEmpty { return [] }
        // A request for many nodes cannot leave watches.
        if !watch, paths.count >= Self.bulk, let contents = await readAtOnce(paths) {
            return contents
        }
        return await readEach(paths, watch: watch)
    }

    /// Many nodes with each request, over a connection of their own; `nil` if that does not work, as
    /// with a server older than 3.6.
    func readAtOnce(_ paths: [String]) async -> [Result<ZNodeContent?, ZooKeeperError>]? {
        guard paths.allSatisfy({ $0 != "/" && ZNodePath.problem($0) == nil }),
            let server = currentServer
        else {
            return nil
        }
        let identities = core.withLock { $0.authentication }
        let chroot = settings.connect.chroot
        do throws(MultiReadFailure) {
            return try await blocking.run { [settings] () throws(MultiReadFailure) in
                var connection = try MultiReadConnection(
                    to: server, timeout: settings.sessionTimeout)
                try connection.begin(identities, timeout: settings.sessionTimeout)
                try connection.sync()
                let contents = try connection.read(paths.map { chroot + $0 })
                try connection.close()
                return contents
            }
        } catch {
            logger.info("cannot read \(paths.count) nodes at once: \(error.reason)")
            return nil
        }
    }

    /// One request for each node.
    func readEach(_ paths: [String], watch: Bool) async
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        await withCheckedContinuation { continuation in
            let series = NodeSeries(count: paths.count, continuation)
            var reads: [any PendingRequest] = []
            reads.reserveCapacity(paths.count)
            for (index, path) in paths.enumerated() {
                do throws(ZooKeeperError) {
                    try ZNodePath.validate(path)
                    reads.append(NodeRead(self, series, index, path: path, isWatched: watch))
                } catch {
                    series.arrived(index, .failure(error))
                }
            }
            submit(series: reads)
        }
    }

    /// Address and port of the server that the session is connected to.
    private var currentServer: String? {
        core.withLock { core in
            guard core.isConnected, let handle = core.handle,
                let text = zoo_get_current_server(handle.pointer)
            else { return nil }
            return String(cString: text)
        }
    }
}
