import KafkaModel
import Platform
import ZooKeeperClient

/// The cluster's id, and ids for brokers that have none.
package struct ClusterIDStore: Sendable {
    private let store: ClusterStore

    package init(_ store: ClusterStore) { self.store = store }

    /// The id of the cluster; makes one if this is its first broker.
    package func createOrRead(_ random: any RandomSource) async throws(ClusterMetadataError)
        -> String
    {
        if let id = try await read() { return id }
        let fresh = ClusterIDZNode(id: UUID.random { random.next() }.description)
        if try await store.createIfMissing(ClusterIDZNode.path, fresh.encode()) { return fresh.id }
        guard let id = try await read() else { throw .zooKeeper(.noNode) }
        return id
    }

    /// `nil` if the cluster has no id yet.
    package func read() async throws(ClusterMetadataError) -> String? {
        guard let node = try await store.node(ClusterIDZNode.path) else { return nil }
        return try decoded(ClusterIDZNode.path) { () throws(ZNodeDecodeError) in
            try ClusterIDZNode(decoding: node.data).id
        }
    }

    /// A broker id that no other broker was given: `reservedMaximum` (`reserved.broker.max.id`) plus
    /// the version of a node that is written for each.
    package func generateBrokerID(reservedMaximum: Int32) async throws(ClusterMetadataError)
        -> BrokerID
    {
        while true {
            do throws(ZooKeeperError) {
                let stat = try await store.zooKeeper.set(
                    MetadataPath.brokerSequence, [], version: -1)
                return BrokerID(reservedMaximum &+ stat.version)
            } catch {
                guard error == .noNode else { throw .zooKeeper(error) }
                _ = try await store.createIfMissing(MetadataPath.brokerSequence, nil)
            }
        }
    }
}
