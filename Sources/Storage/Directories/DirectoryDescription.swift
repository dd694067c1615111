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
    /// Ordered by partition. Logs that are not open yet are missing, but for those of moves.
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
            description.replicas += restingMoves(to: directory).filter { isWanted($0.partition) }
            description.replicas.sort { $0.partition < $1.partition }
            return description
        }
    }

    /// Moves that a start has found and nobody goes on with yet. What the copies hold is known when they
    /// are opened; until then they count as empty.
    private func restingMoves(to directory: LogDirectory) -> [LogDirectoryDescription.Replica] {
        let found = state.withLock { $0.futures.found }
        return found.filter { $0.value.logDirectory == directory.path }.keys.map { partition in
            .init(
                partition: partition, size: recordBytes(of: found[partition]), logEnd: .zero,
                isFuture: true)
        }
    }

    private func recordBytes(of place: FutureLogs.Place?) -> Int64 {
        guard let place else { return 0 }
        let path = "\(place.logDirectory)/\(place.name)"
        let files = (try? world.fileSystem.list(path)) ?? []
        return files.filter { LogFileNames.parse($0.name)?.kind == LogFileNames.records }
            .reduce(0) { sum, file in
                let size = (try? world.fileSystem.attributes("\(path)/\(file.name)"))??.size ?? 0
                return sum + Int64(size)
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
