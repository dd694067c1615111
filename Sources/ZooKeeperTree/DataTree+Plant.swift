import ZooKeeperClient

extension DataTree {
    /// Puts a persistent node there, with what is missing above it; see ``TreeDatabase/plant(_:_:version:)``.
    mutating func plant(_ path: String, _ data: [UInt8]?, version: Int32) {
        for ancestor in ZNodePath.lineage(path) { addIfMissing(ancestor) }
        replace(path) {
            $0.data = data
            $0.version = version
        }
    }

    private mutating func addIfMissing(_ path: String) {
        guard find(path) == nil, let parent = ZNodePath.parent(path) else { return }
        insert(
            path,
            ZNode(
                data: nil, acl: .openUnsafe, czxid: 0, mzxid: 0, pzxid: 0, ctime: 0, mtime: 0,
                ephemeralOwner: 0))
        replace(parent) {
            $0.children.insert(Self.name(path))
            $0.childrenCreated &+= 1
        }
    }
}
