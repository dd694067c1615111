import KafkaModel
import ZooKeeperClient

/// The writes with which any broker asks for topics: the controller hears of them by its watches.
package struct TopicStore: Sendable {
    private let store: ClusterStore
    private let configs: ConfigStore

    package init(_ store: ClusterStore) {
        self.store = store
        self.configs = ConfigStore(store)
    }

    /// Writes the settings, then the topic. `false` if the topic exists.
    package func create(_ name: String, _ topic: TopicZNode, _ config: ConfigZNode)
        async throws(ClusterMetadataError) -> Bool
    {
        try await configs.write(.topic(name), config)
        do throws(ZooKeeperError) {
            _ = try await store.zooKeeper.create(
                TopicZNode.path(name), topic.encode(), .persistent, acl: .openUnsafe)
            return true
        } catch {
            if error.code == .nodeExists { return false }
            throw .zooKeeper(error)
        }
    }

    /// Writes the topic with more partitions than it had.
    package func addPartitions(_ name: String, _ topic: TopicZNode)
        async throws(ClusterMetadataError)
    {
        _ = try await metadata { () async throws(ZooKeeperError) in
            try await store.zooKeeper.set(TopicZNode.path(name), topic.encode(), version: -1)
        }
    }

    /// Asks for the deletion of a topic. `false` if that was asked before.
    package func requestDeletion(_ name: String) async throws(ClusterMetadataError) -> Bool {
        try await store.createIfMissing(MetadataPath.topicDeletion(name), nil)
    }
}
