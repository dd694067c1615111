import Platform
import Scheduling
import ZooKeeperClient
import ZooKeeperTree

/// A ZooKeeper service on the simulated network: one tree for all clients, with sessions that expire
/// in virtual time, connections that break, and answers that get lost after the write was made.
///
/// What a client sends is carried out in its order, and what it is told (answers and watches) reaches
/// it in the order in which the server said it; between clients nothing is ordered but the tree.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedZooKeeper: @unchecked Sendable {
    package static let host = "zookeeper"

    let network: SimulatedNetwork
    private let wallStart: Int64
    private var database = TreeDatabase()
    /// By session.
    private var clients: [Int64: SimulatedZooKeeperSession] = [:]
    /// All that were ever made, of the living and the dead.
    private var made: [SimulatedZooKeeperSession] = []
    private var isOver = false
    /// One write in so many is carried out and its answer lost; `nil` for none.
    package var lostAnswerOdds: Int?
    /// Replies that were lost although the write was carried out.
    package private(set) var lostAnswers = 0
    /// Writes are carried out whatever version this node has: a broken guard, for proofs.
    package var unguarded: String?
    /// Called after every successful change of the tree.
    package var afterWrite: ((TreeDatabase) -> Void)?

    private static let expiryCheck = Duration.milliseconds(100)

    package init(_ network: SimulatedNetwork, wallStart: Int64 = 1_700_000_000_000) {
        self.network = network
        self.wallStart = wallStart
        checkExpiry()
    }

    /// A client of `process` on `host`; it connects by itself.
    package func connect(
        _ process: SimulatedProcess, host: String, _ settings: ZooKeeperSettings
    ) -> SimulatedZooKeeperSession {
        let session = SimulatedZooKeeperSession(self, process, host: host, settings)
        if isOver {
            session.abandon()
        } else {
            made.append(session)
            session.start()
        }
        return session
    }

    // MARK: What tests and checkers see

    package var tree: TreeDatabase { database }

    /// Breaks the connection of one of the sessions; it finds another at once.
    package func disconnectAny() {
        let ids = clients.keys.sorted()
        guard !ids.isEmpty else { return }
        clients[ids[network.executor.random.below(ids.count)]]?.connectionLost()
    }

    /// Ends one of the sessions on the server as if it had been silent for too long.
    package func expireAny() {
        let ids = clients.keys.sorted()
        guard !ids.isEmpty else { return }
        let id = ids[network.executor.random.below(ids.count)]
        database.closeSession(id)
        deliverEvents()
        clients.removeValue(forKey: id)?.connectionLost()
    }

    /// Removes a node, as an operator may.
    package func remove(_ path: String) {
        let session = database.openSession(timeout: .seconds(1), at: time)
        try? database.delete(path, version: -1, by: session, at: time)
        close(session)
    }

    /// The world ends: every request, of the living and the dead, fails.
    package func end() {
        isOver = true
        afterWrite = nil
        let all = made
        (made, clients) = ([], [:])
        for session in all { session.abandon() }
    }

    // MARK: What clients ask, when their words have arrived

    private var time: TreeTime {
        let now = network.executor.now
        return TreeTime(monotonic: now, wall: wallStart + now.nanoseconds / 1_000_000)
    }

    /// The session to go on with: `id`, or a new one if it is 0; `nil` if `id` has ended.
    func open(_ id: Int64, for client: SimulatedZooKeeperSession) -> Int64? {
        var id = id
        if id == 0 {
            id = database.openSession(timeout: client.settings.sessionTimeout, at: time)
        } else if !database.isOpen(id) {
            return nil
        }
        database.touch(id, at: time)
        clients[id] = client
        return id
    }

    /// False if the session has ended.
    func heartbeat(_ id: Int64) -> Bool {
        database.touch(id, at: time)
        return database.isOpen(id)
    }

    func close(_ id: Int64) {
        clients[id] = nil
        database.closeSession(id)
        deliverEvents()
        afterWrite?(database)
    }

    /// Carries `body` out. Returns whether the answer reaches the client.
    func carryOut(
        for id: Int64, _ body: (inout TreeDatabase, Int64, TreeTime) -> Void
    ) -> Bool {
        let before = database.zxid
        body(&database, id, time)
        let isWrite = database.zxid != before
        if isWrite {
            deliverEvents()
            afterWrite?(database)
        }
        guard isWrite, let odds = lostAnswerOdds else { return true }
        let isLost = network.executor.random.once(in: odds)
        if isLost { lostAnswers += 1 }
        return !isLost
    }

    private func deliverEvents() {
        for event in database.takeEvents() { clients[event.session]?.tell(event.event) }
    }

    private func checkExpiry() {
        network.executor.schedule(after: Self.expiryCheck) { [self] in
            if isOver { return }
            let expired = database.expireSessions(at: time)
            for id in expired { clients[id] = nil }
            if !expired.isEmpty {
                deliverEvents()
                afterWrite?(database)
            }
            checkExpiry()
        }
    }
}
