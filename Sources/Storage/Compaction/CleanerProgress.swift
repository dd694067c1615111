import KafkaModel
import Platform

/// What the cleaner has done and seen, for metrics.
package struct CleanerProgress: Equatable, Sendable {
    /// When the cleaner last looked for work.
    package var lastRun: MonotonicTime?
    /// The share of dirty bytes of the dirtiest log at that time, 0 to 1.
    package var maximumDirtyRatio = 0.0
    /// How long the last cleaning took.
    package var lastDuration: Duration = .zero
    /// The share of bytes that the last cleaning kept, 0 to 1.
    package var lastRecopyRatio = 0.0
    /// How full the map of the last cleaning was, 0 to 1.
    package var lastMapUtilization = 0.0
    package var cleanings = 0
    package var bytesRead: Int64 = 0
    package var bytesWritten: Int64 = 0

    mutating func noteCandidates(_ candidates: [CleaningChoice.Candidate]) {
        maximumDirtyRatio = candidates.map(\.range.dirtyRatio).max() ?? 0
    }

    mutating func noteFinished(_ result: CleaningResult, took: Duration) {
        cleanings += 1
        lastDuration = took
        lastMapUtilization = result.mapUtilization
        lastRecopyRatio =
            result.bytesRead > 0 ? Double(result.bytesWritten) / Double(result.bytesRead) : 0
        bytesRead += result.bytesMapped + result.bytesRead
        bytesWritten += result.bytesWritten
    }
}
