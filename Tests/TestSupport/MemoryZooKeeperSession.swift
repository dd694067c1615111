import Platform
import ZooKeeperClient
import ZooKeeperTree

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
        server.state.withLock { $0.clients[sessionID]?.lostAnswers = count }
    }

    /// The next `count` operations never reach the server.
    package func loseRequests(_ count: Int) {
        server.state.withLock { $0.clients[sessionID]?.lostRequests = count }
    }

    /// The server gives the session up; the client learns of it and has a new one at once.
    package func expire() {
        let fresh = server.expire(sessionID)
        id.withLock { $0 = fresh }
    }

    package func events() -> AsyncStream<ZooKeeperEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: ZooKeeperEvent.self)
        server.state.withLock { $0.clients[sessionID]?.events.append(continuation) }
        return stream
    }

    package func close() async { end() }

    /// Ends the session at once, as a killed process does after its timeout.
    package func end() { server.end(sessionID) }

    /// Carries out `body` in one step, unless the request or the answer is to be lost. `body` returns
    /// the writes that it has made, with their paths.
    private func perform<T>(
        _ body: (inout TreeDatabase, Int64, TreeTime) throws(ZooKeeperError) -> (
            T, [(ZooKeeperOperation, String)]
        )
    ) async throws(ZooKeeperError) -> T {
        await giveWay()
        let session = sessionID
        return try server.state.withLock { state throws(ZooKeeperError) in
            guard let own = state.clients[session] else { throw .closed }
            state.operations += 1
            if own.lostRequests > 0 {
                state.clients[session]?.lostRequests -= 1
                throw .connectionLoss
            }
            let (result, writes) = try body(&state.database, session, state.time)
            for (operation, path) in writes { state.note(operation, path) }
            state.deliver()
            if own.lostAnswers > 0, !writes.isEmpty {
                state.clients[session]?.lostAnswers -= 1
                throw .connectionLoss
            }
            return result
        }
    }
}

/// Lets others go first. In simulated time too, which `Task.yield` escapes.
private func giveWay() async {
    await withUnsafeContinuation { continuation in
        _ = Task { continuation.resume() }
    }
}

extension MemoryZooKeeperSession {
    package func create(_ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL])
        async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            let created = try tree.create(path, data, mode, acl: acl, by: session, at: time)
            return (
                created,
                [(.create(path: path, data: data, mode: mode, acl: acl), created.path)]
            )
        }
    }

    package func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            (try tree.get(path, watch: watch, by: session, at: time), [])
        }
    }

    package func set(_ path: String, _ data: [UInt8]?, version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            let stat = try tree.set(path, data, version: version, by: session, at: time)
            return (stat, [(.set(path: path, data: data, version: version), path)])
        }
    }

    package func delete(_ path: String, version: Int32) async throws(ZooKeeperError) {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.delete(path, version: version, by: session, at: time)
            return ((), [(.delete(path: path, version: version), path)])
        }
    }

    package func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat? {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            (try tree.exists(path, watch: watch, by: session, at: time), [])
        }
    }

    package func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            (try tree.children(path, watch: watch, by: session, at: time), [])
        }
    }

    package func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            let results = try tree.multi(operations, by: session, at: time)
            let writes = zip(operations, results).map { operation, result in
                if case .created(let path) = result { return (operation, path) }
                return (operation, operation.path)
            }
            return (results, writes)
        }
    }

    package func getACL(_ path: String) async throws(ZooKeeperError)
        -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            (try tree.getACL(path, by: session, at: time), [])
        }
    }

    package func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            (try tree.setACL(path, acl, version: version, by: session, at: time), [])
        }
    }

    package func sync(_ path: String) async throws(ZooKeeperError) {}
}
