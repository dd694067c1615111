import Platform
import Scheduling
import Telemetry

extension ZooKeeperSession {
    /// Returns once there is a connection. Throws `.code(.operationTimeout)` if there is none
    /// `within` the time (the session goes on trying) and `.closed` if it is closed meanwhile.
    package func waitUntilConnected(within limit: Duration) async throws(ZooKeeperError) {
        let waiter = ConnectWaiter()
        core.withLock { core in
            if core.isClosed { return waiter.resolve(.closed) }
            if core.window.isOpen { return waiter.resolve(nil) }
            core.connectWaiters.append(waiter)
        }
        let failure = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Not only when the time is over: a cancelled wait ends as well.
                try? await self.time.sleep(for: limit)
                waiter.resolve(.code(.operationTimeout))
            }
            defer { group.cancelAll() }
            return await waiter.outcome()
        }
        core.withLock { core in core.connectWaiters.removeAll { $0 === waiter } }
        if let failure { throw failure }
    }

    /// Creates the chroot of the connect string and its parents where they are missing, through a
    /// session of its own, since one with a chroot cannot see above it. The session is connected.
    package func createChrootIfMissing(acl: [ZNodeACL] = .openUnsafe)
        async throws(ZooKeeperError)
    {
        guard !settings.connect.chroot.isEmpty else { return }
        guard try await exists("/", watch: false) == nil else { return }
        var rootSettings = settings
        rootSettings.connect = settings.connect.withoutChroot
        let root = ZooKeeperSession(
            rootSettings, time: time, blocking: blocking, logger: logger)
        let failure = await root.createLineage(settings.connect.chroot, acl: acl)
        await root.close()
        if let failure { throw failure }
        logger.info("created the chroot \(settings.connect.chroot)")
    }

    private func createLineage(_ path: String, acl: [ZNodeACL]) async -> ZooKeeperError? {
        do throws(ZooKeeperError) {
            try await waitUntilConnected(within: settings.sessionTimeout)
            for part in ZNodePath.lineage(path) {
                do throws(ZooKeeperError) {
                    _ = try await create(part, nil, .persistent, acl: acl)
                } catch .nodeExists {
                    continue
                }
            }
        } catch {
            return error
        }
        return nil
    }
}
