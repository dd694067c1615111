import KafkaModel
import KafkaRecords

/// What becomes of a batch and its records in a cleaning. Pure decisions over headers; the records are
/// looked up by the caller. Source: Kafka's `Cleaner.cleanInto`, `Cleaner.shouldRetainRecord`,
/// `MemoryRecords.filterTo`; log-format 20.
struct BatchRetention: Equatable, Sendable {
    /// What stays of the batch when no record does.
    enum Shell: Equatable, Sendable {
        case goes
        /// The header: the last sequence or epoch of a producer, or the last offset of the log.
        case stays
    }

    var shell: Shell
    /// Whether all records go, whatever the map says.
    var dropsRecords: Bool
    /// Whether it is a marker with nothing left to end: its delete horizon is set now.
    var isSurplusMarker: Bool

    /// What the producers' states say of one producer.
    struct ActiveProducer: Equatable, Sendable {
        /// The last offset of its last data batch; `nil` if only markers are known.
        var lastDataOffset: Offset?
        var epoch: Int16
    }

    /// What counts of a batch.
    struct Batch: Equatable, Sendable {
        var lastOffset: Offset
        var isControl: Bool
        var producerEpoch: Int16
        /// Milliseconds; `nil` if not set.
        var deleteHorizon: Int64?
    }

    /// - Parameters:
    ///   - isSurplus: data of an aborted transaction, or a marker with nothing left to end.
    ///   - producer: the state of the batch's producer; `nil` if it has none or is not active.
    ///   - highWatermark: a batch that ends there stays as an empty one, so that followers and
    ///     consumers reach the end of the log (KAFKA-17076).
    ///   - now: wall clock, milliseconds.
    init(
        _ batch: Batch, isSurplus: Bool, producer: ActiveProducer?, highWatermark: Offset,
        now: Int64
    ) {
        if batch.isControl {
            dropsRecords = isSurplus && (batch.deleteHorizon.map { $0 <= now } ?? false)
        } else {
            dropsRecords = isSurplus
        }
        isSurplusMarker = batch.isControl && isSurplus
        let endsProducer = producer.map { Self.isLast(batch, of: $0) } ?? false
        shell = endsProducer || batch.lastOffset + 1 == highWatermark ? .stays : .goes
    }

    private static func isLast(_ batch: Batch, of producer: ActiveProducer) -> Bool {
        guard let last = producer.lastDataOffset else {
            return batch.isControl && batch.producerEpoch == producer.epoch
        }
        return batch.lastOffset == last
    }

    /// Whether a record stays.
    ///
    /// - Parameters:
    ///   - latest: the last offset that the map has for its key; -1 if it has none, `nil` for a
    ///     record without key.
    ///   - keepsTombstones: ``keepsTombstones(deleteHorizon:now:)`` of its batch.
    @inline(__always)
    static func keeps(
        _ offset: Offset, latest: Offset?, hasValue: Bool, keepsTombstones: Bool
    ) -> Bool {
        guard let latest else { return false }
        return offset >= latest && (hasValue || keepsTombstones)
    }

    /// Whether tombstones of a batch of magic 2 stay at `now`.
    static func keepsTombstones(deleteHorizon: Int64?, now: Int64) -> Bool {
        deleteHorizon.map { now < $0 } ?? true
    }
}
