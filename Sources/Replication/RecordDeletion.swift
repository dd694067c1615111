import KafkaModel
import Platform
import Scheduling
import Storage

/// What became of a partition's part of a DeleteRecords request.
package struct RecordDeletionResult: Equatable, Sendable {
    package var partition: TopicPartition
    package var error: ErrorCode
    /// The lowest log start offset of all live replicas; -1 on error.
    package var lowWatermark: Offset
}

/// Moves log start offsets up to where an administrator wants them, and waits until all live replicas
/// have followed (Kafka: ReplicaManager.deleteRecords).
package struct RecordDeletion: Sendable {
    private let partitions: HostedPartitions
    private let logs: LogDirectories
    private let blocking: BlockingExecutor
    private let time: any TimeSource
    private let isKnown: @Sendable (TopicPartition) -> Bool

    package init(
        _ partitions: HostedPartitions, logs: LogDirectories, blocking: BlockingExecutor,
        time: any TimeSource, isKnown: @escaping @Sendable (TopicPartition) -> Bool
    ) {
        self.partitions = partitions
        self.logs = logs
        self.blocking = blocking
        self.time = time
        self.isKnown = isKnown
    }

    /// How often waiting replicas are looked at. They learn of the new start with their next fetch.
    private static let pollInterval = Duration.milliseconds(20)

    /// Deletes everything before each offset; -1 stands for the high watermark. The new start is on
    /// disk before this returns, so that a crash brings nothing back.
    package func delete(
        _ wanted: [(partition: TopicPartition, before: Offset)], timeout: Duration
    ) async -> [RecordDeletionResult] {
        let deadline = time.monotonic() + timeout
        var results: [RecordDeletionResult] = []
        var waits: [(index: Int, partition: Partition, offset: Offset)] = []
        for (id, before) in wanted {
            do throws(PartitionError) {
                let partition = try partitions.find(id, isKnownToCluster: isKnown(id))
                let offset = try partition.deleteRecords(before: before)
                waits.append((results.count, partition, offset))
                results.append(.init(partition: id, error: .requestTimedOut, lowWatermark: .none))
            } catch {
                results.append(.init(partition: id, error: error.code, lowWatermark: .none))
            }
        }
        if !waits.isEmpty {
            let logs = logs
            guard await blocking.run({ logs.checkpointStartOffsets() }) else {
                // A crash might bring the records back.
                for wait in waits { results[wait.index].error = .kafkaStorageError }
                return results
            }
        }
        while true {
            waits.removeAll { wait in
                guard let low = wait.partition.lowWatermark else {
                    results[wait.index].error = .notLeaderOrFollower
                    return true
                }
                guard low >= wait.offset else { return false }
                results[wait.index].error = .none
                results[wait.index].lowWatermark = low
                return true
            }
            guard !waits.isEmpty, time.monotonic() < deadline else { return results }
            do { try await time.sleep(for: Self.pollInterval) } catch { return results }
        }
    }
}

extension Partition {
    /// Raises the log start offset; answers the offset that all replicas have to reach.
    func deleteRecords(before wanted: Offset) throws(PartitionError) -> Offset {
        try state.withLock { (state) throws(PartitionError) in
            guard state.isLeader, !state.isReplacingLog else {
                throw PartitionError(.notLeaderOrFollower)
            }
            guard log.config.cleanupPolicy.contains(.delete) else {
                throw PartitionError(.policyViolation)
            }
            let offset = wanted == .none ? state.highWatermark : wanted
            guard offset >= .zero, offset <= state.highWatermark else {
                throw PartitionError(.offsetOutOfRange)
            }
            do throws(LogError) { try log.advanceStartOffset(to: offset) } catch {
                throw PartitionError(error)
            }
            return offset
        }
    }

    /// The lowest log start offset of this leader and its live followers; `nil` unless it leads.
    package var lowWatermark: Offset? {
        state.withLock { state in
            guard case .leader(let own) = state.role else { return nil }
            var lowest = log.offsets.start
            for (broker, progress) in own.progress where surroundings.isAlive(broker) {
                lowest = min(lowest, progress.logStartOffset)
            }
            return lowest
        }
    }
}
