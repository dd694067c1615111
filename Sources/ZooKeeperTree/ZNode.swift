import ZooKeeperClient

/// One node as the server keeps it. Source: ZooKeeper's `DataNode`, `StatPersisted`.
struct ZNode: Sendable, Equatable {
    var data: [UInt8]?
    var acl: [ZNodeACL]
    /// Names, without the path.
    var children: Set<String> = []
    /// Transactions: of the creation, of the last change of the data, of the list of children.
    var czxid: Int64
    var mzxid: Int64
    var pzxid: Int64
    /// Milliseconds since 1970.
    var ctime: Int64
    var mtime: Int64
    var version: Int32 = 0
    var aversion: Int32 = 0
    /// Children created so far, the gone ones too: the number of the next sequential child.
    var childrenCreated: Int32 = 0
    /// 0 for a persistent node.
    var ephemeralOwner: Int64

    /// What clients are told. The server counts creations and derives the number of changes of the
    /// list from them: each child that is not there any more was also removed.
    var stat: ZNodeStat {
        ZNodeStat(
            czxid: czxid, mzxid: mzxid, ctime: ctime, mtime: mtime, version: version,
            cversion: childrenCreated &* 2 &- Int32(truncatingIfNeeded: children.count),
            aversion: aversion, ephemeralOwner: ephemeralOwner,
            dataLength: Int32(truncatingIfNeeded: data?.count ?? 0),
            numberOfChildren: Int32(truncatingIfNeeded: children.count), pzxid: pzxid)
    }
}
