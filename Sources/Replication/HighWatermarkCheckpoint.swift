import KafkaModel
import Platform
import Scheduling
import Storage

/// Writes the high watermarks of all replicas to `replication-offset-checkpoint`, so that a restarted
/// broker serves consumers without waiting for its followers (Kafka: the `highwatermark-checkpoint`
/// job).
package struct HighWatermarkCheckpoint: Sendable {
    private let partitions: HostedPartitions
    private let logs: LogDirectories
    private let time: any TimeSource
    private let blocking: BlockingExecutor
    /// `replica.high.watermark.checkpoint.interval.ms`.
    private let interval: Duration

    package init(
        _ partitions: HostedPartitions, logs: LogDirectories, time: any TimeSource,
        blocking: BlockingExecutor, interval: Duration = .milliseconds(5000)
    ) {
        self.partitions = partitions
        self.logs = logs
        self.time = time
        self.blocking = blocking
        self.interval = interval
    }

    /// Runs until cancelled.
    package func run() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: interval) } catch { return }
            await blocking.run { write() }
        }
    }

    /// Blocks. Also called at the end of the broker's life.
    package func write() {
        logs.checkpointHighWatermarks(highWatermark(of:))
    }

    /// The high watermark of a replica. Before the controller's first order the one of the last
    /// checkpoint stands, so that a broker which stops before that order loses none.
    package func highWatermark(of partition: TopicPartition) -> Offset? {
        partitions.online(partition)?.highWatermark ?? logs.checkpointedHighWatermark(partition)
    }
}
