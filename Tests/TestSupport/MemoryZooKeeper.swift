import Platform
import ZooKeeperClient

/// A ZooKeeper in memory, for many sessions: nodes, versions, ephemeral and sequential nodes,
/// watches, multi operations, the end of sessions, and answers that get lost on the way.
///
/// Not a model of ZooKeeper's timing: every operation is carried out at once.
package final class MemoryZooKeeper: Sendable {
    struct Node {
        var data: [UInt8]?
        var stat = ZNodeStat()
        var sequence: Int32 = 0
    }

    struct Session {
        var events: [AsyncStream<ZooKeeperEvent>.Continuation] = []
        var dataWatches: Set<String> = []
        var childWatches: Set<String> = []
        var isClosed = false
        /// Operations whose effect happens but whose answer is lost, and those that never arrive.
        var lostAnswers = 0
        var lostRequests = 0
    }

    struct State {
        var nodes: [String: Node] = ["/": Node()]
        var zxid: Int64 = 0
        var nextSession: Int64 = 1
        var sessions: [Int64: Session] = [:]
        var writes: [String] = []
        var operations = 0
        var wall: Int64 = 1_700_000_000_000
    }

    let state = Lock(State())

    package init() {}

    package func connect() -> MemoryZooKeeperSession {
        MemoryZooKeeperSession(self, state.withLock { Self.open(&$0) })
    }

    static func open(_ state: inout State) -> Int64 {
        defer { state.nextSession += 1 }
        state.sessions[state.nextSession] = Session()
        return state.nextSession
    }

    /// Every successful write so far, one line each, in order.
    package var writes: [String] { state.withLock { $0.writes } }
    package func forgetWrites() { state.withLock { $0.writes = [] } }
    /// Operations carried out so far, reads included.
    package var operationCount: Int { state.withLock { $0.operations } }

    /// The data of a node as text; `nil` if there is no such node.
    package func text(_ path: String) -> String? {
        state.withLock { $0.nodes[path].map { String(decoding: $0.data ?? [], as: UTF8.self) } }
    }

    package func version(_ path: String) -> Int32? {
        state.withLock { $0.nodes[path]?.stat.version }
    }

    /// Puts a persistent node there, with what is above it, as if it had been written `version` times.
    /// Nobody hears of it.
    package func plant(_ path: String, _ data: [UInt8]?, version: Int32 = 0) {
        state.withLock { state in
            var above = Self.parent(path)
            var child = path
            while above != "/" || state.nodes[child] == nil {
                let isNew = state.nodes[child] == nil
                if isNew {
                    state.nodes[child] = Node()
                    state.nodes[above, default: Node()].stat.numberOfChildren += 1
                }
                if above == "/" { break }
                (child, above) = (above, Self.parent(above))
            }
            state.nodes[path]?.data = data
            state.nodes[path]?.stat.version = version
        }
    }

    /// All paths, sorted.
    package var paths: [String] { state.withLock { $0.nodes.keys.sorted() } }

    /// Sets the time that new nodes are stamped with, milliseconds since 1970.
    package func setWallClock(_ milliseconds: Int64) { state.withLock { $0.wall = milliseconds } }

    /// Ends a session as the server does when it has not heard of it for too long. Returns the id of
    /// the session that takes its place.
    func expire(_ id: Int64) -> Int64 {
        let (fresh, continuations) = state.withLock { state in
            let events = state.sessions[id]?.events ?? []
            Self.end(id, &state)
            let fresh = Self.open(&state)
            state.sessions[fresh]?.events = events
            return (fresh, events)
        }
        for continuation in continuations {
            continuation.yield(.session(.expired(sessionID: id)))
        }
        return fresh
    }

    static func end(_ id: Int64, _ state: inout State) {
        state.sessions[id] = nil
        let ephemeral = state.nodes.filter { $0.value.stat.ephemeralOwner == id }.keys.sorted()
        for path in ephemeral {
            state.zxid += 1
            remove(path, &state)
        }
    }
}

// What changes the tree.
extension MemoryZooKeeper {
    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func create(
        _ path: String, _ data: [UInt8]?, _ mode: CreateMode, by session: Int64,
        _ state: inout State
    ) throws(ZooKeeperError) -> String {
        let parent = parent(path)
        guard let above = state.nodes[parent] else { throw .noNode }
        guard above.stat.ephemeralOwner == 0 else { throw .code(.noChildrenForEphemerals) }
        var path = path
        if mode == .persistentSequential || mode == .ephemeralSequential {
            let digits = String(above.sequence)
            path += String(repeating: "0", count: 10 - digits.count) + digits
            state.nodes[parent]?.sequence += 1
        }
        guard state.nodes[path] == nil else { throw .nodeExists }
        var node = Node(data: data)
        node.stat.czxid = state.zxid
        node.stat.mzxid = state.zxid
        node.stat.ctime = state.wall
        node.stat.mtime = state.wall
        let isEphemeral = mode == .ephemeral || mode == .ephemeralSequential
        node.stat.ephemeralOwner = isEphemeral ? session : 0
        state.nodes[path] = node
        state.nodes[parent]?.stat.cversion += 1
        state.nodes[parent]?.stat.numberOfChildren += 1
        state.writes.append("create \(path) \(text(data))\(isEphemeral ? " ephemeral" : "")")
        fire(.created(path: path), path, &state)
        fireChildren(parent, &state)
        return path
    }

    static func set(_ path: String, _ data: [UInt8]?, _ version: Int32, _ state: inout State)
        throws(ZooKeeperError) -> ZNodeStat
    {
        guard var node = state.nodes[path] else { throw .noNode }
        guard version == -1 || version == node.stat.version else { throw .badVersion }
        node.data = data
        node.stat.version += 1
        node.stat.mzxid = state.zxid
        state.nodes[path] = node
        state.writes.append("set \(path) \(text(data)) over \(version)")
        fire(.dataChanged(path: path), path, &state)
        return node.stat
    }

    static func delete(_ path: String, _ version: Int32, _ state: inout State)
        throws(ZooKeeperError)
    {
        guard let node = state.nodes[path] else { throw .noNode }
        guard version == -1 || version == node.stat.version else { throw .badVersion }
        guard node.stat.numberOfChildren == 0 else { throw .code(.notEmpty) }
        state.writes.append("delete \(path)")
        remove(path, &state)
    }

    private static func remove(_ path: String, _ state: inout State) {
        let parent = parent(path)
        state.nodes[path] = nil
        state.nodes[parent]?.stat.cversion += 1
        state.nodes[parent]?.stat.numberOfChildren -= 1
        fire(.deleted(path: path), path, &state)
        for id in state.sessions.keys.sorted() { state.sessions[id]?.childWatches.remove(path) }
        fireChildren(parent, &state)
    }

    private static func text(_ data: [UInt8]?) -> String {
        data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private static func fire(_ event: ZooKeeperEvent, _ path: String, _ state: inout State) {
        for id in state.sessions.keys.sorted()
        where state.sessions[id]?.dataWatches.remove(path) != nil {
            for continuation in state.sessions[id]?.events ?? [] { continuation.yield(event) }
        }
    }

    private static func fireChildren(_ path: String, _ state: inout State) {
        for id in state.sessions.keys.sorted()
        where state.sessions[id]?.childWatches.remove(path) != nil {
            for continuation in state.sessions[id]?.events ?? [] {
                continuation.yield(.childrenChanged(path: path))
            }
        }
    }
}
