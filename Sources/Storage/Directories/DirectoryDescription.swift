import KafkaModel
import Platform

/// What is in one log directory: the storage's part of DescribeLogDirs.
package struct LogDirectoryDescription: Equatable, Sendable {
    /// One log in the directory.
    package struct Replica: Equatable, Sendable {
        package var partition: TopicPartition
        /// Bytes of all record files.
        package var size: Int64
        package var logEnd: Offset
        /// It will take the place of the replica in another directory.
        package var isFuture = false
    }

    /// As in `log.dirs`.
    package var path: String
    /// It has failed; nothing else is known then.
    package var isOffline = false
    /// Bytes of its file system, and those that may still be written there.
    package var totalBytes: Int64 = -1
    package var usableBytes: Int64 = -1
    /// Ordered by partition. Logs that are not open yet are missing.
    package var replicas: [Replica] = []
}

extension LogDirectories {
    /// All directories with the logs in them that `isWanted` names, in the order of `log.dirs`. Blocks.
    /// A directory that fails now goes offline.
    package func describe(_ isWanted: (TopicPartition) -> Bool) -> [LogDirectoryDescription] {
        let open = allLogs.filter { isWanted($0.topicPartition) }
            .sorted { $0.topicPartition < $1.topicPartition }
        return directories.map { directory in
            var description = LogDirectoryDescription(path: directory.path)
            measure(directory, &description)
            guard directory.isOnline else {
                return LogDirectoryDescription(path: directory.path, isOffline: true)
            }
            description.replicas = open.filter { $0.logDirectory == directory.path }.map { log in
                .init(
                    partition: log.topicPartition, size: log.sizeInBytes, logEnd: log.offsets.end,
                    isFuture: futureLog(log.topicPartition) === log)
            }
            return description
        }
    }

    private func measure(
        _ directory: LogDirectory, _ description: inout LogDirectoryDescription
    ) {
        guard directory.isOnline else { return }
        do throws(SystemError) {
            description.totalBytes = try world.fileSystem.totalSpace(directory.path)
            description.usableBytes = try world.fileSystem.freeSpace(directory.path)
        } catch {
            fail(directory, LogError.storage(error))
        }
    }
}
