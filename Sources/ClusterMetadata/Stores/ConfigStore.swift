import KafkaModel
import ZooKeeperClient

/// The settings kept under `/config`. Any broker reads and writes them.
package struct ConfigStore: Sendable {
    private let store: ClusterStore

    package init(_ store: ClusterStore) { self.store = store }

    /// The settings of `entity`; none if there is no node.
    package func read(_ entity: ConfigEntity) async throws(ClusterMetadataError) -> ConfigZNode {
        guard let node = try await store.node(entity.znodePath) else { return ConfigZNode() }
        return try decoded(entity.znodePath) { () throws(ZNodeDecodeError) in
            try ConfigZNode(decoding: node.data)
        }
    }

    /// The settings of several, in their order; a malformed node does not hide the others.
    package func read(_ entities: [ConfigEntity]) async throws(ClusterMetadataError)
        -> [Result<ConfigZNode, ZNodeDecodeError>]
    {
        try await store.nodes(entities.map(\.znodePath)).map { node in
            Result { () throws(ZNodeDecodeError) in try ConfigZNode(decoding: node?.data) }
        }
    }

    /// All topics that have a config node, and their settings.
    package func topicConfigs() async throws(ClusterMetadataError)
        -> [(topic: String, config: Result<ConfigZNode, ZNodeDecodeError>)]
    {
        let names = try await store.children(MetadataPath.topicConfigs)
        let configs = try await read(names.map { .topic($0) })
        return zip(names, configs).map { (topic: $0, config: $1) }
    }

    /// Replaces the settings of `entity`, if there is a controller and it stays while we write.
    ///
    /// Throws `noController`, `controllerMoved` or `migratingToKRaft`. Does not tell the brokers:
    /// ``announce(_:)``.
    package func write(_ entity: ConfigEntity, _ config: ConfigZNode)
        async throws(ClusterMetadataError)
    {
        let path = entity.znodePath
        let data = config.encode()
        while true {
            do throws(ClusterMetadataError) {
                try await set(path, data)
                return
            } catch {
                guard error == .zooKeeper(.noNode) else { throw error }
            }
            if try await store.createIfMissing(path, data) { return }
        }
    }

    private func set(_ path: String, _ data: [UInt8]) async throws(ClusterMetadataError) {
        guard let controller = try await store.controller() else { throw .noController }
        if let epoch = controller.znode.kraftControllerEpoch, epoch > 0 { throw .migratingToKRaft }
        do throws(ZooKeeperError) {
            _ = try await store.zooKeeper.multi([
                .check(path: ControllerZNode.path, version: controller.stat.version),
                .set(path: path, data: data, version: -1),
            ])
        } catch {
            throw ControllerStore.translated(error)
        }
    }

    /// Tells every broker that the settings of `entity` were written.
    package func announce(_ entity: ConfigEntity) async throws(ClusterMetadataError) {
        let data = ConfigChangeZNode(entity: entity).encode()
        for attempt in 0..<2 {
            do throws(ZooKeeperError) {
                _ = try await store.zooKeeper.create(
                    ConfigChangeZNode.pathPrefix, data, .persistentSequential, acl: .openUnsafe)
                return
            } catch {
                guard attempt == 0, error == .noNode else { throw .zooKeeper(error) }
                _ = try await store.createIfMissing(MetadataPath.configChanges, nil)
            }
        }
    }

    /// Removes the node of an entity that has no settings left, and the nodes above it that have
    /// become empty. For users, clients and addresses, whose nodes come and go.
    package func removeIfEmpty(_ entity: ConfigEntity) async throws(ClusterMetadataError) {
        switch entity {
        case .topic, .broker: return
        case .user, .client, .ip: try await deleteLeaf(entity)
        case .userClient(let user, _):
            try await deleteLeaf(entity)
            let parent = ConfigEntity.user(user)
            guard try await deleteIfChildless("\(parent.znodePath)/clients") else { return }
            try await deleteLeaf(parent)
        }
    }

    private func deleteLeaf(_ entity: ConfigEntity) async throws(ClusterMetadataError) {
        guard try await read(entity).entries.isEmpty else { return }
        _ = try await deleteIfChildless(entity.znodePath)
    }

    private func deleteIfChildless(_ path: String) async throws(ClusterMetadataError) -> Bool {
        do throws(ZooKeeperError) {
            try await store.zooKeeper.delete(path, version: -1)
            return true
        } catch {
            switch error.code {
            case .noNode: return true
            case .notEmpty: return false
            default: throw .zooKeeper(error)
            }
        }
    }
}
