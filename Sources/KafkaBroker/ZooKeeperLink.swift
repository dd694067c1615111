import Platform
import Telemetry
import ZooKeeperClient

/// Whether this broker reaches ZooKeeper, as its session tells, and a reminder in the log while it
/// does not. Clients are served meanwhile.
final class ZooKeeperLink: Sendable {
    /// How often a lost connection is told again.
    private static let reminder = Duration.seconds(10)

    private let zooKeeper: any ZooKeeper
    private let time: any TimeSource
    private let logger: Logger
    /// `nil` with a connection.
    private let lostAt = Lock<MonotonicTime?>(nil)

    /// `zooKeeper` is connected.
    init(_ zooKeeper: any ZooKeeper, time: any TimeSource, logger: Logger) {
        self.zooKeeper = zooKeeper
        self.time = time
        self.logger = logger
    }

    /// Callable from any thread.
    var isConnected: Bool { lostAt.withLock { $0 == nil } }

    /// Follows the session until the task is cancelled.
    func follow() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.remind() }
            for await event in zooKeeper.events() {
                guard case .session(let state) = event else { continue }
                note(state)
            }
            group.cancelAll()
        }
    }

    private func note(_ state: SessionState) {
        let now = time.monotonic()
        lostAt.withLock { lostAt in
            if case .connected = state { lostAt = nil } else { lostAt = lostAt ?? now }
        }
    }

    private func remind() async {
        while (try? await time.sleep(for: Self.reminder)) != nil {
            guard let lost = lostAt.withLock({ $0 }) else { continue }
            let seconds = (time.monotonic() - lost).wholeMilliseconds / 1000
            // Shorter interruptions are told by the session.
            guard seconds >= 5 else { continue }
            logger.warn(
                "no connection to ZooKeeper for \(seconds) s; clients are served, but nothing that "
                    + "needs the controller is done until it is back")
        }
    }
}
