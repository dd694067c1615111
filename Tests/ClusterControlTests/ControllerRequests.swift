import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Testing

extension Controller {
    /// Asks, as the leader of a partition, for other in-sync replicas. Returns the answer's code.
    func changeISR(
        _ topic: String, _ partition: Int32, to isr: [BrokerID], _ store: ClusterStore
    ) async throws -> ErrorCode {
        let key = TopicPartition(topic, partition)
        let known = try #require(try await store.partitionStates([key])[key])
        var wish = AlterPartitionRequest.PartitionData()
        wish.partitionIndex = partition
        wish.leaderEpoch = known.state.leaderEpoch
        wish.partitionEpoch = known.epoch
        wish.newIsrWithEpochs = isr.map { .init(brokerId: $0, brokerEpoch: .none) }
        let id = try await store.topic(topic)?.topicID ?? .zero
        let leader = try #require(try await store.broker(known.state.leader))
        let answer = await alterPartition(
            AlterPartitionRequest(
                brokerId: leader.id, brokerEpoch: leader.epoch,
                topics: [.init(topicId: id, partitions: [wish])]), version: 3)
        return answer.topics.first?.partitions.first?.errorCode ?? answer.errorCode
    }

    /// Asks, as an administrator, for moves; `nil` cancels. Returns the code for each.
    func move(_ topic: String, _ targets: [(Int32, [BrokerID]?)]) async -> [ErrorCode] {
        let answer = await alterReassignments(
            AlterPartitionReassignmentsRequest(
                timeoutMs: 1000,
                topics: [
                    .init(
                        name: topic,
                        partitions: targets.map { .init(partitionIndex: $0.0, replicas: $0.1) })
                ]))
        return answer.responses.flatMap { $0.partitions.map(\.errorCode) }
    }
}
