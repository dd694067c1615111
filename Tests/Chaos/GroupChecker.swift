/// Looks for broken promises to a consumer group: offsets that were acknowledged do not go back, and
/// every record is given to some member, whoever of them dies. A pure function of the journals.
struct GroupChecker {
    /// A commit that took longer, or of whose end nothing was told, may have gone out twice, and the
    /// first copy may arrive after the next commit: TCP goes on with what a closed connection left.
    private static let certainty: Int64 = 5000

    private let journals: [GroupJournal]
    private(set) var violations: [Violation] = []

    /// `ends` has the offset behind the last record, by partition.
    static func violations(in journals: [GroupJournal], ends: [Int64]) -> [Violation] {
        var checker = GroupChecker(journals: journals)
        for (member, journal) in journals.enumerated() {
            for failure in journal.failures {
                checker.note(.clientFailure, "member \(member): \(failure)")
            }
            checker.checkOrder(member, journal)
        }
        for (partition, end) in ends.enumerated() {
            checker.checkOffsets(partition, end)
            checker.checkDelivery(partition, end)
        }
        return checker.violations
    }

    private init(journals: [GroupJournal]) { self.journals = journals }

    private mutating func note(_ kind: Violation.Kind, _ description: String) {
        violations.append(Violation(kind: kind, description: description))
    }

    /// From the offset where it begins on, a member is given one record after the other.
    private mutating func checkOrder(_ member: Int, _ journal: GroupJournal) {
        var positions: [Int: Int64] = [:]
        for event in journal.events {
            switch event {
            case .begin: positions = [:]
            case .assigned(let partition, let offset, _): positions[partition] = offset
            case .delivered(let partition, let offsets):
                let what = "partition \(partition), member \(member)"
                let expected = positions[partition] ?? offsets.lowerBound
                if offsets.lowerBound > expected {
                    note(.unseen, "\(what): \(expected)..<\(offsets.lowerBound) was left out")
                } else if offsets.lowerBound < expected {
                    note(
                        .inconsistentOffset,
                        "\(what): \(offsets.lowerBound) comes where \(expected) should")
                }
                positions[partition] = offsets.upperBound + 1
            default: break
            }
        }
    }

    /// Everything that was there was given to somebody.
    private mutating func checkDelivery(_ partition: Int, _ end: Int64) {
        let given = journals.flatMap(\.events).compactMap { event in
            if case .delivered(partition, let offsets) = event { offsets } else { nil }
        }
        var next: Int64 = 0
        for offsets in given.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if offsets.lowerBound > next {
                note(
                    .unseen,
                    "partition \(partition): \(next)..<\(offsets.lowerBound) was given to no member"
                )
            }
            next = max(next, offsets.upperBound + 1)
        }
        if next < end {
            note(.unseen, "partition \(partition): \(next)..<\(end) was given to no member")
        }
    }
}

// Committed offsets.
extension GroupChecker {
    private struct Commit {
        var offset: Int64
        var sent: Int64
        /// `nil` if it was never told.
        var acknowledged: Int64?
    }

    private enum Moment {
        case look(Int64)
        case send(Int)
        case acknowledge(Int)

        /// Of what has the same time, what gives the least to complain of.
        var order: Int {
            switch self {
            case .look: 0
            case .send: 1
            case .acknowledge: 2
            }
        }
    }

    private mutating func checkOffsets(_ partition: Int, _ end: Int64) {
        let commits = commits(of: partition)
        let uncertain = Set(
            commits.filter { commit in
                commit.acknowledged.map { $0 - commit.sent > Self.certainty } ?? true
            }.map(\.offset))
        var floors = [Int64](repeating: 0, count: commits.count)
        var floor: Int64 = 0
        for (_, moment) in moments(of: partition, commits) {
            switch moment {
            case .look(let offset):
                if offset < floor, !uncertain.contains(offset) {
                    note(
                        .offsetsWentBack,
                        "partition \(partition): \(offset) is told, \(floor) was acknowledged")
                }
                floor = min(floor, offset)
            case .send(let index): floors[index] = floor
            case .acknowledge(let index):
                let offset = commits[index].offset
                if offset < floors[index] {
                    note(
                        .offsetsWentBack,
                        "partition \(partition): \(offset) is acknowledged after \(floors[index])")
                }
                floor = max(floor, offset)
            }
        }
        checkEnd(partition, end)
    }

    private mutating func checkEnd(_ partition: Int, _ end: Int64) {
        let last = looks(at: partition).filter(\.isLast).map(\.offset).max()
        if last ?? -1 < end {
            note(
                .unseen,
                "partition \(partition): the group ends at \(last.map(String.init) ?? "nothing"), "
                    + "the partition at \(end)")
        }
    }

    private func commits(of partition: Int) -> [Commit] {
        var commits: [Commit] = []
        for journal in journals {
            var open: Int?
            for event in journal.events {
                switch event {
                case .commitSent(partition, let offset, let time):
                    open = commits.count
                    commits.append(Commit(offset: offset, sent: time))
                case .commitAcknowledged(partition, let offset, let time):
                    guard let index = open, commits[index].offset == offset else { continue }
                    commits[index].acknowledged = time
                case .begin: open = nil
                default: break
                }
            }
        }
        return commits
    }

    private func looks(at partition: Int) -> [(offset: Int64, time: Int64, isLast: Bool)] {
        journals.flatMap(\.events).compactMap { event in
            switch event {
            case .assigned(partition, let offset, let time): (offset, time, false)
            case .looked(partition, let offset, let time): (offset, time, true)
            default: nil
            }
        }
    }

    private func moments(of partition: Int, _ commits: [Commit]) -> [(time: Int64, Moment)] {
        var moments = looks(at: partition).map { (time: $0.time, Moment.look($0.offset)) }
        for (index, commit) in commits.enumerated() {
            moments.append((commit.sent, .send(index)))
            if let time = commit.acknowledged { moments.append((time, .acknowledge(index))) }
        }
        return moments.sorted { ($0.time, $0.1.order) < ($1.time, $1.1.order) }
    }
}
