import Bytes
import KafkaModel
import KafkaRecords

/// A coordinator's state as it grows from the records of one partition: the state of a new leader is
/// what its predecessors have written.
package protocol CoordinatorReplay {
    /// Takes in a record. `producer` is set for a record of a transaction, which counts only once
    /// ``endTransaction(of:isCommitted:)`` says so. A record that is not understood is passed over.
    mutating func replay(_ record: Record, in producer: ProducerID?)
    /// The transaction of a producer ends, for good or without effect.
    mutating func endTransaction(of producer: ProducerID, isCommitted: Bool)
}

/// Reads a whole partition into a state.
package struct CoordinatorLoader: Sendable {
    private let log: any CoordinatorLog
    /// How much is read at a time; a larger batch is read whole.
    private let chunkBytes: Int

    package init(_ log: any CoordinatorLog, chunkBytes: Int) {
        self.log = log
        self.chunkBytes = max(1, chunkBytes)
    }

    /// Reads from the log's start to the end that it has now. Blocks.
    ///
    /// Throws what the log throws, and `CORRUPT_MESSAGE` for bytes that are no records.
    package func load(_ partition: TopicPartition, into state: inout some CoordinatorReplay)
        throws(CoordinatorLogError)
    {
        let bounds = try log.bounds(of: partition)
        var position = bounds.lowerBound
        while position < bounds.upperBound {
            let bytes = try log.read(partition, from: position, maximumBytes: chunkBytes)
            let next = try Self.replay(bytes, from: position, into: &state)
            // Nothing new: the tail of the log was cut off meanwhile.
            guard next > position else { return }
            position = next
        }
    }

    /// Takes in the records of `bytes` from the offset `start` on; returns the next offset.
    package static func replay(
        _ bytes: SharedBytes, from start: Offset, into state: inout some CoordinatorReplay
    ) throws(CoordinatorLogError) -> Offset {
        var next = start
        do throws(RecordError) {
            var reader = RecordBatchReader(bytes)
            while let batch = try reader.next() {
                guard batch.nextOffset > start else { continue }
                try replay(batch, from: start, into: &state)
                next = max(next, batch.nextOffset)
            }
        } catch {
            throw CoordinatorLogError(.corruptMessage)
        }
        return next
    }

    private static func replay(
        _ batch: AnyRecordBatch, from start: Offset, into state: inout some CoordinatorReplay
    ) throws(RecordError) {
        switch batch {
        case .legacy(let message):
            for record in try LegacyMessageSet.records(of: message) where record.offset >= start {
                state.replay(record, in: nil)
            }
        case .batch(let batch):
            try replay(batch, from: start, into: &state)
        }
    }

    private static func replay(
        _ batch: RecordBatch, from start: Offset, into state: inout some CoordinatorReplay
    ) throws(RecordError) {
        if batch.isControl {
            guard let marker = try ControlRecord(batch) else { return }
            if marker.kind == .commit || marker.kind == .abort {
                state.endTransaction(of: batch.producerID, isCommitted: marker.kind == .commit)
            }
            return
        }
        var records = try RecordReader(batch)
        let producer = batch.isTransactional ? batch.producerID : nil
        while let record = try records.next() {
            if record.offset >= start { state.replay(record, in: producer) }
        }
    }
}
