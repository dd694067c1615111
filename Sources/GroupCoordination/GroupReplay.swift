import Bytes
import CoordinatorRuntime
import KafkaModel
import KafkaProtocol
import KafkaRecords

/// The groups and offsets of one partition of `__consumer_offsets`, as its records tell them.
package struct GroupReplay: CoordinatorReplay, Equatable, Sendable {
    package typealias Offsets = [TopicPartition: LoggedOffset]

    package private(set) var groups: [String: GroupMetadataValue] = [:]
    package private(set) var offsets: [String: Offsets] = [:]
    /// Of transactions that had not ended, by producer and group.
    package private(set) var openTransactions: [ProducerID: [String: Offsets]] = [:]
    /// Records that were not understood: of a later release, or broken.
    package private(set) var skippedRecords = 0

    package init() {}

    /// Every group that there is something about, sorted.
    package var groupIDs: [String] {
        var ids = Set(groups.keys)
        ids.formUnion(offsets.filter { !$0.value.isEmpty }.keys)
        for transaction in openTransactions.values { ids.formUnion(transaction.keys) }
        return ids.sorted()
    }

    package mutating func replay(_ record: Record, in producer: ProducerID?) {
        do throws(DecodeError) {
            guard let keyBytes = record.key else { throw .unexpectedNull }
            switch try GroupRecordKey(keyBytes) {
            case .group(let id):
                groups[id] = try record.value.map { value throws(DecodeError) in
                    try GroupRecords.group(from: value)
                }
            case .offset(let group, let partition):
                let value = try record.value.map { value throws(DecodeError) in
                    LoggedOffset(try GroupRecords.offset(from: value), at: record.offset)
                }
                set(value, of: partition, group: group, in: producer)
            }
        } catch {
            skippedRecords += 1
        }
    }

    private mutating func set(
        _ value: LoggedOffset?, of partition: TopicPartition, group: String,
        in producer: ProducerID?
    ) {
        if let producer {
            openTransactions[producer, default: [:]][group, default: [:]][partition] = value
        } else {
            offsets[group, default: [:]][partition] = value
        }
    }

    package mutating func endTransaction(of producer: ProducerID, isCommitted: Bool) {
        guard let transaction = openTransactions.removeValue(forKey: producer), isCommitted else {
            return
        }
        for (group, written) in transaction {
            for (partition, offset) in written {
                let known = offsets[group]?[partition]
                if known.map({ $0.logOffset < offset.logOffset }) ?? true {
                    offsets[group, default: [:]][partition] = offset
                }
            }
        }
    }
}
