import Bytes
import KafkaModel
import KafkaRecords
import Storage

/// Appends that came while the log of a partition was being replaced by one in another directory, in
/// their order. They are made as soon as the new log is in use, so that producers do not notice. A value
/// inside the partition's state.
struct ParkedAppends: Sendable {
    /// One of them.
    struct Append: Sendable {
        var prepared: PreparedAppend
        var needsAllInSync: Bool
        var origin: AppendOrigin
        /// Gets the result, once, on any thread.
        var completion: Completion
    }

    typealias Completion = @Sendable (Result<LogAppendResult, PartitionError>) -> Void

    /// What may wait, for the partition. A replacement takes a few milliseconds, in which a fast
    /// producer sends a few megabytes; and there is one replacement at a time.
    static let mostBytes = 32 << 20

    private var appends: ArraySlice<Append> = []
    private var bytes = 0

    /// `false`, and nothing is kept, if there is no room.
    mutating func add(_ append: @autoclosure () -> Append, bytes size: Int) -> Bool {
        guard bytes + size <= Self.mostBytes else { return false }
        bytes += size
        appends.append(append())
        return true
    }

    mutating func next() -> Append? {
        guard let first = appends.popFirst() else { return nil }
        bytes -= first.prepared.bytes.count
        return first
    }
}
