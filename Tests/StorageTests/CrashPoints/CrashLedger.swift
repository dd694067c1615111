import Bytes
import KafkaModel

@testable import Storage

/// What a scenario has asked of its logs and what it has been promised, kept beside the program so
/// that a crash at any operation can be judged by it.
struct CrashLedger: Sendable {
    /// A batch as it stands in a log.
    struct Batch: Equatable, Sendable {
        var baseOffset: Offset
        var lastOffset: Offset
        var bytes: [UInt8]
    }

    enum Existence: Sendable {
        case absent, beingCreated, present, beingDeleted
    }

    struct Partition: Sendable {
        var existence = Existence.absent
        /// Everything that the log may hold, in order: what was appended, and what is being appended.
        var batches: [Batch] = []
        /// So many of `batches` have been acknowledged.
        var acknowledged = 0
        /// Everything acknowledged below this offset has been promised to be durable.
        var durableEnd = Offset.zero
        /// What truncations took away: until the next flush a power loss may bring it back.
        var truncated: [[Batch]] = []
        /// The log start offset is promised to be at least this …
        var leastStart = Offset.zero
        /// … and nothing at or behind this may be missing from the front.
        var mostStart = Offset.zero
        /// High watermarks that the checkpoint may have.
        var highWatermarks: Set<Offset?> = [nil]

        var end: Offset { batches.last.map { $0.lastOffset + 1 } ?? mostStart }
    }

    var partitions: [TopicPartition: Partition] = [:]

    subscript(partition: TopicPartition) -> Partition {
        get { partitions[partition] ?? Partition() }
        set { partitions[partition] = newValue }
    }
}
