import KafkaModel
import KafkaProtocol
import Replication

/// DeleteRecords: raises the log start offsets of partitions and waits for their replicas.
///
/// Versions 0–2, which differ in form only. Internal topics are refused. Source: KIP-107;
/// controller-and-replication, section 20.
struct DeleteRecordsHandler: ControlHandler {
    let deletion: RecordDeletion

    func handle(_ request: DeleteRecordsRequest, _ context: RequestContext) async
        -> DeleteRecordsResponse
    {
        var wanted: [(partition: TopicPartition, before: Offset)] = []
        for topic in request.topics where !TopicName.isInternal(topic.name) {
            for partition in topic.partitions {
                wanted.append(
                    (TopicPartition(topic.name, partition.partitionIndex), partition.offset))
            }
        }
        let results = await deletion.delete(
            wanted, timeout: .milliseconds(max(0, Int64(request.timeoutMs))))
        var next = results.makeIterator()
        return DeleteRecordsResponse(
            topics: request.topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let isInternal = TopicName.isInternal(topic.name)
                        let result = isInternal ? nil : next.next()
                        return .init(
                            partitionIndex: partition.partitionIndex,
                            lowWatermark: result?.lowWatermark.rawValue ?? -1,
                            errorCode: result?.error ?? .invalidTopicException)
                    })
            })
    }
}
