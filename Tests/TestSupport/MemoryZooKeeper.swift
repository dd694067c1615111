import Platform
import ZooKeeperClient
import ZooKeeperTree

/// A ZooKeeper in memory, for many sessions: the tree of ``TreeDatabase``, whose every operation is
/// carried out at once, and answers that get lost on the way.
package final class MemoryZooKeeper: Sendable {
    struct Client {
        var events: [AsyncStream<ZooKeeperEvent>.Continuation] = []
        /// Operations whose effect happens but whose answer is lost, and those that never arrive.
        var lostAnswers = 0
        var lostRequests = 0
    }

    struct State {
        var database = TreeDatabase()
        /// By session.
        var clients: [Int64: Client] = [:]
        var writes: [String] = []
        var operations = 0
        var wall: Int64 = 1_700_000_000_000

        var time: TreeTime { TreeTime(monotonic: MonotonicTime(nanoseconds: 0), wall: wall) }

        mutating func open(_ client: Client = Client()) -> Int64 {
            // Sessions end only when a test says so.
            let id = database.openSession(timeout: .seconds(3600), at: time)
            clients[id] = client
            return id
        }

        /// Tells the watchers what has happened.
        mutating func deliver() {
            for event in database.takeEvents() {
                for stream in clients[event.session]?.events ?? [] { stream.yield(event.event) }
            }
        }
    }

    let state = Lock(State())

    package init() {}

    package func connect() -> MemoryZooKeeperSession {
        MemoryZooKeeperSession(self, state.withLock { $0.open() })
    }

    /// Every successful write so far, one line each, in order.
    package var writes: [String] { state.withLock { $0.writes } }
    package func forgetWrites() { state.withLock { $0.writes = [] } }
    /// Operations carried out so far, reads included.
    package var operationCount: Int { state.withLock { $0.operations } }

    /// The data of a node as text; `nil` if there is no such node.
    package func text(_ path: String) -> String? {
        state.withLock { state in
            state.database.node(path).map { String(decoding: $0.data ?? [], as: UTF8.self) }
        }
    }

    package func version(_ path: String) -> Int32? {
        state.withLock { $0.database.node(path)?.stat.version }
    }

    /// Puts a persistent node there, with what is above it, as if it had been written `version` times.
    /// Nobody hears of it.
    package func plant(_ path: String, _ data: [UInt8]?, version: Int32 = 0) {
        state.withLock { $0.database.plant(path, data, version: version) }
    }

    /// All paths but ZooKeeper's own, sorted.
    package var paths: [String] {
        state.withLock { $0.database.paths.filter { !$0.hasPrefix("/zookeeper") } }
    }

    /// Sets the time that new nodes are stamped with, milliseconds since 1970.
    package func setWallClock(_ milliseconds: Int64) { state.withLock { $0.wall = milliseconds } }

    /// Ends a session as the server does when it has not heard of it for too long. Returns the id of
    /// the session that takes its place.
    func expire(_ id: Int64) -> Int64 {
        state.withLock { state in
            let client = state.clients.removeValue(forKey: id) ?? Client()
            state.database.closeSession(id)
            state.deliver()
            let fresh = state.open(client)
            for stream in client.events {
                stream.yield(.session(.expired(sessionID: id)))
                stream.yield(.session(.connected(sessionID: fresh)))
            }
            return fresh
        }
    }

    func end(_ id: Int64) {
        state.withLock { state in
            let client = state.clients.removeValue(forKey: id)
            state.database.closeSession(id)
            state.deliver()
            for stream in client?.events ?? [] { stream.finish() }
        }
    }
}

extension MemoryZooKeeper.State {
    /// Notes a write that was carried out, one line for each of its operations.
    mutating func note(_ operation: ZooKeeperOperation, _ path: String) {
        switch operation {
        case .create(_, let data, let mode, _):
            writes.append("create \(path) \(text(data))\(mode.isEphemeral ? " ephemeral" : "")")
        case .set(_, let data, let version):
            writes.append("set \(path) \(text(data)) over \(version)")
        case .delete: writes.append("delete \(path)")
        case .check: break
        }
    }

    private func text(_ data: [UInt8]?) -> String {
        data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
