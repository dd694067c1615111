import KafkaModel

/// An offset that a group has committed.
package struct CommittedOffset: Equatable, Sendable {
    package var offset: Offset
    package var leaderEpoch: LeaderEpoch
    package var metadata: String
    /// Milliseconds since 1970.
    package var commitTimestamp: Int64
    /// When it expires whatever else holds, milliseconds since 1970; `nil`: by retention.
    package var expireTimestamp: Int64?

    package init(
        offset: Offset, leaderEpoch: LeaderEpoch = .none, metadata: String = "",
        commitTimestamp: Int64, expireTimestamp: Int64? = nil
    ) {
        self.offset = offset
        self.leaderEpoch = leaderEpoch
        self.metadata = metadata
        self.commitTimestamp = commitTimestamp
        self.expireTimestamp = expireTimestamp
    }
}

/// A committed offset and the place of its record in the log, which tells the later of two.
package struct LoggedOffset: Equatable, Sendable {
    package var value: CommittedOffset
    package var logOffset: Offset

    package init(_ value: CommittedOffset, at logOffset: Offset) {
        self.value = value
        self.logOffset = logOffset
    }
}

/// The offsets of a group: those that hold, and those that are on their way.
struct GroupOffsets: Equatable, Sendable {
    private(set) var committed: [TopicPartition: LoggedOffset] = [:]
    /// Appended but not acknowledged; the latest of each partition.
    private var staged: [TopicPartition: CommittedOffset] = [:]
    /// Of open transactions.
    private var transactional: [ProducerID: [TopicPartition: Transactional]] = [:]

    private enum Transactional: Equatable {
        /// Appended but not acknowledged.
        case staged
        case written(LoggedOffset)
    }

    var isEmpty: Bool { committed.isEmpty && staged.isEmpty && transactional.isEmpty }

    /// Whether a commit for the partition is on its way, so that the offset may change.
    func isPending(_ partition: TopicPartition) -> Bool {
        staged[partition] != nil || transactional.values.contains { $0[partition] != nil }
    }

    // MARK: Plain commits

    mutating func stage(_ offsets: [TopicPartition: CommittedOffset]) {
        staged.merge(offsets) { $1 }
    }

    /// The records of `offsets` are acknowledged; `logOffset` is that of their batch.
    mutating func commit(_ offsets: [TopicPartition: CommittedOffset], at logOffset: Offset) {
        for (partition, value) in offsets {
            keepLater(LoggedOffset(value, at: logOffset), for: partition)
        }
        unstage(offsets)
    }

    /// The records of `offsets` could not be written.
    mutating func fail(_ offsets: [TopicPartition: CommittedOffset]) { unstage(offsets) }

    private mutating func unstage(_ offsets: [TopicPartition: CommittedOffset]) {
        for (partition, value) in offsets where staged[partition] == value {
            staged[partition] = nil
        }
    }

    private mutating func keepLater(_ offset: LoggedOffset, for partition: TopicPartition) {
        if let known = committed[partition], known.logOffset > offset.logOffset { return }
        committed[partition] = offset
    }

    /// Takes over what a log holds.
    mutating func load(_ offsets: [TopicPartition: LoggedOffset]) {
        committed.merge(offsets) { $1 }
    }

    // MARK: Transactional commits

    mutating func stage(_ partitions: some Sequence<TopicPartition>, in producer: ProducerID) {
        for partition in partitions {
            transactional[producer, default: [:]][partition] = .staged
        }
    }

    mutating func commit(
        _ offsets: [TopicPartition: CommittedOffset], at logOffset: Offset, in producer: ProducerID
    ) {
        guard transactional[producer] != nil else { return }
        for (partition, value) in offsets {
            transactional[producer]?[partition] = .written(LoggedOffset(value, at: logOffset))
        }
    }

    mutating func fail(_ partitions: some Sequence<TopicPartition>, in producer: ProducerID) {
        for partition in partitions where transactional[producer]?[partition] == .staged {
            _ = transactional[producer]?.removeValue(forKey: partition)
        }
        if transactional[producer]?.isEmpty == true { transactional[producer] = nil }
    }

    mutating func load(_ offsets: [TopicPartition: LoggedOffset], in producer: ProducerID) {
        transactional[producer, default: [:]].merge(offsets.mapValues { .written($0) }) { $1 }
    }

    /// A producer's transaction has ended.
    mutating func endTransaction(of producer: ProducerID, isCommitted: Bool) {
        guard let offsets = transactional.removeValue(forKey: producer), isCommitted else { return }
        for (partition, offset) in offsets {
            if case .written(let offset) = offset { keepLater(offset, for: partition) }
        }
    }

    // MARK: Removal

    /// Forgets partitions; returns those that had an offset, sorted.
    mutating func remove(_ partitions: some Sequence<TopicPartition>) -> [TopicPartition] {
        var removed: [TopicPartition] = []
        for partition in partitions {
            staged[partition] = nil
            for producer in Array(transactional.keys) {
                _ = transactional[producer]?.removeValue(forKey: partition)
                if transactional[producer]?.isEmpty == true { transactional[producer] = nil }
            }
            if committed.removeValue(forKey: partition) != nil { removed.append(partition) }
        }
        return removed.sorted()
    }
}
