import KafkaModel
import KafkaRecords
import Platform

/// Why a log did not do what it was asked to.
package enum LogError: Error, Equatable, Sendable {
    /// The offset lies outside `[start, end]`.
    case offsetOutOfRange(requested: Offset, start: Offset, end: Offset)
    /// A producer's or coordinator's records that a leader does not take.
    case rejected(AppendRejection)
    /// Bytes of a leader that are no record batches, or not those that their checksum was made for.
    case corruptRecords(RecordError)
    /// Batches that do not fit into one segment.
    case recordListTooLarge(size: Int, limit: Int)
    /// Offsets that do not follow the log's end (replication only).
    case offsetsOutOfOrder(first: Offset, logEnd: Offset)
    /// An idempotent producer's sequence does not follow its last one.
    case outOfOrderSequence(producer: ProducerID, sequence: Int32, last: Int32)
    /// A producer's epoch is older than one seen before.
    case invalidProducerEpoch(producer: ProducerID, epoch: Int16, current: Int16)
    /// A non-transactional batch amid the producer's open transaction.
    case invalidTransactionState(producer: ProducerID)
    /// A marker of a transaction coordinator that has been replaced.
    case transactionCoordinatorFenced(producer: ProducerID)
    /// The topic id given is not that of the directory.
    case inconsistentTopicID(expected: UUID, found: UUID)
    /// A read that may not wait for the disk would have to.
    case notResident
    /// The disk has little room, which is kept for others than producers. Bytes.
    case noRoom(directory: String, free: Int64, reserve: Int64)
    /// There is no room on the disk. Reading and deleting go on.
    case diskFull(SystemError)
    /// The disk failed; the log directory is offline.
    case storage(SystemError)
    /// A file has content that it cannot have; the log directory is offline.
    case corruptFile(path: String, reason: String)
    /// The log directory is offline, or the log is closed or deleted.
    case offline(path: String)
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .offsetOutOfRange(let requested, let start, let end):
            "offset \(requested) is not in the log, which has \(start) to \(end)"
        case .rejected(let rejection):
            "records refused: \(rejection.message ?? rejection.code.name)"
        case .corruptRecords(let error): "corrupt records: \(error)"
        case .recordListTooLarge(let size, let limit):
            "\(size) bytes do not fit into a segment of \(limit)"
        case .offsetsOutOfOrder(let first, let logEnd):
            "records begin at offset \(first), but the log ends at \(logEnd)"
        case .outOfOrderSequence(let producer, let sequence, let last):
            "producer \(producer) sent sequence \(sequence) after \(last)"
        case .invalidProducerEpoch(let producer, let epoch, let current):
            "producer \(producer) has epoch \(epoch), but \(current) is current"
        case .invalidTransactionState(let producer):
            "producer \(producer) sent records outside its open transaction"
        case .transactionCoordinatorFenced(let producer):
            "the marker for producer \(producer) comes from a replaced coordinator"
        case .inconsistentTopicID(let expected, let found):
            "the log is of topic id \(found), not \(expected)"
        case .notResident: "the records are not in memory"
        case .noRoom(let directory, let free, let reserve):
            "the disk of \(directory) has \(free) bytes free, and \(reserve) are kept in reserve "
                + "(\(DirectorySpace.setting))"
        case .diskFull(let error), .storage(let error): error.description
        case .corruptFile(let path, let reason): "\(path): \(reason)"
        case .offline(let path): "\(path) is offline"
        }
    }
}
