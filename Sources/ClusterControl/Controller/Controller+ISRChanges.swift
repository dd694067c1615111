import ClusterMetadata
import KafkaModel
import Telemetry

/// In-sync replicas that leaders wrote themselves, below IBP 2.7-IV2.
extension Controller {
    func isrsChanged() async throws(ClusterMetadataError) {
        guard let office else { return }
        let notifications = try await store.sequentialChildren(MetadataPath.isrChanges, watch: true)
        var partitions: Set<TopicPartition> = []
        for node in try await store.nodes(notifications.map(\.path)) {
            guard let node else { continue }
            do throws(ZNodeDecodeError) {
                partitions.formUnion(try PartitionListZNode(decoding: node.data).partitions)
            } catch {
                logger.error("a notification of changed in-sync replicas is malformed: \(error)")
            }
        }
        let known = partitions.filter { context.assignment($0) != nil }.sorted()
        for (partition, state) in try await store.partitionStates(known) {
            context.leadership[partition] = state
        }
        batch.addMetadata(known)
        sendBatch()
        try await office.delete(notifications.map(\.path))
        try await finishReassignments(known)
    }
}
