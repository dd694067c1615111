import KafkaModel
import KafkaProtocol
import Replication
import Scheduling
import Storage

/// DescribeLogDirs: which replicas stand in which log directory, how large they are, and how far they
/// lag behind.
///
/// Versions 0–4; version 3 adds an error for all, version 4 the room on the disks. A directory that has
/// failed is listed with KAFKA_STORAGE_ERROR and nothing in it. Source: KIP-113, KIP-827.
struct DescribeLogDirsHandler: ControlHandler {
    let logs: LogDirectories
    let partitions: HostedPartitions
    /// Asks the file system, which may take time.
    let blocking: BlockingExecutor

    func handle(_ request: DescribeLogDirsRequest, _ context: RequestContext) async
        -> DescribeLogDirsResponse
    {
        let wanted = request.topics.map { topics in
            Set(
                topics.flatMap { topic in
                    topic.partitions.map { TopicPartition(topic.topic, $0) }
                })
        }
        let logs = logs
        let directories = await blocking.run { logs.describe { wanted?.contains($0) ?? true } }
        return DescribeLogDirsResponse(results: directories.map(result))
    }

    private func result(_ directory: LogDirectoryDescription)
        -> DescribeLogDirsResponse.DescribeLogDirsResult
    {
        guard !directory.isOffline else {
            return .init(errorCode: .kafkaStorageError, logDir: directory.path)
        }
        var topics: [DescribeLogDirsResponse.DescribeLogDirsTopic] = []
        for replica in directory.replicas {
            if topics.last?.name != replica.partition.topic {
                topics.append(.init(name: replica.partition.topic))
            }
            topics[topics.count - 1].partitions.append(
                .init(
                    partitionIndex: replica.partition.partition, partitionSize: replica.size,
                    offsetLag: lag(of: replica), isFutureKey: replica.isFuture))
        }
        return .init(
            errorCode: .none, logDir: directory.path, topics: topics,
            totalBytes: directory.totalBytes, usableBytes: directory.usableBytes)
    }

    /// How many offsets the replica lacks of what is committed, or, as long as it is being filled, of the
    /// replica in use; -1 without a role.
    private func lag(of replica: LogDirectoryDescription.Replica) -> Int64 {
        guard let partition = partitions.online(replica.partition) else { return -1 }
        if replica.isFuture { return max(partition.log.offsets.end - replica.logEnd, 0) }
        return max(partition.highWatermark - replica.logEnd, 0)
    }
}
