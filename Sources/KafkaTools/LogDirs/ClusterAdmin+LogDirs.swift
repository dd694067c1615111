import BrokerClient
import KafkaModel
import KafkaProtocol

/// One log directory of a broker, as the broker tells.
struct DescribedLogDir: Equatable, Sendable {
    struct Replica: Equatable, Sendable {
        var partition: TopicPartition
        var size: Int64
        /// How far it lags: behind what is committed, or behind the replica that it will replace; -1 if
        /// the broker cannot tell.
        var offsetLag: Int64
        /// It is being moved here and not in use yet.
        var isFuture: Bool
    }

    var path: String
    /// `.none`, or why nothing is known of it.
    var error: ErrorCode
    /// Ordered by partition.
    var replicas: [Replica]
}

extension ClusterAdmin {
    /// Begins to move replicas of a broker to other log directories of it. Gives what became of each.
    func moveReplicas(_ targets: [TopicPartition: String], of broker: BrokerID)
        async throws(AdminFailure) -> [TopicPartition: ErrorCode]
    {
        let directories = Dictionary(grouping: targets.keys) { targets[$0] ?? "" }
        let request = AlterReplicaLogDirsRequest(
            dirs: directories.sorted { $0.key < $1.key }.map { path, partitions in
                .init(
                    path: path,
                    topics: grouped(partitions).map {
                        .init(name: $0.topic, partitions: $0.numbers)
                    })
            })
        let response = try await send(
            request, to: .broker(broker), call: "alterReplicaLogDirs"
        ) { _ in [] }
        var codes: [TopicPartition: ErrorCode] = [:]
        for topic in response.results {
            for part in topic.partitions {
                codes[TopicPartition(topic.topicName, part.partitionIndex)] = part.errorCode
            }
        }
        return codes
    }

    /// The log directories of a broker with all replicas in them.
    func logDirs(of broker: BrokerID) async throws(AdminFailure) -> [DescribedLogDir] {
        let response = try await send(
            DescribeLogDirsRequest(topics: nil), to: .broker(broker), call: "describeLogDirs"
        ) { _ in [] }
        try check(response.errorCode)
        return response.results.map { result in
            let replicas = result.topics.flatMap { topic in
                topic.partitions.map { part in
                    DescribedLogDir.Replica(
                        partition: TopicPartition(topic.name, part.partitionIndex),
                        size: part.partitionSize, offsetLag: part.offsetLag,
                        isFuture: part.isFutureKey)
                }
            }
            return DescribedLogDir(
                path: result.logDir, error: result.errorCode,
                replicas: replicas.sorted { $0.partition < $1.partition })
        }
    }
}
