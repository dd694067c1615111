import KafkaModel
import ZooKeeperClient

/// What is remembered of one deleted topic on one broker.
package struct LeftReplicas: Equatable, Sendable {
    package var broker: BrokerID
    package var topicID: UUID
    package var znode: LeftReplicasZNode

    package init(broker: BrokerID, topicID: UUID, znode: LeftReplicasZNode) {
        self.broker = broker
        self.topicID = topicID
        self.znode = znode
    }

    var path: String { LeftReplicasZNode.path(broker, topicID) }
}

extension ClusterStore {
    /// All that is remembered of replicas on brokers that were away when their topic was deleted, by
    /// broker and id.
    package func leftReplicas() async throws(ClusterMetadataError) -> [LeftReplicas] {
        var found: [LeftReplicas] = []
        for name in try await children(LeftReplicasZNode.root) {
            guard let id = Int32(name) else { continue }
            let ids = try await children("\(LeftReplicasZNode.root)/\(name)").compactMap {
                UUID($0)
            }
            let nodes = try await nodes(ids.map { LeftReplicasZNode.path(BrokerID(id), $0) })
            for (topicID, node) in zip(ids, nodes) {
                guard let znode = node.flatMap({ try? LeftReplicasZNode(decoding: $0.data) }) else {
                    continue
                }
                found.append(LeftReplicas(broker: BrokerID(id), topicID: topicID, znode: znode))
            }
        }
        return found.sorted { ($0.broker, $0.znode.topic) < ($1.broker, $1.znode.topic) }
    }
}

extension ControllerStore {
    /// Remembers replicas, with the nodes above where they are missing.
    package func rememberLeftReplicas(_ left: LeftReplicas) async throws(ClusterMetadataError) {
        let above = [
            "/needletail", LeftReplicasZNode.root, "\(LeftReplicasZNode.root)/\(left.broker)",
        ]
        let creations =
            above.map { (path: $0, data: [UInt8]?.none) } + [
                (path: left.path, data: left.znode.encode())
            ]
        for (path, data) in creations {
            do throws(ClusterMetadataError) {
                _ = try await guarded(
                    .create(path: path, data: data, mode: .persistent, acl: .openUnsafe))
            } catch {
                guard error.code == .nodeExists else { throw error }
            }
        }
    }

    /// Writes what is left; without any partition the node goes.
    package func setLeftReplicas(_ left: LeftReplicas) async throws(ClusterMetadataError) {
        if left.znode.partitions.isEmpty { return try await delete([left.path]) }
        _ = try await guarded(.set(path: left.path, data: left.znode.encode(), version: -1))
    }
}
