import KafkaModel
import KafkaRecords

/// What a walk over a log knows of transactions: whose data were aborted, and which markers have
/// nothing left to end. Fed with batches in the order of the log. Pure. Source: Kafka's
/// `CleanedTransactionMetadata`.
struct CleanedTransactions: Sendable {
    private struct Aborted {
        var entry: TransactionIndex.Entry
        /// Whether a batch of it was met in this walk.
        var hasData = false
    }

    /// By first offset; those from `next` on have not begun yet.
    private let transactions: [TransactionIndex.Entry]
    private var next = 0
    private var ongoingAborted: [ProducerID: Aborted] = [:]
    /// Producers with data in a transaction whose end was not met yet and that was not aborted.
    private var ongoingCommitted: Set<ProducerID> = []

    /// `aborted`: every aborted transaction with data in the range of the walk.
    init(aborted: [TransactionIndex.Entry]) {
        transactions = aborted.sorted { $0.firstOffset < $1.firstOffset }
    }

    /// Takes notice of a batch of data. `true` if it belongs to an aborted transaction.
    mutating func noteData(
        _ producer: ProducerID, isTransactional: Bool, lastOffset: Offset
    ) -> Bool {
        begin(upTo: lastOffset)
        guard isTransactional else { return false }
        guard ongoingAborted[producer] != nil else {
            ongoingCommitted.insert(producer)
            return false
        }
        ongoingAborted[producer]?.hasData = true
        return true
    }

    /// What a marker still has to do.
    enum MarkerUse: Equatable, Sendable {
        /// Its data were there in this walk.
        case needed
        /// Its data were there and were aborted: readers must know of them.
        case neededByReaders(TransactionIndex.Entry)
        /// Nothing is left of its transaction.
        case surplus
    }

    /// Takes notice of a control batch; `kind` is `nil` if it is empty.
    mutating func noteMarker(
        _ kind: ControlRecord.Kind?, _ producer: ProducerID, lastOffset: Offset
    ) -> MarkerUse {
        begin(upTo: lastOffset)
        switch kind {
        case .abort:
            guard let aborted = ongoingAborted.removeValue(forKey: producer), aborted.hasData
            else { return .surplus }
            return .neededByReaders(aborted.entry)
        case .commit:
            return ongoingCommitted.remove(producer) == nil ? .surplus : .needed
        case .other: return .needed
        case nil: return .surplus
        }
    }

    private mutating func begin(upTo offset: Offset) {
        while next < transactions.count, transactions[next].firstOffset <= offset {
            let entry = transactions[next]
            if ongoingAborted[entry.producerID] == nil {
                ongoingAborted[entry.producerID] = Aborted(entry: entry)
            }
            next += 1
        }
    }
}
