import Bytes
import KafkaModel

/// The log behind a coordinator: the port through which it writes and reads the partitions of its
/// internal topic. The broker implements it over its replicas; tests keep a list.
package protocol CoordinatorLog: Sendable {
    /// Appends one batch as the partition's leader and calls `completion` once, on any thread, when
    /// the records are acknowledged as `acks` says (with ``Acknowledgements/none``: at once), or after
    /// `timeout` with `REQUEST_TIMED_OUT`. The offset is that of the batch's first record.
    ///
    /// Callable from any thread; must not block. `completion` may run before the call returns.
    func append(
        _ batch: SharedBytes, to partition: TopicPartition, acks: Acknowledgements,
        timeout: Duration,
        completion: @escaping @Sendable (Result<Offset, CoordinatorLogError>) -> Void)

    /// The offsets that the partition's log holds, the end excluded. May block.
    func bounds(of partition: TopicPartition) throws(CoordinatorLogError) -> Range<Offset>

    /// Whole batches from the one that holds `offset`, of about `maximumBytes`, at least one if there
    /// is one; empty at the log's end. May block.
    func read(_ partition: TopicPartition, from offset: Offset, maximumBytes: Int)
        throws(CoordinatorLogError) -> SharedBytes
}

/// Why a partition's log could not be written or read.
package struct CoordinatorLogError: Error, Equatable, Sendable {
    /// What a producer would be told.
    package let code: ErrorCode

    package init(_ code: ErrorCode) { self.code = code }
}

extension CoordinatorLogError: CustomStringConvertible {
    package var description: String { code.name }
}
