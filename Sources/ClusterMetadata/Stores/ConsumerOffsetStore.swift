import KafkaModel
import ZooKeeperClient

/// Committed offsets under `/consumers`, where OffsetCommit and OffsetFetch of version 0 keep them.
package struct ConsumerOffsetStore: Sendable {
    private let store: ClusterStore

    package init(_ store: ClusterStore) { self.store = store }

    /// `nil` if nothing was committed.
    package func read(group: String, _ partition: TopicPartition)
        async throws(ClusterMetadataError) -> Offset?
    {
        let path = MetadataPath.consumerOffset(group: group, partition)
        guard let node = try await store.node(path) else { return nil }
        let text = String(decoding: node.data ?? [], as: UTF8.self)
        guard let offset = Int64(text) else {
            throw .malformed(path: path, .invalidField("offset"))
        }
        return Offset(offset)
    }

    package func write(group: String, _ partition: TopicPartition, _ offset: Offset)
        async throws(ClusterMetadataError)
    {
        let path = MetadataPath.consumerOffset(group: group, partition)
        let data = [UInt8](String(offset.rawValue).utf8)
        while true {
            do throws(ZooKeeperError) {
                _ = try await store.zooKeeper.set(path, data, version: -1)
                return
            } catch {
                guard error.code == .noNode else { throw .zooKeeper(error) }
            }
            if try await store.createIfMissing(path, data) { return }
        }
    }
}
