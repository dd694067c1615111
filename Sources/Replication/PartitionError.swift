import KafkaModel
import KafkaRecords
import Platform
import Storage

/// Why a request for one partition failed, as the client is told.
package struct PartitionError: Error, Equatable, Sendable {
    package var code: ErrorCode
    package var message: String?
    /// The records at fault, where a produce request is refused for single records.
    package var recordFaults: [AppendRejection.RecordFault] = []

    package init(_ code: ErrorCode, _ message: String? = nil) {
        self.code = code
        self.message = message
    }
}

extension PartitionError {
    /// The one place where failures of the log become codes of the protocol.
    package init(_ error: LogError) {
        switch error {
        case .offsetOutOfRange: self.init(.offsetOutOfRange)
        case .corruptRecords: self.init(.corruptMessage)
        case .rejected(let rejection):
            self.init(rejection.code, rejection.message)
            recordFaults = rejection.recordFaults
        case .recordListTooLarge(let size, let limit):
            self.init(.recordListTooLarge, "\(size) bytes do not fit into a segment of \(limit).")
        case .offsetsOutOfOrder: self.init(.unknownServerError)
        case .outOfOrderSequence: self.init(.outOfOrderSequenceNumber)
        case .invalidProducerEpoch: self.init(.invalidProducerEpoch)
        case .invalidTransactionState: self.init(.invalidTxnState)
        case .transactionCoordinatorFenced: self.init(.transactionCoordinatorFenced)
        case .inconsistentTopicID: self.init(.inconsistentTopicId)
        case .noRoom: self.init(.kafkaStorageError, "Records are refused: \(error).")
        case .diskFull(let error), .storage(let error):
            self.init(.kafkaStorageError, error.description)
        case .corruptFile(let path, let reason):
            self.init(.kafkaStorageError, "\(path): \(reason)")
        case .offline, .notResident: self.init(.kafkaStorageError)
        }
    }
}

extension PartitionError: CustomStringConvertible {
    package var description: String { message.map { "\(code): \($0)" } ?? code.name }
}
