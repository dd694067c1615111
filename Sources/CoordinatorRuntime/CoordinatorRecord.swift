import Bytes
import Compression
import KafkaModel
import KafkaRecords

/// A key and its new value in an internal topic; no value deletes the key (a tombstone).
package struct CoordinatorRecord: Equatable, Sendable {
    package var key: SharedBytes
    package var value: SharedBytes?

    package init(key: SharedBytes, value: SharedBytes?) {
        self.key = key
        self.value = value
    }

    /// The records as one batch, all with the same timestamp (milliseconds since 1970), as a
    /// coordinator writes it. `records` is not empty; `codec` is a codec's number. `baseSequence`
    /// is written as it is, though nobody checks the sequence of a coordinator.
    ///
    /// Throws `UNKNOWN_SERVER_ERROR` when they cannot be compressed.
    package static func batch(
        of records: [CoordinatorRecord], timestamp: Int64,
        codec: Int = 0, producer: TransactionalProducer? = nil,
        baseSequence: Int32 = -1
    ) throws(CoordinatorLogError) -> SharedBytes {
        precondition(!records.isEmpty)
        var header = RecordBatchHeader()
        header.attributes = RecordBatchAttributes(
            compression: UInt8(exactly: codec).flatMap(CompressionType.init(rawValue:)) ?? .none,
            isTransactional: producer != nil)
        header.baseSequence = baseSequence
        if let producer {
            header.producerID = producer.id
            header.producerEpoch = producer.epoch
        }
        var builder = RecordBatchBuilder(header)
        for record in records {
            builder.append(timestamp: timestamp, key: record.key, value: record.value)
        }
        do {
            return try builder.finish()
        } catch {
            throw CoordinatorLogError(.unknownServerError)
        }
    }
}

/// The producer in whose transaction records are written.
package struct TransactionalProducer: Hashable, Sendable {
    package var id: ProducerID
    package var epoch: Int16

    package init(id: ProducerID, epoch: Int16) {
        self.id = id
        self.epoch = epoch
    }
}
