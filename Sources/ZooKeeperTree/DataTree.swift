import ZooKeeperClient

/// What a transaction did to the tree, in order.
enum TreeChange: Sendable, Equatable {
    /// `owner` is the session of an ephemeral node, 0 for a persistent one.
    case created(path: String, owner: Int64)
    case dataChanged(path: String)
    case deleted(path: String, owner: Int64)
}

/// Who writes, when, and as which transaction.
struct Writer: Sendable {
    var session: Int64
    var identities: [SessionIdentity]
    var zxid: Int64
    /// Milliseconds since 1970.
    var time: Int64
}

/// The nodes by path, and what writing does to them. A value without sessions and watches: it notes
/// what a transaction has changed, and can take it back. Source: ZooKeeper's `DataTree` and
/// `PrepRequestProcessor`, whose order of checks is kept.
struct DataTree: Sendable {
    private var nodes: [String: ZNode]
    /// Since ``begin()``.
    private(set) var changes: [TreeChange] = []
    /// What was at each changed path before.
    private var before: [(path: String, node: ZNode?)] = []

    /// ZooKeeper's own nodes cannot be removed.
    private static let special: Set<String> = [
        "/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota",
    ]

    /// A new server's tree: the root and ZooKeeper's own nodes.
    init() {
        nodes = [:]
        for path in Self.special {
            let isConfig = path == "/zookeeper/config"
            nodes[path] = ZNode(
                data: [],
                acl: isConfig ? [ZNodeACL(.read, scheme: "world", id: "anyone")] : .openUnsafe,
                czxid: 0, mzxid: 0, pzxid: 0, ctime: 0, mtime: 0, ephemeralOwner: 0)
        }
        nodes["/"]?.children = ["zookeeper"]
        nodes["/zookeeper"]?.children = ["config", "quota"]
    }

    /// Sorted.
    var paths: [String] { nodes.keys.sorted() }

    func find(_ path: String) -> ZNode? { nodes[path] }

    func node(_ path: String) throws(ZooKeeperError) -> ZNode {
        guard let node = nodes[path] else { throw .noNode }
        return node
    }

    // MARK: Transactions

    mutating func begin() {
        changes = []
        before = []
    }

    mutating func rollBack() {
        for (path, node) in before.reversed() { nodes[path] = node }
        begin()
    }

    private mutating func change(_ path: String, _ body: (inout ZNode) -> Void) {
        guard let node = nodes[path] else { return }
        before.append((path, node))
        replace(path, body)
    }

    /// Outside of any transaction.
    mutating func insert(_ path: String, _ node: ZNode) { nodes[path] = node }

    mutating func replace(_ path: String, _ body: (inout ZNode) -> Void) {
        guard var node = nodes[path] else { return }
        body(&node)
        nodes[path] = node
    }

    // MARK: Operations

    /// Returns the path, completed for a sequential node.
    mutating func create(
        _ given: String, _ data: [UInt8]?, _ mode: CreateMode, _ acl: [ZNodeACL], by writer: Writer
    ) throws(ZooKeeperError) -> String {
        guard let parentPath = given == "/" ? "/" : ZNodePath.parent(given) else {
            throw .code(.badArguments)
        }
        let kept = try AccessRule.resolved(acl, for: writer.identities)
        let parent = try node(parentPath)
        try AccessRule.check(.create, in: parent.acl, by: writer.identities)
        let path = mode.isSequential ? given + Self.suffix(parent.childrenCreated) : given
        guard ZNodePath.problem(path) == nil else { throw .code(.badArguments) }
        guard nodes[path] == nil else { throw .nodeExists }
        guard parent.ephemeralOwner == 0 else { throw .code(.noChildrenForEphemerals) }

        let owner = mode.isEphemeral ? writer.session : 0
        before.append((path, nil))
        nodes[path] = ZNode(
            data: data, acl: kept, czxid: writer.zxid, mzxid: writer.zxid, pzxid: writer.zxid,
            ctime: writer.time, mtime: writer.time, ephemeralOwner: owner)
        let name = Self.name(path)
        change(parentPath) {
            $0.children.insert(name)
            $0.childrenCreated &+= 1
            $0.pzxid = writer.zxid
        }
        changes.append(.created(path: path, owner: owner))
        return path
    }

    mutating func set(_ path: String, _ data: [UInt8]?, _ version: Int32, by writer: Writer)
        throws(ZooKeeperError) -> ZNodeStat
    {
        let node = try node(path)
        try AccessRule.check(.write, in: node.acl, by: writer.identities)
        try Self.expect(version, node.version)
        change(path) {
            $0.data = data
            $0.version &+= 1
            $0.mzxid = writer.zxid
            $0.mtime = writer.time
        }
        changes.append(.dataChanged(path: path))
        return try self.node(path).stat
    }

    mutating func delete(_ path: String, _ version: Int32, by writer: Writer)
        throws(ZooKeeperError)
    {
        guard let parentPath = ZNodePath.parent(path), !Self.special.contains(path) else {
            throw .code(.badArguments)
        }
        let parent = try node(parentPath)
        try AccessRule.check(.delete, in: parent.acl, by: writer.identities)
        let node = try node(path)
        try Self.expect(version, node.version)
        guard node.children.isEmpty else { throw .code(.notEmpty) }
        remove(path, zxid: writer.zxid)
    }

    /// Without any check.
    mutating func remove(_ path: String, zxid: Int64) {
        guard let node = nodes[path], let parent = ZNodePath.parent(path) else { return }
        before.append((path, node))
        nodes[path] = nil
        let name = Self.name(path)
        change(parent) {
            $0.children.remove(name)
            $0.pzxid = max($0.pzxid, zxid)
        }
        changes.append(.deleted(path: path, owner: node.ephemeralOwner))
    }

    func check(_ path: String, _ version: Int32, by writer: Writer) throws(ZooKeeperError) {
        let node = try node(path)
        try AccessRule.check(.read, in: node.acl, by: writer.identities)
        try Self.expect(version, node.version)
    }

    mutating func setACL(_ path: String, _ acl: [ZNodeACL], _ version: Int32, by writer: Writer)
        throws(ZooKeeperError) -> ZNodeStat
    {
        let kept = try AccessRule.resolved(acl, for: writer.identities)
        let node = try node(path)
        try AccessRule.check(.admin, in: node.acl, by: writer.identities)
        try Self.expect(version, node.aversion)
        change(path) {
            $0.acl = kept
            $0.aversion &+= 1
        }
        return try self.node(path).stat
    }

    // MARK: Rules

    private static func expect(_ wanted: Int32, _ present: Int32) throws(ZooKeeperError) {
        guard wanted == -1 || wanted == present else { throw .badVersion }
    }

    /// Ten digits, as Java's `%010d` writes them.
    private static func suffix(_ number: Int32) -> String {
        let digits = String(number.magnitude)
        let width = number < 0 ? 9 : 10
        return (number < 0 ? "-" : "")
            + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static func name(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }
}
