/// A promise of the cluster that was not kept.
struct Violation: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// Acknowledged, and not there.
        case lost
        /// There, and a consumer that went past its offset was not given it.
        case unseen
        /// There twice.
        case duplicate
        /// Behind a record that its producer sent to the same partition later.
        case reordered
        /// Acknowledged at one offset and found at another, or different for two readers, or an offset
        /// that is left out.
        case inconsistentOffset = "inconsistent offset"
        /// Given to a consumer, and not there afterwards.
        case uncommittedRead = "uncommitted read"
        /// Sent, and neither acknowledged nor refused when all had been well for a while.
        case undelivered
        /// A record of a deleted topic is in another of that name.
        case reappeared
        /// The offset of a consumer group is lower than one that was acknowledged.
        case offsetsWentBack = "offsets went back"
        /// A client met an error that it cannot get over.
        case clientFailure = "client failure"
        /// The files of two replicas differ.
        case divergedReplicas = "diverged replicas"
        /// After the faults the cluster did not become whole in time.
        case notConverged = "not converged"
        /// A broker ended without having been told to.
        case crash
    }

    var kind: Kind
    var description: String
}

/// Compares what producers were told and what consumers saw with what is in the log at last. A pure
/// function of the journals.
struct Checker {
    private let history: History
    private(set) var violations: [Violation] = []

    static func violations(in history: History) -> [Violation] {
        var checker = Checker(history: history)
        checker.checkClients()
        for partition in 0..<history.partitions { checker.check(partition) }
        let ends = history.final.records.map { ($0.last?.offset ?? -1) + 1 }
        let ofGroup =
            history.group.isEmpty
            ? [] : GroupChecker.violations(in: history.group, ends: ends)
        let ofRenewal = history.renewal.map(RenewalChecker.violations) ?? []
        return checker.violations + ofGroup + ofRenewal
    }

    private init(history: History) { self.history = history }

    private mutating func note(_ kind: Violation.Kind, _ description: String) {
        violations.append(Violation(kind: kind, description: description))
    }

    private mutating func checkClients() {
        for (id, journal) in history.producers.enumerated() {
            for failure in journal.failures { note(.clientFailure, "producer \(id): \(failure)") }
            for partition in 0..<history.partitions {
                let acknowledged = journal.acknowledgements[partition]?.count ?? 0
                guard let sent = journal.sent[partition] else {
                    note(.clientFailure, "producer \(id) did not finish its journal")
                    break
                }
                if acknowledged < sent {
                    note(
                        .undelivered,
                        "producer \(id), partition \(partition): \(sent - acknowledged) of \(sent)")
                }
            }
        }
        for (id, reader) in (history.readers + [history.final]).enumerated() {
            for failure in reader.failures { note(.clientFailure, "consumer \(id): \(failure)") }
        }
    }

    private mutating func check(_ partition: Int) {
        let stored = history.final.records[partition]
        checkOffsets(stored, partition)
        let places = checkNumbers(stored, partition)
        for id in history.producers.indices {
            checkAcknowledgements(of: id, partition, places[id])
        }
        for id in history.readers.indices { checkReader(id, partition, stored) }
    }

    /// Without transactions and compaction every offset has a record.
    private mutating func checkOffsets(_ stored: [SeenRecord], _ partition: Int) {
        var expected: Int64 = 0
        for record in stored {
            if record.offset != expected {
                note(
                    .inconsistentOffset,
                    "partition \(partition): offset \(record.offset) comes where \(expected) should"
                )
            }
            expected = record.offset + 1
        }
    }

    /// Finds repetitions and changes of order. Returns where each record is: by producer, then by
    /// number, -1 for one that is not there.
    private mutating func checkNumbers(_ stored: [SeenRecord], _ partition: Int) -> [[Int64]] {
        var places = [[Int64]](repeating: [], count: history.producers.count)
        for record in stored {
            let (id, number) = (Int(record.producer), Int(record.number))
            let what = "partition \(partition), offset \(record.offset): \(id)/\(number)"
            guard places.indices.contains(id), number >= 0 else {
                note(.inconsistentOffset, "\(what) was never sent")
                continue
            }
            if number < places[id].count {
                if places[id][number] >= 0 {
                    note(.duplicate, "\(what) is at \(places[id][number]), too")
                } else {
                    note(.reordered, "\(what) stands behind \(id)/\(places[id].count - 1)")
                    places[id][number] = record.offset
                }
                continue
            }
            while places[id].count < number { places[id].append(-1) }
            places[id].append(record.offset)
        }
        return places
    }

    private mutating func checkAcknowledgements(
        of id: Int, _ partition: Int, _ places: [Int64]
    ) {
        for told in history.producers[id].acknowledgements[partition] ?? [] {
            let number = Int(told.number)
            let place = number < places.count ? places[number] : -1
            let what = "partition \(partition): \(id)/\(number), acknowledged at \(told.offset)"
            if place < 0 {
                note(.lost, "\(what), is not there")
            } else if told.offset >= 0, told.offset != place {
                note(.inconsistentOffset, "\(what), is at \(place)")
            }
        }
    }

    private mutating func checkReader(_ id: Int, _ partition: Int, _ stored: [SeenRecord]) {
        // By offset: the log may have holes if something is wrong with it.
        var known: [Int64: SeenRecord] = [:]
        known.reserveCapacity(stored.count)
        for record in stored { known[record.offset] = record }
        var position: Int64 = 0
        for seen in history.readers[id].records[partition] {
            let what = "partition \(partition), offset \(seen.offset), consumer \(id)"
            for skipped in position..<max(position, seen.offset) where known[skipped] != nil {
                note(.unseen, "\(what): \(skipped) was left out")
            }
            if seen.offset < position {
                note(.inconsistentOffset, "\(what): it had been at \(position)")
            }
            position = max(position, seen.offset + 1)
            guard let record = known[seen.offset] else {
                note(.uncommittedRead, "\(what): \(seen.producer)/\(seen.number) is not there")
                continue
            }
            if record != seen {
                note(
                    .inconsistentOffset,
                    "\(what): \(seen.producer)/\(seen.number) was read, "
                        + "\(record.producer)/\(record.number) is there")
            }
        }
        let rest = stored.count { $0.offset >= position }
        if rest > 0 {
            note(.unseen, "partition \(partition), consumer \(id): the last \(rest) records")
        }
    }
}
