import Bytes
import Compression
import KafkaModel

/// The record of a control batch: how a transaction ended on this partition.
///
/// Key: version (int16, 0) and type (int16). Value of a marker: version (int16, 0) and coordinator
/// epoch (int32). Higher versions read as version 0. Source: KIP-98, log-format 4.
package struct ControlRecord: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case abort
        case commit
        /// Types that only KRaft writes, and those still unknown.
        case other(Int16)

        package init(rawValue: Int16) {
            switch rawValue {
            case 0: self = .abort
            case 1: self = .commit
            default: self = .other(rawValue)
            }
        }

        package var rawValue: Int16 {
            switch self {
            case .abort: 0
            case .commit: 1
            case .other(let value): value
            }
        }
    }

    package var kind: Kind
    /// The epoch of the transaction coordinator that ordered the marker; -1 for other kinds.
    package var coordinatorEpoch: Int32

    package init(kind: Kind, coordinatorEpoch: Int32) {
        self.kind = kind
        self.coordinatorEpoch = coordinatorEpoch
    }

    /// Reads the record of a control batch.
    package init(_ record: Record) throws(RecordError) {
        guard let key = record.key, key.count >= 4, key.bigEndian(Int16.self, at: 0) >= 0 else {
            throw .invalidRecord("control record key")
        }
        kind = Kind(rawValue: key.bigEndian(Int16.self, at: 2))
        switch kind {
        case .other:
            coordinatorEpoch = -1
        case .abort, .commit:
            guard let value = record.value, value.count >= 6,
                value.bigEndian(Int16.self, at: 0) >= 0
            else { throw .invalidRecord("control record value") }
            coordinatorEpoch = value.bigEndian(Int32.self, at: 2)
        }
    }

    /// Reads the one record of `batch`; `nil` if it is empty (compacted) or no control batch.
    package init?(_ batch: RecordBatch) throws(RecordError) {
        guard batch.isControl else { return nil }
        var reader = try RecordReader(batch)
        guard let record = try reader.next() else { return nil }
        try self.init(record)
    }

    /// A batch of 78 bytes that ends the transaction of a producer.
    package func makeBatch(
        timestamp: Int64, producerID: ProducerID, producerEpoch: Int16
    ) throws(CompressionError) -> SharedBytes {
        var header = RecordBatchHeader()
        header.attributes = RecordBatchAttributes(isTransactional: true, isControl: true)
        header.producerID = producerID
        header.producerEpoch = producerEpoch
        var key = ByteWriter(capacity: 4)
        key.int16(0)
        key.int16(kind.rawValue)
        var value = ByteWriter(capacity: 6)
        value.int16(0)
        value.int32(coordinatorEpoch)
        var builder = RecordBatchBuilder(header, capacity: 32)
        builder.append(timestamp: timestamp, key: key.finish(), value: value.finish())
        return try builder.finish()
    }
}
