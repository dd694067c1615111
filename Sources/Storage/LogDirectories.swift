import KafkaModel
import Platform
import Telemetry

/// The logs of a broker in all its log directories (`log.dirs`).
///
/// Lookups may be made from any thread; everything that opens, creates, deletes, syncs or writes
/// checkpoints blocks and belongs on a thread for blocking work.
package final class LogDirectories: Sendable {
    /// What the directories need to know of the broker.
    package struct Settings: Sendable {
        /// `log.dirs`, in order.
        package var directories: [String]
        /// `num.recovery.threads.per.data.dir`.
        package var recoveryThreadsPerDirectory = 1
        /// `log.retention.check.interval.ms`.
        package var retentionCheckInterval: Duration = .milliseconds(300_000)
        /// `log.flush.offset.checkpoint.interval.ms`.
        package var recoveryPointCheckpointInterval: Duration = .milliseconds(60_000)
        /// `log.flush.start.offset.checkpoint.interval.ms`.
        package var startOffsetCheckpointInterval: Duration = .milliseconds(60_000)
        /// `producer.id.expiration.ms`.
        package var producerIDExpiration: Duration = .milliseconds(86_400_000)
        /// `file.delete.delay.ms` of the broker, for deleted partitions.
        package var fileDeleteDelay: Duration = .milliseconds(60_000)
        /// The settings of topics that have none of their own.
        package var defaultConfig = LogConfig()

        package init(directories: [String]) {
            self.directories = directories
        }
    }

    /// The parts of the world that storage touches.
    package struct World: Sendable {
        package var fileSystem: any FileSystem
        package var time: any TimeSource
        package var random: any RandomSource
        package var logger: Logger

        package init(
            fileSystem: any FileSystem, time: any TimeSource, random: any RandomSource,
            logger: Logger
        ) {
            self.fileSystem = fileSystem
            self.time = time
            self.random = random
            self.logger = logger
        }
    }

    package let settings: Settings
    let world: World

    /// Locks the directories and reads `meta.properties`; opens no log yet. Blocks.
    ///
    /// Throws if no directory can be used. Unusable ones are listed in ``offlineDirectories``.
    package init(_ settings: Settings, world: World) throws(LogDirectoriesError) {
        self.settings = settings
        self.world = world
    }
}

extension LogDirectories {
    /// The broker id and cluster id that the directories agree on; `nil` in fresh ones.
    package var identity: LogDirectoryIdentity? { preconditionFailure() }

    /// Writes `meta.properties` where it is missing.
    package func assign(_ identity: LogDirectoryIdentity) throws(LogDirectoriesError) {
        preconditionFailure()
    }

    /// Opens every log, recovering those of directories that were not stopped cleanly, several at
    /// a time. `config` gives the settings of a topic.
    package func load(
        config: @Sendable @escaping (_ topic: String) -> LogConfig
    ) async throws(LogDirectoriesError) { preconditionFailure() }

    /// Directories that failed, in the order of `log.dirs`.
    package var offlineDirectories: [String] { preconditionFailure() }
    package var onlineDirectories: [String] { preconditionFailure() }
    /// Called once for each directory that goes offline, on the thread that met the failure.
    package func onDirectoryFailure(_ body: @Sendable @escaping (_ directory: String) -> Void) {
        preconditionFailure()
    }

    /// The log of a partition, if it is here and online.
    package func log(_ partition: TopicPartition) -> PartitionLog? { preconditionFailure() }
    /// All online logs, ordered by partition.
    package var logs: [PartitionLog] { preconditionFailure() }

    /// The log of a partition; created, if it is not here, in the directory with the fewest
    /// partitions. Refused while a directory is offline that may hold it, unless `isNew`.
    package func createLog(
        _ partition: TopicPartition, config: LogConfig, isNew: Bool = true
    ) throws(LogError) -> PartitionLog { preconditionFailure() }

    /// Renames the partition's directory to `-delete` at once; its files vanish after the delay.
    package func deleteLog(_ partition: TopicPartition) throws(LogError) { preconditionFailure() }

    /// The high watermark that a directory's checkpoint had for the partition at start.
    package func checkpointedHighWatermark(_ partition: TopicPartition) -> Offset? {
        preconditionFailure()
    }

    /// Writes `replication-offset-checkpoint` of every online directory.
    package func checkpointHighWatermarks(_ highWatermark: (TopicPartition) -> Offset?) {
        preconditionFailure()
    }

    /// Writes `recovery-point-offset-checkpoint` of every online directory.
    package func checkpointRecoveryPoints() { preconditionFailure() }
    /// Writes `log-start-offset-checkpoint` of every online directory; before DeleteRecords answers.
    package func checkpointStartOffsets() { preconditionFailure() }

    /// Does what is due: flushes rolled segments, retention, delayed deletions, expired producers,
    /// checkpoints. Blocks. Returns when to call again at the latest.
    ///
    /// `highWatermark` bounds what retention may delete; `nil` keeps everything.
    package func performMaintenance(
        highWatermark: (TopicPartition) -> Offset?
    ) -> MonotonicTime { preconditionFailure() }

    /// Flushes and closes every log, writes checkpoints and the marker of a clean stop, unlocks.
    package func close(highWatermark: (TopicPartition) -> Offset?) { preconditionFailure() }
}

/// What `meta.properties` says whose directory it is.
package struct LogDirectoryIdentity: Equatable, Sendable {
    package var brokerID: BrokerID
    package var clusterID: String

    package init(brokerID: BrokerID, clusterID: String) {
        self.brokerID = brokerID
        self.clusterID = clusterID
    }
}

/// Why the broker cannot use its log directories.
package enum LogDirectoriesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process holds the lock file.
    case locked(directory: String)
    /// `meta.properties` of two directories differ, or one cannot be read.
    case inconsistentIdentity(directory: String, reason: String)
    /// No directory is left.
    case noneUsable(reason: String)

    package var description: String {
        switch self {
        case .locked(let directory):
            "log directory \(directory) is in use by another process (its .lock file is held)"
        case .inconsistentIdentity(let directory, let reason):
            "\(directory)/meta.properties: \(reason)"
        case .noneUsable(let reason):
            "no usable log directory: \(reason)"
        }
    }
}
