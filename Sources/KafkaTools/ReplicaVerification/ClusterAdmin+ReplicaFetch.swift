import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords

/// How replicas are read.
struct ReplicaFetchLimits: Sendable {
    /// Of one partition in an answer.
    var bytes: Int32
    /// How long a broker may wait for something new, in milliseconds.
    var wait: Int32
}

extension ClusterAdmin {
    /// Reads what a broker's replicas have from the offsets on, whoever leads them. Replicas that the
    /// broker does not answer for are missing.
    func fetchReplicas(
        _ offsets: [TopicPartition: Offset], ids: [String: UUID], from broker: BrokerID,
        _ limits: ReplicaFetchLimits
    ) async throws(AdminFailure) -> [TopicPartition: FetchedReplica] {
        let topics = grouped(Array(offsets.keys)).map { topic, numbers in
            FetchRequest.FetchTopic(
                topic: topic, topicId: ids[topic] ?? .zero,
                partitions: numbers.map {
                    .init(
                        partition: $0, fetchOffset: offsets[TopicPartition(topic, $0)] ?? .zero,
                        partitionMaxBytes: limits.bytes)
                })
        }
        let response = try await send(
            to: .broker(broker), call: "fetch", errors: { _ in [] },
            { version in
                var request = FetchRequest(maxWaitMs: limits.wait, minBytes: 1, topics: topics)
                if version >= 15 {
                    request.replicaState.replicaId = .debuggingConsumer
                } else {
                    request.replicaId = .debuggingConsumer
                }
                return request
            })
        try check(response.errorCode)
        let names = Dictionary(ids.map { ($0.value, $0.key) }) { first, _ in first }
        var replicas: [TopicPartition: FetchedReplica] = [:]
        for topic in response.responses {
            let name = topic.topic.isEmpty ? names[topic.topicId] ?? "" : topic.topic
            for part in topic.partitions where part.errorCode == .none {
                replicas[TopicPartition(name, part.partitionIndex)] = FetchedReplica(
                    broker: broker, highWatermark: part.highWatermark,
                    batches: batches(part.records?.inMemory ?? .empty))
            }
        }
        return replicas
    }

    /// The whole batches at the front; what cannot be read ends them.
    private func batches(_ records: SharedBytes) -> [FetchedReplica.Batch] {
        var found: [FetchedReplica.Batch] = []
        var reader = RecordBatchReader(records)
        while let batch = try? reader.next() {
            let checksum =
                switch batch {
                case .batch(let batch): batch.storedChecksum
                case .legacy(let message): message.storedChecksum
                }
            found.append(.init(lastOffset: batch.lastOffset, checksum: checksum))
        }
        return found
    }
}
