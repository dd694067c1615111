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
