import KafkaModel
import Platform
import Telemetry

extension PartitionLog {
    /// Deletes the oldest segments that the settings do not keep. Returns how many. Their files are
    /// renamed at once and vanish after `file.delete.delay.ms`; readers that hold them go on reading.
    @discardableResult
    package func deleteOldSegments(highWatermark: Offset) throws(LogError) -> Int {
        try withState { (state) throws(LogError) in
            var deleted = 0
            while true {
                let count = try state.deleteOldestSegments(highWatermark: highWatermark)
                if count == 0 { return deleted }
                deleted += count
            }
        }
    }

    /// Removes files whose delay has passed. Returns when the next ones are due.
    func deleteDueFiles(at now: MonotonicTime) -> MonotonicTime? {
        let (paths, next) = inspect { state in
            let due = state.deletions.prefix { $0.due <= now }
            let paths = due.flatMap(\.names).map { "\(state.directory)/\($0)" }
            state.deletions.removeFirst(due.count)
            return (paths, state.deletions.first?.due)
        }
        for path in paths {
            do {
                try environment.fileSystem.remove(path)
            } catch {
                environment.logger.warn("could not remove a deleted segment file: \(error)")
            }
        }
        return next
    }

    /// Forgets producers that have been silent too long (`producer.id.expiration.ms`).
    func removeExpiredProducers() {
        inspect { state in
            guard !state.producers.isEmpty else { return }
            state.producers.removeExpired(
                now: state.now, expiration: environment.producerExpiration)
        }
    }
}

extension LogState {
    /// Deletes for the first reason that applies. Nothing while a compaction works on the segments; it
    /// calls again at its end.
    fileprivate mutating func deleteOldestSegments(highWatermark: Offset) throws(LogError) -> Int {
        if isBeingCleaned { return 0 }
        var candidates: [LogRetention.Segment] = []
        for segment in segments {
            let view = segment.view
            let largest = try onDisk { () throws(SystemError) in
                try view.largestTimestamp(environment.fileSystem)
            }
            candidates.append(
                LogRetention.Segment(
                    baseOffset: segment.baseOffset, size: Int64(segment.size),
                    largestTimestamp: largest))
        }
        let decision = LogRetention.deletable(
            candidates, start: startOffset, logEnd: endOffset, highWatermark: highWatermark,
            now: now, config)
        guard let (count, reason) = decision else { return 0 }
        if count == segments.count { try roll(to: endOffset) }
        try discard(segments[..<count])
        segments.removeFirst(count)
        if segments[0].baseOffset > startOffset { try moveStart(to: segments[0].baseOffset) }
        environment.logger.info(
            "\(environment.topicPartition): deleted \(count) segments because \(reason.rawValue); "
                + "log start offset is \(startOffset)")
        return count
    }
}
