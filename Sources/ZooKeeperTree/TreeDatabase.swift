import Platform
import ZooKeeperClient

/// The moment of a command: what a server's clocks say when it takes it.
package struct TreeTime: Sendable {
    /// For the deadlines of sessions.
    package var monotonic: MonotonicTime
    /// Milliseconds since 1970, for the stats of nodes.
    package var wall: Int64

    package init(monotonic: MonotonicTime, wall: Int64) {
        self.monotonic = monotonic
        self.wall = wall
    }
}

/// All that ZooKeeper keeps: nodes, sessions and watches, as one value.
///
/// Commands go in, results come out, and the watches that fired wait in ``takeEvents()``. There is no
/// clock, no disk and no network: the same commands give the same results. Whoever serves it decides
/// when an answer or an event reaches a client. Every call needs exclusive access.
///
/// Transactions are numbered as ZooKeeper numbers them: each write that is asked for takes the next
/// zxid, also one that fails, and so do the opening and the end of a session.
package struct TreeDatabase: Sendable {
    private var tree = DataTree()
    private var sessions = SessionTable()
    private var watches = WatchTable()
    private var events: [TreeEvent] = []
    /// The last transaction.
    package private(set) var zxid: Int64 = 0

    package init() {}

    // MARK: Sessions

    /// Begins a session that ends when nothing is heard of it for `timeout`. Returns its id, never 0.
    package mutating func openSession(
        timeout: Duration, identities: [SessionIdentity] = [], at time: TreeTime
    ) -> Int64 {
        zxid += 1
        return sessions.open(timeout: timeout, identities: identities, at: time.monotonic)
    }

    package func isOpen(_ session: Int64) -> Bool { sessions[session] != nil }

    /// The session was heard of. Commands do the same.
    package mutating func touch(_ session: Int64, at time: TreeTime) {
        sessions.touch(session, at: time.monotonic)
    }

    /// Adds an identity that the session has proved.
    package mutating func authenticate(_ session: Int64, as identity: SessionIdentity) {
        sessions.add(identity, to: session)
    }

    /// Ends a session: its ephemeral nodes vanish in one transaction, its watches with it. The order
    /// among the nodes is that of their paths (ZooKeeper's own has no rule). No effect on a session
    /// that has ended.
    package mutating func closeSession(_ id: Int64) {
        guard let session = sessions.remove(id) else { return }
        zxid += 1
        watches.forget(id)
        tree.begin()
        for path in session.ephemerals.sorted() { tree.remove(path, zxid: zxid) }
        fire()
    }

    /// Ends all sessions whose time is over; returns them in the order in which they ended.
    package mutating func expireSessions(at time: TreeTime) -> [Int64] {
        let expired = sessions.expired(at: time.monotonic)
        for id in expired { closeSession(id) }
        return expired
    }

    /// When the next session ends unless it is heard of; `nil` without sessions.
    package var firstDeadline: MonotonicTime? { sessions.firstDeadline }

    /// The watches that have fired since the last call, in order. A client must see these before the
    /// answer to any command that came later.
    package mutating func takeEvents() -> [TreeEvent] {
        defer { events = [] }
        return events
    }

    // MARK: Reading

    package mutating func get(_ path: String, watch: Bool, by session: Int64, at time: TreeTime)
        throws(ZooKeeperError) -> (data: [UInt8]?, stat: ZNodeStat)
    {
        let identities = try hear(session, time)
        let node = try valid(path)
        try AccessRule.check(.read, in: node.acl, by: identities)
        if watch { watches.watchData(path, by: session) }
        return (node.data, node.stat)
    }

    /// `nil` if there is no such node.
    package mutating func exists(_ path: String, watch: Bool, by session: Int64, at time: TreeTime)
        throws(ZooKeeperError) -> ZNodeStat?
    {
        _ = try hear(session, time)
        try ZNodePath.validate(path)
        if watch { watches.watchData(path, by: session) }
        return tree.find(path)?.stat
    }

    /// The names are sorted.
    package mutating func children(
        _ path: String, watch: Bool, by session: Int64, at time: TreeTime
    ) throws(ZooKeeperError) -> (names: [String], stat: ZNodeStat) {
        let identities = try hear(session, time)
        let node = try valid(path)
        try AccessRule.check(.read, in: node.acl, by: identities)
        if watch { watches.watchChildren(path, by: session) }
        return (node.children.sorted(), node.stat)
    }

    package mutating func getACL(_ path: String, by session: Int64, at time: TreeTime)
        throws(ZooKeeperError) -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        let identities = try hear(session, time)
        let node = try valid(path)
        try AccessRule.check([.read, .admin], in: node.acl, by: identities)
        return (AccessRule.shown(node.acl, to: identities), node.stat)
    }

    // MARK: Writing

    package mutating func create(
        _ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL], by session: Int64,
        at time: TreeTime
    ) throws(ZooKeeperError) -> (path: String, stat: ZNodeStat) {
        try transact(session, time) { (tree, writer) throws(ZooKeeperError) in
            let created = try tree.create(path, data, mode, acl, by: writer)
            return (created, try tree.node(created).stat)
        }
    }

    package mutating func set(
        _ path: String, _ data: [UInt8]?, version: Int32, by session: Int64, at time: TreeTime
    ) throws(ZooKeeperError) -> ZNodeStat {
        try transact(session, time) { (tree, writer) throws(ZooKeeperError) in
            try tree.set(path, data, version, by: writer)
        }
    }

    package mutating func delete(
        _ path: String, version: Int32, by session: Int64, at time: TreeTime
    ) throws(ZooKeeperError) {
        try transact(session, time) { (tree, writer) throws(ZooKeeperError) in
            try tree.delete(path, version, by: writer)
        }
    }

    package mutating func setACL(
        _ path: String, _ acl: [ZNodeACL], version: Int32, by session: Int64, at time: TreeTime
    ) throws(ZooKeeperError) -> ZNodeStat {
        try transact(session, time) { (tree, writer) throws(ZooKeeperError) in
            try tree.setACL(path, acl, version, by: writer)
        }
    }

    /// All or nothing, in one transaction; an operation sees what those before it did. Throws
    /// ``ZooKeeperError/multi(index:code:)`` naming the one that failed. None at all: no transaction.
    package mutating func multi(
        _ operations: [ZooKeeperOperation], by session: Int64, at time: TreeTime
    ) throws(ZooKeeperError) -> [ZooKeeperOperationResult] {
        guard !operations.isEmpty else { return [] }
        return try transact(session, time) { (tree, writer) throws(ZooKeeperError) in
            var results: [ZooKeeperOperationResult] = []
            for (index, operation) in operations.enumerated() {
                do throws(ZooKeeperError) {
                    results.append(try tree.apply(operation, by: writer))
                } catch {
                    throw .multi(index: index, code: error.code ?? .systemError)
                }
            }
            return results
        }
    }

    // MARK: For whoever keeps it

    /// All paths, sorted.
    package var paths: [String] { tree.paths }

    /// A node without asking for anybody's rights; `nil` if there is none.
    package func node(_ path: String) -> (data: [UInt8]?, stat: ZNodeStat)? {
        tree.find(path).map { ($0.data, $0.stat) }
    }

    /// Puts a persistent node there as if it had been written `version` times, with what is missing
    /// above it: the start from a recorded tree. No transaction, and nobody hears of it.
    package mutating func plant(_ path: String, _ data: [UInt8]?, version: Int32 = 0) {
        tree.plant(path, data, version: version)
    }

    /// Watches that have not fired yet.
    package var watchCount: Int { watches.count }

    // MARK: Steps

    private mutating func hear(_ session: Int64, _ time: TreeTime) throws(ZooKeeperError)
        -> [SessionIdentity]
    {
        guard let open = sessions[session] else { throw .sessionExpired }
        sessions.touch(session, at: time.monotonic)
        return open.identities
    }

    private func valid(_ path: String) throws(ZooKeeperError) -> ZNode {
        try ZNodePath.validate(path)
        return try tree.node(path)
    }

    private mutating func transact<R>(
        _ session: Int64, _ time: TreeTime,
        _ body: (inout DataTree, Writer) throws(ZooKeeperError) -> R
    ) throws(ZooKeeperError) -> R {
        let identities = try hear(session, time)
        zxid += 1
        tree.begin()
        let writer = Writer(
            session: session, identities: identities, zxid: zxid, time: time.wall)
        do throws(ZooKeeperError) {
            let result = try body(&tree, writer)
            fire()
            return result
        } catch {
            tree.rollBack()
            throw error
        }
    }

    /// Ephemeral nodes find their owners, and watches their sessions.
    private mutating func fire() {
        for change in tree.changes {
            switch change {
            case .created(let path, let owner): sessions.gained(path, owner)
            case .deleted(let path, let owner): sessions.lost(path, owner)
            case .dataChanged: break
            }
            events += watches.fire(change)
        }
        tree.begin()
    }
}

extension DataTree {
    mutating func apply(_ operation: ZooKeeperOperation, by writer: Writer)
        throws(ZooKeeperError) -> ZooKeeperOperationResult
    {
        switch operation {
        case .create(let path, let data, let mode, let acl):
            return .created(path: try create(path, data, mode, acl, by: writer))
        case .set(let path, let data, let version):
            return .set(try set(path, data, version, by: writer))
        case .delete(let path, let version):
            try delete(path, version, by: writer)
            return .deleted
        case .check(let path, let version):
            try check(path, version, by: writer)
            return .checked
        }
    }
}
