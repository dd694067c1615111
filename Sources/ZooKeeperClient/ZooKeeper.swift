/// The operations on ZooKeeper that the broker and the tools need. One of the five ports through
/// which the world enters the program: ``ZooKeeperSession`` is the real one.
///
/// Paths are absolute and below the chroot of the connect string. Every call may suspend for as long
/// as the connection is away; calls of one task keep their order on the wire when they are started in
/// order. Requests in flight are bounded (`zookeeper.max.in.flight.requests`, and
/// `needletail.zookeeper.max.in.flight.reads` for many reads at once); further ones wait.
///
/// A call whose request was on its way when the connection broke throws `.connectionLoss`, and
/// nobody knows whether the server carried it out. A call that had not been sent yet waits for the
/// next connection, so a caller that retries simply calls again. Expiry fails both with
/// `.sessionExpired`; calls made after it wait for the fresh session.
package protocol ZooKeeper: Sendable {
    /// Returns the path, which differs from the given one in the sequential modes. `nil` data makes a
    /// node without.
    func create(_ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL])
        async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)
    /// `nil` data for a node without. With `watch`, one event follows the next change of the data or
    /// the deletion of the node.
    func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    /// Several nodes in the order asked, many requests at a time; `nil` for those that do not exist.
    func get(_ paths: [String], watch: Bool) async -> [Result<ZNodeContent?, ZooKeeperError>]
    /// `version` -1 matches any.
    func set(_ path: String, _ data: [UInt8]?, version: Int32) async throws(ZooKeeperError)
        -> ZNodeStat
    func delete(_ path: String, version: Int32) async throws(ZooKeeperError)
    /// `nil` if there is no such node. With `watch`, one event follows the creation, the deletion or
    /// the next change of the data, whether or not the node exists now.
    func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat?
    /// Names, in no particular order. With `watch`, one event follows the next change of the list or
    /// the deletion of the node.
    func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    /// All or nothing. Throws ``ZooKeeperError/multi(index:code:)`` naming the operation that failed.
    func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    func getACL(_ path: String) async throws(ZooKeeperError) -> (acl: [ZNodeACL], stat: ZNodeStat)
    /// `version` is that of the ACL (`ZNodeStat.aversion`), -1 for any. The answer may include a
    /// change that somebody else made right after this one.
    func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32) async throws(ZooKeeperError)
        -> ZNodeStat
    /// Waits until the connected server has caught up with the leader.
    func sync(_ path: String) async throws(ZooKeeperError)

    /// Watch events and session states, in the order in which they happened, seen from the moment of
    /// the call. Each call gives a sequence of its own, for one consumer. A consumer that lags behind
    /// finds an event that happened several times only once, at the place of its last occurrence;
    /// nothing else is left out. A lost session is replaced by a fresh one
    /// behind the scenes: `.expired` is followed by `.connected` with another session id, and all
    /// watches and ephemeral nodes of the old session are gone.
    func events() -> AsyncStream<ZooKeeperEvent>
    /// The current session, 0 while there is none.
    var sessionID: Int64 { get }
    /// Ends the session: its ephemeral nodes vanish at once. Later calls throw `.closed`.
    func close() async
}

/// What a node holds.
package typealias ZNodeContent = (data: [UInt8]?, stat: ZNodeStat)

package enum CreateMode: Int32, Sendable {
    case persistent = 0
    case ephemeral = 1
    case persistentSequential = 2
    case ephemeralSequential = 3
}

package enum ZooKeeperOperation: Sendable, Equatable {
    case create(path: String, data: [UInt8]?, mode: CreateMode, acl: [ZNodeACL])
    case set(path: String, data: [UInt8]?, version: Int32)
    case delete(path: String, version: Int32)
    case check(path: String, version: Int32)
}

package enum ZooKeeperOperationResult: Sendable, Equatable {
    case created(path: String)
    case set(ZNodeStat)
    case deleted
    case checked
}

package enum ZooKeeperEvent: Sendable, Hashable {
    case session(SessionState)
    case created(path: String)
    case deleted(path: String)
    case dataChanged(path: String)
    case childrenChanged(path: String)
}

package enum SessionState: Sendable, Hashable {
    /// With the id of the session, which stays over reconnections and changes after expiry.
    case connected(sessionID: Int64)
    case disconnected
    case expired(sessionID: Int64)
    case authenticationFailed
}

/// The numbers that ZooKeeper keeps about a node.
package struct ZNodeStat: Sendable, Equatable {
    /// Transaction that created the node.
    package var czxid: Int64
    /// Transaction that last changed its data.
    package var mzxid: Int64
    /// Milliseconds since 1970.
    package var ctime: Int64
    package var mtime: Int64
    /// Changes of data, of the list of children, of the ACL.
    package var version: Int32
    package var cversion: Int32
    package var aversion: Int32
    /// Session that owns an ephemeral node; 0 for a persistent one.
    package var ephemeralOwner: Int64
    package var dataLength: Int32
    package var numberOfChildren: Int32
    package var pzxid: Int64

    package init(
        czxid: Int64 = 0, mzxid: Int64 = 0, ctime: Int64 = 0, mtime: Int64 = 0, version: Int32 = 0,
        cversion: Int32 = 0, aversion: Int32 = 0, ephemeralOwner: Int64 = 0, dataLength: Int32 = 0,
        numberOfChildren: Int32 = 0, pzxid: Int64 = 0
    ) {
        self.czxid = czxid
        self.mzxid = mzxid
        self.ctime = ctime
        self.mtime = mtime
        self.version = version
        self.cversion = cversion
        self.aversion = aversion
        self.ephemeralOwner = ephemeralOwner
        self.dataLength = dataLength
        self.numberOfChildren = numberOfChildren
        self.pzxid = pzxid
    }
}

/// One right on a node.
package struct ZNodeACL: Sendable, Hashable {
    package struct Permissions: OptionSet, Sendable, Hashable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }
        package static let read = Permissions(rawValue: 1)
        package static let write = Permissions(rawValue: 2)
        package static let create = Permissions(rawValue: 4)
        package static let delete = Permissions(rawValue: 8)
        package static let admin = Permissions(rawValue: 16)
        package static let all = Permissions(rawValue: 31)
    }

    package var permissions: Permissions
    /// Such as `world`, `auth`, `digest`, `sasl`, `ip`.
    package var scheme: String
    package var id: String

    package init(_ permissions: Permissions, scheme: String, id: String) {
        self.permissions = permissions
        self.scheme = scheme
        self.id = id
    }
}

extension [ZNodeACL] {
    /// Everybody may do everything: what a cluster without `zookeeper.set.acl` uses.
    package static let openUnsafe = [ZNodeACL(.all, scheme: "world", id: "anyone")]
}
