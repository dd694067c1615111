import Platform
import ZooKeeperClient

/// One client of a ``MemoryZooKeeper``. Like the real one, it replaces an expired session by a fresh
/// one behind the scenes.
package final class MemoryZooKeeperSession: ZooKeeper {
    private let server: MemoryZooKeeper
    private let id: Lock<Int64>

    init(_ server: MemoryZooKeeper, _ id: Int64) {
        self.server = server
        self.id = Lock(id)
    }

    package var sessionID: Int64 { id.withLock { $0 } }

    /// The next `count` writes are carried out, but their answers are lost.
    package func loseAnswers(_ count: Int) {
        server.state.withLock { $0.sessions[sessionID]?.lostAnswers = count }
    }

    /// The next `count` operations never reach the server.
    package func loseRequests(_ count: Int) {
        server.state.withLock { $0.sessions[sessionID]?.lostRequests = count }
    }

    /// The server gives the session up; the client learns of it and has a new one at once.
    package func expire() {
        let fresh = server.expire(sessionID)
        id.withLock { $0 = fresh }
        let events = server.state.withLock { $0.sessions[fresh]?.events ?? [] }
        for continuation in events {
            continuation.yield(.session(.connected(sessionID: fresh)))
        }
    }

    package func events() -> AsyncStream<ZooKeeperEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: ZooKeeperEvent.self)
        server.state.withLock { $0.sessions[sessionID]?.events.append(continuation) }
        return stream
    }

    package func close() async { end() }

    /// Ends the session at once, as a killed process does after its timeout.
    package func end() {
        let events = server.state.withLock { state in
            let events = state.sessions[sessionID]?.events ?? []
            MemoryZooKeeper.end(sessionID, &state)
            return events
        }
        for continuation in events { continuation.finish() }
    }

    /// Carries out `body` in one step, unless the request or the answer is to be lost.
    private func perform<T>(
        _ body: (inout MemoryZooKeeper.State, Int64) throws(ZooKeeperError) -> T
    ) async throws(ZooKeeperError) -> T {
        await Task.yield()
        let session = sessionID
        return try server.state.withLock { state throws(ZooKeeperError) in
            guard var own = state.sessions[session] else { throw .closed }
            state.operations += 1
            if own.lostRequests > 0 {
                own.lostRequests -= 1
                state.sessions[session] = own
                throw .connectionLoss
            }
            state.zxid += 1
            let writesBefore = state.writes.count
            let result = try body(&state, session)
            if own.lostAnswers > 0, state.writes.count > writesBefore {
                state.sessions[session]?.lostAnswers -= 1
                throw .connectionLoss
            }
            return result
        }
    }
}

extension MemoryZooKeeperSession {
    package func create(_ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL])
        async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)
    {
        try await perform { (state, session) throws(ZooKeeperError) in
            let path = try MemoryZooKeeper.create(path, data, mode, by: session, &state)
            return (path, state.nodes[path]?.stat ?? ZNodeStat())
        }
    }

    package func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    {
        try await perform { (state, session) throws(ZooKeeperError) in
            guard let node = state.nodes[path] else { throw .noNode }
            if watch { state.sessions[session]?.dataWatches.insert(path) }
            return (node.data, node.stat)
        }
    }

    package func set(_ path: String, _ data: [UInt8]?, version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await perform { (state, _) throws(ZooKeeperError) in
            try MemoryZooKeeper.set(path, data, version, &state)
        }
    }

    package func delete(_ path: String, version: Int32) async throws(ZooKeeperError) {
        try await perform { (state, _) throws(ZooKeeperError) in
            try MemoryZooKeeper.delete(path, version, &state)
        }
    }

    package func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat? {
        try await perform { (state, session) throws(ZooKeeperError) in
            if watch { state.sessions[session]?.dataWatches.insert(path) }
            return state.nodes[path]?.stat
        }
    }

    package func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    {
        try await perform { (state, session) throws(ZooKeeperError) in
            guard let node = state.nodes[path] else { throw .noNode }
            if watch { state.sessions[session]?.childWatches.insert(path) }
            let names = state.nodes.keys.filter {
                $0 != "/" && MemoryZooKeeper.parent($0) == path
            }
            return (names.map { String($0.split(separator: "/").last ?? "") }, node.stat)
        }
    }

    package func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    {
        try await perform { (state, session) throws(ZooKeeperError) in
            try Self.rehearse(operations, session, state)
            var results: [ZooKeeperOperationResult] = []
            for operation in operations {
                results.append(try Self.apply(operation, session, &state))
            }
            return results
        }
    }

    /// Throws what `operations` would throw, and changes nothing.
    private static func rehearse(
        _ operations: [ZooKeeperOperation], _ session: Int64, _ state: MemoryZooKeeper.State
    ) throws(ZooKeeperError) {
        var trial = state
        // Nobody hears of a rehearsal.
        for id in trial.sessions.keys { trial.sessions[id]?.events = [] }
        for (index, operation) in operations.enumerated() {
            do throws(ZooKeeperError) {
                if index == operations.count - 1 {
                    try check(operation, trial)
                } else {
                    _ = try apply(operation, session, &trial)
                }
            } catch {
                throw .multi(index: index, code: error.code ?? .invalidState)
            }
        }
    }

    /// Whether an operation can be carried out. Spares a copy of the tree for what the controller
    /// does most: a check and one write.
    private static func check(_ operation: ZooKeeperOperation, _ state: MemoryZooKeeper.State)
        throws(ZooKeeperError)
    {
        switch operation {
        case .create(let path, _, let mode, _):
            guard state.nodes[MemoryZooKeeper.parent(path)] != nil else { throw .noNode }
            let isSequential = mode == .persistentSequential || mode == .ephemeralSequential
            guard isSequential || state.nodes[path] == nil else { throw .nodeExists }
        case .set(let path, _, let version), .check(let path, let version):
            guard let node = state.nodes[path] else { throw .noNode }
            guard version == -1 || node.stat.version == version else { throw .badVersion }
        case .delete(let path, let version):
            guard let node = state.nodes[path] else { throw .noNode }
            guard version == -1 || node.stat.version == version else { throw .badVersion }
            guard node.stat.numberOfChildren == 0 else { throw .code(.notEmpty) }
        }
    }

    private static func apply(
        _ operation: ZooKeeperOperation, _ session: Int64, _ state: inout MemoryZooKeeper.State
    ) throws(ZooKeeperError) -> ZooKeeperOperationResult {
        switch operation {
        case .create(let path, let data, let mode, _):
            return .created(
                path: try MemoryZooKeeper.create(path, data, mode, by: session, &state))
        case .set(let path, let data, let version):
            return .set(try MemoryZooKeeper.set(path, data, version, &state))
        case .delete(let path, let version):
            try MemoryZooKeeper.delete(path, version, &state)
            return .deleted
        case .check(let path, let version):
            guard let node = state.nodes[path] else { throw .noNode }
            guard node.stat.version == version else { throw .badVersion }
            return .checked
        }
    }

    package func getACL(_ path: String) async throws(ZooKeeperError)
        -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        try await perform { (state, _) throws(ZooKeeperError) in
            guard let node = state.nodes[path] else { throw .noNode }
            return (.openUnsafe, node.stat)
        }
    }

    package func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await getACL(path).stat
    }

    package func sync(_ path: String) async throws(ZooKeeperError) {}
}
