import Testing

@testable import Chaos

/// Each broken promise is planted in journals that are fine otherwise, and must be found.
@Suite struct GroupCheckerTests {
    @Test func aFineGroupHasNoViolations() {
        #expect(kinds(fineGroup()) == [])
    }

    @Test func anOffsetBelowTheAcknowledgedOneWentBack() {
        var group = fineGroup()
        group[1].events[1] = .assigned(partition: 0, offset: 3, time: 300)
        group[1].events[2] = .delivered(partition: 0, offsets: 3...9)
        #expect(kinds(group) == [.offsetsWentBack])
    }

    @Test func anOffsetThatIsForgottenWentBack() {
        var group = fineGroup()
        group[1].events[1] = .assigned(partition: 0, offset: 0, time: 300)
        group[1].events[2] = .delivered(partition: 0, offsets: 0...9)
        #expect(kinds(group) == [.offsetsWentBack])
    }

    @Test func anOffsetAskedForBeforeTheAcknowledgementMayBeTheOneBefore() {
        var group = fineGroup()
        group[1].events[1] = .assigned(partition: 0, offset: 3, time: 190)
        group[1].events[2] = .delivered(partition: 0, offsets: 3...9)
        #expect(kinds(group) == [])
    }

    @Test(arguments: [nil, 6000]) func theOffsetOfACommitOfUnknownEndMayComeLate(_ told: Int64?) {
        var group = fineGroup()
        let acknowledged = told.map {
            GroupJournal.Event.commitAcknowledged(partition: 0, offset: 4, time: $0)
        }
        group[0].events.insert(
            contentsOf: [.commitSent(partition: 0, offset: 4, time: 100)]
                + [acknowledged].compactMap { $0 }, at: 2)
        group[0].events[group[0].events.count - 2] = .commitSent(
            partition: 0, offset: 5, time: 6100)
        group[0].events[group[0].events.count - 1] = .commitAcknowledged(
            partition: 0, offset: 5, time: 6101)
        group[1].events = [
            .begin, .assigned(partition: 0, offset: 4, time: 6200),
            .delivered(partition: 0, offsets: 4...9),
            .commitSent(partition: 0, offset: 10, time: 6300),
            .commitAcknowledged(partition: 0, offset: 10, time: 6301),
            .looked(partition: 0, offset: 10, time: 6400),
        ]
        #expect(kinds(group) == [])
    }

    @Test func aMemberWhoseSessionHasEndedMustNotCommit() {
        var group = fineGroup()
        group[0].events += [
            .commitSent(partition: 0, offset: 7, time: 450),
            .commitAcknowledged(partition: 0, offset: 7, time: 451),
        ]
        #expect(kinds(group) == [.offsetsWentBack])
    }

    @Test func aRecordThatACommitSkippedIsUnseen() {
        var group = fineGroup()
        group[0].events[2] = .delivered(partition: 0, offsets: 0...3)
        #expect(kinds(group) == [.unseen])
    }

    @Test func aRecordLeftOutByAMemberIsUnseen() {
        var group = fineGroup()
        group[1].events[2] = .delivered(partition: 0, offsets: 6...9)
        #expect(kinds(group) == [.unseen, .unseen])
    }

    @Test func aMemberThatIsSetBackIsInconsistent() {
        var group = fineGroup()
        group[1].events.insert(.delivered(partition: 0, offsets: 8...9), at: 3)
        #expect(kinds(group) == [.inconsistentOffset])
    }

    @Test func recordsThatNobodyCameToAreUnseen() {
        #expect(kinds(fineGroup(), end: 11) == [.unseen, .unseen])
    }

    @Test func aGroupThatIsNotAskedAtTheEndIsUnseen() {
        var group = fineGroup()
        group[1].events.removeLast()
        #expect(kinds(group) == [.unseen])
    }

    @Test func anErrorOfAMemberIsAFailure() {
        var group = fineGroup()
        group[0].failures = ["e 0 out of range"]
        #expect(kinds(group) == [.clientFailure])
    }

    private func kinds(_ group: [GroupJournal], end: Int64 = 10) -> [Violation.Kind] {
        GroupChecker.violations(in: group, ends: [end]).map(\.kind)
    }

    /// The first member reads half of the partition and dies, the second reads the rest.
    private func fineGroup() -> [GroupJournal] {
        let first: [GroupJournal.Event] = [
            .begin, .assigned(partition: 0, offset: 0, time: 10),
            .delivered(partition: 0, offsets: 0...4),
            .commitSent(partition: 0, offset: 5, time: 199),
            .commitAcknowledged(partition: 0, offset: 5, time: 200),
        ]
        let second: [GroupJournal.Event] = [
            .begin, .assigned(partition: 0, offset: 5, time: 300),
            .delivered(partition: 0, offsets: 5...9),
            .commitSent(partition: 0, offset: 10, time: 400),
            .commitAcknowledged(partition: 0, offset: 10, time: 401),
            .looked(partition: 0, offset: 10, time: 500),
        ]
        return [GroupJournal(events: first), GroupJournal(events: second)]
    }
}
