import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Telemetry

/// The log of one replica: segments with their indexes, producer states and leader epochs.
///
/// All methods may be called from any thread; the log holds one lock of its own over short sections.
/// Appends write to the page cache under it, reads of files happen outside of it.
package final class PartitionLog: Sendable {
    package let topicPartition: TopicPartition

    init(topicPartition: TopicPartition) {
        self.topicPartition = topicPartition
    }
}

// MARK: State

extension PartitionLog {
    /// The bounds of the log now.
    package var offsets: LogOffsets { preconditionFailure() }
    package var config: LogConfig { preconditionFailure() }
    /// Takes effect with the next append, roll and retention check.
    package func update(_ config: LogConfig) { preconditionFailure() }
    /// Bytes of all record files.
    package var sizeInBytes: Int64 { preconditionFailure() }
    package var segmentCount: Int { preconditionFailure() }
    /// The path of the partition's directory.
    package var directory: String { preconditionFailure() }
    /// The log directory (`log.dirs` entry) that holds it.
    package var logDirectory: String { preconditionFailure() }

    /// The id in `partition.metadata`; `nil` if there is none yet.
    package var topicID: UUID? { preconditionFailure() }
    /// Writes `partition.metadata` if the id is not known yet. Blocks for one sync.
    /// Throws ``LogError/inconsistentTopicID(expected:found:)``.
    package func assign(topicID: UUID) throws(LogError) { preconditionFailure() }
}

// MARK: Append

extension PartitionLog {
    /// Appends a producer's or coordinator's records: validates them, assigns offsets from the log
    /// end, sets `leaderEpoch`, checks sequences, rolls the segment where due.
    ///
    /// `records` is changed in place and must have no other holder. A resent batch of an idempotent
    /// producer is answered with its old offsets and not written.
    package func append(
        asLeader records: SharedBytes, leaderEpoch: LeaderEpoch, origin: AppendOrigin = .client
    ) throws(LogError) -> LogAppendResult { preconditionFailure() }

    /// Appends what a leader sent, byte for byte: offsets and epochs are the leader's. Checksums are
    /// verified, an incomplete batch at the end is left out. `nil` if there was no whole batch.
    package func append(asFollower records: SharedBytes) throws(LogError) -> LogAppendResult? {
        preconditionFailure()
    }
}

// MARK: Read

extension PartitionLog {
    /// Reads whole batches from the segment that holds `request.from`. Large results are a region of
    /// the file, small ones are copied. Empty at the log's end.
    ///
    /// Throws ``LogError/offsetOutOfRange(requested:start:end:)`` if `request.from` is below the log
    /// start offset or above the log end offset.
    package func read(_ request: LogReadRequest) throws(LogError) -> LogReadResult {
        preconditionFailure()
    }

    /// The first record at or after `timestamp` (milliseconds) with an offset from the log start on;
    /// `nil` if there is none. Reads files.
    package func offset(forTimestamp timestamp: Int64) throws(LogError) -> TimestampedOffset? {
        preconditionFailure()
    }

    /// The record with the largest timestamp (ListOffsets -3); `nil` in an empty log. Reads files.
    package func offsetOfMaxTimestamp() throws(LogError) -> TimestampedOffset? {
        preconditionFailure()
    }

    /// The last stable offset under `highWatermark`: below it every transaction is decided.
    package func lastStableOffset(highWatermark: Offset) -> Offset { preconditionFailure() }

    /// The open state of every producer, ordered by id (DescribeProducers).
    package var activeProducers: [ProducerState] { preconditionFailure() }
}

// MARK: Leader epochs

extension PartitionLog {
    /// The epoch of the newest entry; `nil` in a log without epochs.
    package var latestEpoch: LeaderEpoch? { preconditionFailure() }

    /// Notes that this replica leads from the log end offset on in `epoch`. Blocks for one file write.
    package func assign(leaderEpoch epoch: LeaderEpoch) throws(LogError) { preconditionFailure() }

    /// Where `epoch` ends in this log; ``EpochEndOffset/undefined`` if the log cannot tell.
    package func endOffset(for epoch: LeaderEpoch) -> EpochEndOffset { preconditionFailure() }
}

// MARK: Truncate

extension PartitionLog {
    /// Drops everything from `offset` on. Does nothing at or behind the log end.
    package func truncate(to offset: Offset) throws(LogError) { preconditionFailure() }

    /// Drops everything and starts anew at `offset` (a follower that is behind the leader's start).
    package func truncateFully(startingAt offset: Offset) throws(LogError) { preconditionFailure() }

    /// Raises the log start offset to `offset`; lower values change nothing. `true` if it moved.
    /// Segments below vanish with the next retention check.
    /// Throws ``LogError/offsetOutOfRange(requested:start:end:)`` above the log end.
    @discardableResult
    package func advanceStartOffset(to offset: Offset) throws(LogError) -> Bool {
        preconditionFailure()
    }
}

// MARK: Durability

extension PartitionLog {
    /// Makes everything appended so far durable and moves the recovery point. Blocks.
    package func flush() throws(LogError) { preconditionFailure() }
}

/// What a log knows of one producer.
package struct ProducerState: Equatable, Sendable {
    package var producerID: ProducerID
    package var epoch: Int16
    /// -1 if only markers were seen.
    package var lastSequence: Int32
    /// Milliseconds.
    package var lastTimestamp: Int64
    /// -1 if no marker was seen.
    package var coordinatorEpoch: Int32
    /// `nil` without an open transaction.
    package var currentTransactionStart: Offset?
}
