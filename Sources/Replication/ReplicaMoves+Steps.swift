import KafkaModel
import Platform
import Storage
import Telemetry

extension ReplicaMoves {
    /// AlterReplicaLogDirs for one partition: begins to move it to `directory`, an entry of `log.dirs`,
    /// instead of to wherever it was being moved before. Of a partition that is not here yet the wish
    /// is kept for its creation. To be called where orders are carried out; blocks.
    package func move(_ id: TopicPartition, to directory: String, isKnown: Bool) -> ErrorCode {
        guard id.description.utf8.count <= Self.longestName else { return .invalidTopicException }
        guard let isOnline = own.logs.isOnline(directory) else { return .logDirNotFound }
        guard isOnline else { return .kafkaStorageError }
        switch own.partitions[id] {
        case .offline: return .kafkaStorageError
        case .opening: return .replicaNotAvailable
        case nil:
            if !own.logs.holds(id) { own.logs.want(id, in: directory) }
            return isKnown ? .replicaNotAvailable : .unknownTopicOrPartition
        case .online(let partition):
            do throws(LogError) {
                return try begin(partition, directory)
            } catch {
                own.logger.error("\(id) cannot be moved to \(directory): \(error)")
                return PartitionError(error).code
            }
        }
    }

    /// What fits into 255 bytes together with `.<32 hex>-future`.
    private static let longestName = 255 - ".".count - 32 - "-future".count

    private func begin(_ partition: Partition, _ directory: String) throws(LogError) -> ErrorCode {
        let id = partition.topicPartition
        if let target = own.logs.futureDirectory(of: id), target != directory {
            rest(id)
            try own.logs.abandonMove(id)
        }
        guard partition.log.logDirectory != directory else { return .none }
        if own.logs.futureDirectory(of: id) == nil {
            // A directory that is offline may hold another copy.
            guard own.logs.offlineDirectories.isEmpty else { return .kafkaStorageError }
            _ = try own.logs.beginMove(id, to: directory, config: own.config(id.topic))
        }
        enqueue(id)
        return .none
    }

    /// How far a step of a move came.
    enum Step: Sendable {
        /// There is more to do. Bytes were copied.
        case some(bytes: Int)
        /// The copy had everything a moment ago.
        case complete
        /// There is no such move any more.
        case over
        case failed(String)
    }

    /// Opens the copy if a start has found it, and copies a little. Blocks.
    func copy(_ id: TopicPartition, maxBytes: Int) -> Step {
        guard own.partitions.online(id) != nil else { return .over }
        do throws(LogError) {
            guard
                let future = try own.logs.beginMove(id, to: nil, config: own.config(id.topic)),
                let bytes = try own.logs.copyToFuture(id, maxBytes: maxBytes)
            else { return .over }
            let end = own.logs.log(id)?.offsets.end ?? .zero
            if bytes > 0, future.offsets.end < end { return .some(bytes: bytes) }
            // Most is durable before the partition is held up, and what came meanwhile is copied.
            try future.flush()
            let (partitions, logs) = (own.partitions, own.logs)
            logs.checkpointHighWatermarks { partitions.online($0)?.highWatermark }
            let last = try logs.copyToFuture(id, maxBytes: maxBytes) ?? 0
            return last >= maxBytes ? .some(bytes: last) : .complete
        } catch {
            // A directory that has failed was told, and its moves are over.
            let isOver = own.logs.futureDirectory(of: id) == nil || own.logs.log(id) == nil
            return isOver ? .over : .failed("\(error)")
        }
    }

    /// Lets the copy take the place of the log. Where orders are carried out; blocks.
    func replace(_ id: TopicPartition) {
        guard let partition = own.partitions.online(id), own.logs.futureLog(id) != nil else {
            return
        }
        partition.beginReplacingLog()
        do throws(LogError) {
            let moved = try own.logs.replaceWithFuture(id, config: own.config(id.topic))
            partition.endReplacingLog(with: moved)
            // They may have changed meanwhile.
            moved.update(own.config(id.topic))
        } catch {
            own.logger.error("\(id) was not moved: \(error)")
            if own.logs.log(id) == nil { own.partitions.markOffline(id) }
            partition.endReplacingLog(with: nil)
        }
    }
}
