import KafkaModel
import Platform
import Scheduling
import Telemetry

/// Stopping cleanly.
extension LogDirectories {
    /// Logs closed at the same time: the syncs of several share the rounds of the disk.
    private static let width = 8

    /// Flushes and closes every log, writes checkpoints and the marker of a clean stop, and gives the
    /// directories back. No log may be used afterwards. `executor` has the threads for the work.
    ///
    /// Logs that are being opened are abandoned. A directory with logs that were to be recovered and
    /// are not is not marked, and its checkpoints keep what they say of them.
    package func close(
        highWatermark: @Sendable @escaping (TopicPartition) -> Offset?,
        on executor: BlockingExecutor
    ) async {
        await stopOpening()
        let unclean = await closeLogs(on: executor)
        await executor.run { [self] in finish(unclean, highWatermark) }
    }

    private func stopOpening() async {
        let waiter = state.withLock { state in
            state.opening.stop()
            state.unopened.stop()
            return state.opening.nextWaiter()
        }
        await waitForOpening(waiter)
    }

    /// Closes every log. Returns the directories in which one could not be closed.
    private func closeLogs(on executor: BlockingExecutor) async -> Set<String> {
        var rest = allLogs[...]
        return await withTaskGroup(of: String?.self) { group in
            func closeNext() {
                guard let log = rest.popFirst() else { return }
                group.addTask { [self] in
                    await executor.run { [self] in close(log) ? nil : log.logDirectory }
                }
            }
            for _ in 0..<Self.width { closeNext() }
            var unclean: Set<String> = []
            while let failed = await group.next() {
                if let failed { unclean.insert(failed) }
                closeNext()
            }
            return unclean
        }
    }

    private func close(_ log: PartitionLog) -> Bool {
        do throws(LogError) {
            try log.close()
            return true
        } catch {
            world.logger.error("\(log.topicPartition) was not closed cleanly: \(error)")
            return false
        }
    }

    private func finish(
        _ unclean: Set<String>, _ highWatermark: (TopicPartition) -> Offset?
    ) {
        checkpointRecoveryPoints()
        checkpointStartOffsets()
        checkpointHighWatermarks(highWatermark)
        for directory in directories {
            // Opening a log of a cleanly stopped directory changes nothing that matters.
            let isClean =
                directory.wasCleanStop || unopenedPartitions(in: directory.path).isEmpty
            if directory.hasBegun, isClean, directory.isOnline, !unclean.contains(directory.path) {
                do throws(LogError) {
                    try directory.markCleanStop()
                } catch {
                    fail(directory, error)
                }
            }
            directory.release()
        }
        state.withLock { state in
            state.logs = [:]
            state.futures = FutureLogs()
            state.onSettled = nil
            state.onDirectoryFailure = nil
        }
    }
}
