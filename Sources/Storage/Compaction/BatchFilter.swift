import Bytes
import Compression
import KafkaModel
import KafkaRecords

/// Applies the rules of a cleaning to one batch after the other: asks ``BatchRetention``, looks keys up
/// in the map, and answers what is left. Uncompressed records are not copied on the way, and no memory
/// is taken for a batch that stays as it is.
struct BatchFilter {
    /// What a cleaning goes by.
    struct Rules: Sendable {
        /// Wall clock, milliseconds: the same for the whole cleaning.
        var now: Int64
        /// `delete.retention.ms`.
        var deleteRetention: Int64
        var highWatermark: Offset
    }

    /// What is left of a batch.
    enum Outcome {
        case nothing
        /// The batch as it was.
        case unchanged
        case rewritten(SharedBytes)
    }

    private let rules: Rules
    private let map: CompactionOffsetMap
    private(set) var transactions: CleanedTransactions
    /// What producers must be able to go on from.
    var producers: [ProducerID: BatchRetention.ActiveProducer] = [:]
    /// Whether tombstones of magic 0 and 1 stay, which have no delete horizon.
    var keepsLegacyTombstones = true
    /// Records looked at, and those that stay.
    private(set) var recordsRead = 0
    private(set) var recordsKept = 0
    private var kept: [RecordLayout] = []

    init(_ rules: Rules, _ map: CompactionOffsetMap, aborted: [TransactionIndex.Entry]) {
        self.rules = rules
        self.map = map
        transactions = CleanedTransactions(aborted: aborted)
    }

    /// What is left of `batch`, and the aborted transaction that readers must still be told of if the
    /// batch is its marker.
    mutating func apply(_ batch: AnyRecordBatch) throws(LogError) -> (
        Outcome, TransactionIndex.Entry?
    ) {
        do throws(RecordError) {
            switch batch {
            case .batch(let batch):
                let (retention, aborted) = try retention(of: batch)
                return (try apply(retention, to: batch), aborted)
            case .legacy(let message):
                return (try apply(to: message), nil)
            }
        } catch {
            throw .corruptRecords(error)
        }
    }

    private mutating func retention(of batch: RecordBatch) throws(RecordError) -> (
        BatchRetention, TransactionIndex.Entry?
    ) {
        var isSurplus = false
        var aborted: TransactionIndex.Entry?
        if batch.isControl {
            let use = transactions.noteMarker(
                try ControlRecord(batch)?.kind, batch.producerID, lastOffset: batch.lastOffset)
            if case .neededByReaders(let entry) = use { aborted = entry }
            isSurplus = use == .surplus
        } else {
            isSurplus = transactions.noteData(
                batch.producerID, isTransactional: batch.isTransactional,
                lastOffset: batch.lastOffset)
        }
        let retention = BatchRetention(
            BatchRetention.Batch(
                lastOffset: batch.lastOffset, isControl: batch.isControl,
                producerEpoch: batch.producerEpoch, deleteHorizon: batch.deleteHorizon),
            isSurplus: isSurplus, producer: batch.hasProducerID ? producers[batch.producerID] : nil,
            highWatermark: rules.highWatermark, now: rules.now)
        return (retention, aborted)
    }

    private mutating func apply(_ retention: BatchRetention, to batch: RecordBatch)
        throws(RecordError) -> Outcome
    {
        if retention.dropsRecords {
            recordsRead += Int(batch.recordCount)
            return retention.shell == .stays ? shell(of: batch) : .nothing
        }
        var reader = try RecordReader(batch)
        let hasTombstones = try keep(&reader, of: batch)
        recordsKept += kept.count
        guard !kept.isEmpty else {
            return retention.shell == .stays ? shell(of: batch) : .nothing
        }
        let setsHorizon =
            (hasTombstones || retention.isSurplusMarker) && batch.deleteHorizon == nil
        if kept.count == Int(batch.recordCount), !setsHorizon { return .unchanged }
        let horizon = setsHorizon ? deleteHorizon : batch.deleteHorizon
        return .rewritten(
            try BatchRewrite.batch(batch, keeping: kept, in: reader.bytes, deleteHorizon: horizon))
    }

    /// An empty batch that is left alone stays as it is, so that a second cleaning changes nothing.
    private func shell(of batch: RecordBatch) -> Outcome {
        let isShell = batch.recordCount == 0 && batch.sizeInBytes == RecordBatch.headerSize
        return isShell ? .unchanged : .rewritten(BatchRewrite.empty(batch))
    }

    /// Fills ``kept``. `true` if a tombstone is among them.
    private mutating func keep(_ reader: inout RecordReader, of batch: RecordBatch)
        throws(RecordError) -> Bool
    {
        kept.removeAll(keepingCapacity: true)
        let (base, latestMapped) = (batch.baseOffset, map.latestOffset)
        let keepsAll = batch.isControl
        let keepsTombstones = BatchRetention.keepsTombstones(
            deleteHorizon: batch.deleteHorizon, now: rules.now)
        let map = map
        return try reader.bytes.withUnsafeBytes { (bytes) throws(RecordError) in
            var hasTombstones = false
            while let layout = try reader.nextLayout() {
                recordsRead += 1
                let offset = base + Int64(layout.offsetDelta)
                if !keepsAll, offset <= latestMapped {
                    var latest: Offset?
                    if layout.hasKey {
                        let end = layout.keyPosition + layout.keyCount
                        latest = map.offset(
                            of: UnsafeRawBufferPointer(rebasing: bytes[layout.keyPosition..<end]))
                    }
                    let stays = BatchRetention.keeps(
                        offset, latest: latest, hasValue: layout.hasValue,
                        keepsTombstones: keepsTombstones)
                    if !stays { continue }
                }
                if !layout.hasValue { hasTombstones = true }
                kept.append(layout)
            }
            return hasTombstones
        }
    }

    private var deleteHorizon: Int64 {
        let (horizon, overflow) = rules.now.addingReportingOverflow(rules.deleteRetention)
        return overflow ? .max : horizon
    }

    // MARK: Magic 0 and 1

    /// A message stays, or what is left of a wrapper is wrapped again.
    private mutating func apply(to message: LegacyMessage) throws(RecordError) -> Outcome {
        let records = try LegacyMessageSet.records(of: message)
        recordsRead += records.count
        let left = records.filter { record in
            guard record.offset <= map.latestOffset else { return true }
            return BatchRetention.keeps(
                record.offset, latest: record.key?.withUnsafeBytes { map.offset(of: $0) },
                hasValue: record.value != nil, keepsTombstones: keepsLegacyTombstones)
        }
        recordsKept += left.count
        if left.count == records.count { return .unchanged }
        if left.isEmpty { return .nothing }
        do {
            return .rewritten(
                try LegacyMessageSet.encode(
                    left, magic: message.magic, compression: message.compression ?? .none,
                    logAppendTime: message.timestampType == .logAppendTime
                        ? message.timestamp : nil))
        } catch {
            throw .undecompressible(error)
        }
    }
}
