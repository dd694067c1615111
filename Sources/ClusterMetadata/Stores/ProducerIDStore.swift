import KafkaModel
import ZooKeeperClient

/// Hands out blocks of producer ids, by the controller or, below IBP 3.0, by each broker.
package struct ProducerIDStore: Sendable {
    private let store: ClusterStore

    package init(_ store: ClusterStore) { self.store = store }

    /// A block that no other broker has or will have.
    package func allocate(for brokerID: BrokerID) async throws(ClusterMetadataError)
        -> ProducerIDBlockZNode
    {
        let path = ProducerIDBlockZNode.path
        while true {
            guard let node = try await store.node(path) else {
                _ = try await store.createIfMissing(path, nil)
                continue
            }
            let previous = try Self.previous(node.data)
            guard let next = ProducerIDBlockZNode.next(after: previous, for: brokerID) else {
                throw .producerIDsExhausted
            }
            do throws(ZooKeeperError) {
                _ = try await store.zooKeeper.set(
                    path, next.encode(), version: node.stat.version)
                return next
            } catch {
                guard error.code == .badVersion || error.code == .noNode else {
                    throw .zooKeeper(error)
                }
            }
        }
    }

    private static func previous(_ data: [UInt8]?) throws(ClusterMetadataError)
        -> ProducerIDBlockZNode?
    {
        guard let data, !data.isEmpty else { return nil }
        return try decoded(ProducerIDBlockZNode.path) { () throws(ZNodeDecodeError) in
            try ProducerIDBlockZNode(decoding: data)
        }
    }
}
