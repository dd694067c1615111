import KafkaModel
import Platform
import Telemetry

/// What a log has around it: its name, its place and the parts of the world that it touches.
struct LogEnvironment: Sendable {
    var topicPartition: TopicPartition
    /// The entry of `log.dirs` that holds the log.
    var logDirectory: String
    var fileSystem: any FileSystem
    var time: any TimeSource
    var random: any RandomSource
    var logger: Logger
    /// Milliseconds; `producer.id.expiration.ms`.
    var producerExpiration: Int64
    /// The room on the directory's disk; `nil`: as much as there is.
    var space: DirectorySpace?
    /// Called when the disk fails under the log or is full, with its lock released.
    var onFailure: @Sendable (LogError) -> Void = { _ in }
    /// Called, with the log's lock released, when a truncation took the recovery point back: nothing
    /// may be appended before the checkpoint of it says so.
    var onRecoveryPointLowered: @Sendable (PartitionLog) -> Void = { _ in }
    /// Called when a truncation has lowered the first dirty offset, before anything is appended again.
    var onFirstDirtyLowered: @Sendable () -> Void = {}
    /// Called when a flush moved the recovery point that the checkpoint has, on a thread that may
    /// block.
    var onFlush: @Sendable () -> Void = {}
    /// Whether the opening of the log shall end: it was deleted, its directory failed, or the broker
    /// stops. Asked for every batch that is read.
    var isAbandoned: @Sendable () -> Bool = { false }
    /// Called when the log has put something off, for which ``PartitionLog/performDuties()`` is to be
    /// called soon on a thread that may block. The log's own lock is released; a partition's may be
    /// held.
    var onDuty: @Sendable (PartitionLog) -> Void = { _ in }
}

extension LogEnvironment {
    /// Throws ``LogError/offline(path:)`` if the opening of the log was abandoned.
    func checkNotAbandoned() throws(LogError) {
        if isAbandoned() { throw .offline(path: "\(logDirectory)/\(topicPartition)") }
    }
}

/// Runs file operations, turning their error into the log's.
@inline(__always)
func onDisk<R>(_ body: () throws(SystemError) -> R) throws(LogError) -> R {
    do throws(SystemError) {
        return try body()
    } catch {
        throw LogError(error)
    }
}
