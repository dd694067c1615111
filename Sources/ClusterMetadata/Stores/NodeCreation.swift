import ZooKeeperClient

/// Creation of nodes together with what must be above them.
extension ClusterStore {
    /// Creates the top of the tree, as every broker does at start. Nodes that exist are left alone.
    package func createTopLevelPaths() async throws(ClusterMetadataError) {
        for path in MetadataPath.createdAtStart {
            _ = try await createIfMissing(path, nil)
        }
    }

    /// Creates a persistent node and, where they are missing, those above it. `false` if the node
    /// was there.
    package func createIfMissing(_ path: String, _ data: [UInt8]?)
        async throws(ClusterMetadataError) -> Bool
    {
        do throws(ZooKeeperError) {
            _ = try await zooKeeper.create(path, data, .persistent, acl: .openUnsafe)
            return true
        } catch {
            switch error.code {
            case .nodeExists: return false
            case .noNode: break
            default: throw .zooKeeper(error)
            }
        }
        guard let parent = MetadataPath.parent(path) else { throw .zooKeeper(.noNode) }
        _ = try await createIfMissing(parent, nil)
        return try await createIfMissing(path, data)
    }

    /// Creates the node of a chroot with a session that has no chroot.
    package func createChroot(_ chroot: String) async throws(ClusterMetadataError) {
        if chroot.isEmpty || chroot == "/" { return }
        _ = try await createIfMissing(chroot, nil)
    }
}
