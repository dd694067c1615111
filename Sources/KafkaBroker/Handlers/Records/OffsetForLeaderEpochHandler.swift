import KafkaModel
import KafkaProtocol
import Replication
import Storage

/// OffsetForLeaderEpoch: where leader epochs end in the logs of leaders, for replicas and consumers
/// that look for the point at which logs part.
///
/// Versions 0–4. v1 the epoch found, v2 the epoch that the client believes in, v3 replica id.
/// Source: KIP-101, KIP-279, KIP-320; controller-and-replication, section 17.
struct OffsetForLeaderEpochHandler: ControlHandler {
    let partitions: HostedPartitions
    let cache: MetadataCache

    func handle(_ request: OffsetForLeaderEpochRequest, _ context: RequestContext) async
        -> OffsetForLeaderEpochResponse
    {
        let view = cache.current
        return OffsetForLeaderEpochResponse(
            topics: request.topics.map { topic in
                .init(
                    topic: topic.topic,
                    partitions: topic.partitions.map { wanted in
                        let id = TopicPartition(topic.topic, wanted.partition)
                        return answer(wanted, id, isKnown: view.partition(id) != nil)
                    })
            })
    }

    private func answer(
        _ wanted: OffsetForLeaderEpochRequest.OffsetForLeaderPartition, _ id: TopicPartition,
        isKnown: Bool
    ) -> OffsetForLeaderEpochResponse.EpochEndOffset {
        do throws(PartitionError) {
            let end = try partitions.find(id, isKnownToCluster: isKnown).endOffset(
                of: wanted.leaderEpoch, currentLeaderEpoch: wanted.currentLeaderEpoch)
            return .init(
                partition: wanted.partition, leaderEpoch: end.epoch, endOffset: end.endOffset)
        } catch {
            return .init(errorCode: error.code, partition: wanted.partition)
        }
    }
}
