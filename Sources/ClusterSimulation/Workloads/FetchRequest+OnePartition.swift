import KafkaModel
import KafkaProtocol

extension FetchRequest {
    /// The first version that tells where logs part, and the last that names topics.
    static let namingTopics: Int16 = 12

    /// What a simulated consumer asks for: a little of one partition. Without an epoch it does not care
    /// which one the leader is in.
    init(_ partition: TopicPartition, _ epoch: LeaderEpoch = .none, from position: Offset) {
        self.init(
            maxWaitMs: 100, minBytes: 1, isolationLevel: 0,
            topics: [
                .init(
                    topic: partition.topic,
                    partitions: [
                        .init(
                            partition: partition.partition, currentLeaderEpoch: epoch,
                            fetchOffset: position, partitionMaxBytes: 4096)
                    ])
            ])
    }
}
