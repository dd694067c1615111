import KafkaModel
import ZooKeeperClient

/// What is remembered of one topic on one broker.
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
    /// All that is remembered of replicas that brokers still have to delete, by broker and topic.
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
    /// Writes what is remembered, with the nodes above where they are missing. An entry without any
    /// partition goes.
    package func setLeftReplicas(_ changed: [LeftReplicas]) async throws(ClusterMetadataError) {
        try await delete(changed.filter(\.znode.partitions.isEmpty).map(\.path))
        let kept = changed.filter { !$0.znode.partitions.isEmpty }
        let homeless = try await write(kept)
        if homeless.isEmpty { return }
        let above =
            ["/needletail", LeftReplicasZNode.root]
            + Set(homeless.map(\.broker)).sorted().map { "\(LeftReplicasZNode.root)/\($0)" }
        for path in above {
            do throws(ClusterMetadataError) {
                _ = try await guarded(
                    .create(path: path, data: nil, mode: .persistent, acl: .openUnsafe))
            } catch {
                guard error.code == .nodeExists else { throw error }
            }
        }
        if try await !write(homeless).isEmpty { throw .zooKeeper(.code(.noNode)) }
    }

    /// Creates or sets nodes; returns those for which the nodes above are missing.
    private func write(_ list: [LeftReplicas]) async throws(ClusterMetadataError) -> [LeftReplicas]
    {
        let created = await guarded(
            list.map {
                .create(
                    path: $0.path, data: $0.znode.encode(), mode: .persistent, acl: .openUnsafe)
            })
        var homeless: [LeftReplicas] = []
        var existing: [LeftReplicas] = []
        for (left, result) in zip(list, created) {
            switch result {
            case .success: continue
            case .failure(let error) where error.code == .noNode: homeless.append(left)
            case .failure(let error) where error.code == .nodeExists: existing.append(left)
            case .failure(let error): throw error
            }
        }
        let written = await guarded(
            existing.map { .set(path: $0.path, data: $0.znode.encode(), version: -1) })
        for result in written { _ = try result.get() }
        return homeless
    }
}
