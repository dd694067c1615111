import KafkaModel
import Platform
import Telemetry

/// How far the opening of a directory's logs has come: Kafka's `remainingLogsToRecover` and
/// `remainingSegmentsToRecover`.
package struct RecoveryProgress: Equatable, Sendable {
    /// The entry of `log.dirs`.
    package var logDirectory: String
    /// Logs that are not open yet.
    package var logsLeft: Int
    /// Segments to be read of the logs that are being opened.
    package var segmentsLeft: Int
}

extension LogDirectories {
    /// The progress in one log directory; nothing is left once all its logs are open. Any thread.
    package func recoveryProgress(in logDirectory: String) -> RecoveryProgress {
        state.withLock { $0.unopened.progress(in: logDirectory) }
    }

    /// Logs how much is left, once in a while.
    func tellProgress(_ directory: LogDirectory) {
        let now = world.time.monotonic()
        let progress = state.withLock { state -> RecoveryProgress? in
            let due = state.nextProgress[directory.path] ?? now
            guard now >= due else { return nil }
            state.nextProgress[directory.path] = now + Self.progressInterval
            return state.unopened.progress(in: directory.path)
        }
        guard let progress, progress.logsLeft > 0 else { return }
        world.logger.info(
            "\(directory.path): \(progress.logsLeft) logs are still to be opened; "
                + "\(progress.segmentsLeft) segments of those at hand are still to be read")
    }

    static let progressInterval = Duration.seconds(5)
}

extension UnopenedLogs {
    func progress(in logDirectory: String) -> RecoveryProgress {
        var progress = RecoveryProgress(logDirectory: logDirectory, logsLeft: 0, segmentsLeft: 0)
        for log in logs.values where log.logDirectory == logDirectory && !log.isDeleted {
            progress.logsLeft += 1
            progress.segmentsLeft += log.segmentsLeft
        }
        return progress
    }
}
