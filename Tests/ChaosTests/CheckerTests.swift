import Testing

@testable import Chaos

/// Each broken promise is planted in a history that is fine otherwise, and must be found.
@Suite struct CheckerTests {
    @Test func aFineHistoryHasNoViolations() {
        #expect(Checker.violations(in: fineHistory()) == [])
    }

    @Test func anAcknowledgedRecordThatIsNotThereIsLost() {
        var history = fineHistory()
        history.final.records[0].removeLast()
        history.readers[0].records[0].removeLast()
        #expect(kinds(history) == [.lost])
    }

    @Test func aRecordInTheMiddleThatIsNotThereIsLostAndItsOffsetIsLeftOut() {
        var history = fineHistory()
        history.final.records[0].remove(at: 1)
        history.readers[0].records[0].remove(at: 1)
        #expect(kinds(history) == [.inconsistentOffset, .lost])
    }

    @Test func aRecordThatAConsumerWasNotGivenIsUnseen() {
        var history = fineHistory()
        history.readers[0].records[0].remove(at: 1)
        #expect(kinds(history) == [.unseen])
    }

    @Test func recordsThatAConsumerNeverCameToAreUnseen() {
        var history = fineHistory()
        history.readers[0].records[0].removeLast(2)
        #expect(kinds(history) == [.unseen])
    }

    @Test func aRecordThatIsThereTwiceIsADuplicate() {
        var history = fineHistory()
        let twice = SeenRecord(offset: 4, producer: 0, number: 1)
        history.final.records[0].append(twice)
        history.readers[0].records[0].append(twice)
        #expect(kinds(history) == [.duplicate])
    }

    @Test func aRecordBehindALaterOneOfItsProducerIsReordered() {
        var history = fineHistory()
        let records = [
            SeenRecord(offset: 0, producer: 0, number: 1),
            SeenRecord(offset: 1, producer: 1, number: 0),
            SeenRecord(offset: 2, producer: 0, number: 0),
            SeenRecord(offset: 3, producer: 1, number: 1),
        ]
        history.final.records[0] = records
        history.readers[0].records[0] = records
        history.producers[0].acknowledgements[0] = [acknowledged(1, 0), acknowledged(0, 2)]
        history.producers[1].acknowledgements[0] = [acknowledged(0, 1), acknowledged(1, 3)]
        #expect(kinds(history) == [.reordered])
    }

    @Test func aRecordElsewhereThanToldHasAnInconsistentOffset() {
        var history = fineHistory()
        history.producers[0].acknowledgements[0]?[1].offset = 3
        #expect(kinds(history) == [.inconsistentOffset])
    }

    @Test func anOffsetThatWasNotToldIsNoViolation() {
        var history = fineHistory()
        history.producers[0].acknowledgements[0]?[1].offset = -1
        #expect(kinds(history) == [])
    }

    @Test func twoRecordsAtOneOffsetAreInconsistent() {
        var history = fineHistory()
        history.readers[0].records[0][2] = SeenRecord(offset: 2, producer: 1, number: 1)
        #expect(kinds(history) == [.inconsistentOffset])
    }

    @Test func aConsumerThatIsSetBackIsInconsistent() {
        var history = fineHistory()
        history.readers[0].records[0].append(history.final.records[0][0])
        #expect(kinds(history) == [.inconsistentOffset])
    }

    @Test func aRecordThatIsReadAndIsNotThereAfterwardsWasNotCommitted() {
        var history = fineHistory()
        history.readers[0].records[0].append(SeenRecord(offset: 4, producer: 1, number: 2))
        #expect(kinds(history) == [.uncommittedRead])
    }

    @Test func aRecordThatNobodySentHasNoPlaceInTheLog() {
        var history = fineHistory()
        let strange = SeenRecord(offset: 4, producer: 7, number: 0)
        history.final.records[0].append(strange)
        history.readers[0].records[0].append(strange)
        #expect(kinds(history) == [.inconsistentOffset])
    }

    @Test func aRecordThatIsNeitherAcknowledgedNorRefusedIsUndelivered() {
        var history = fineHistory()
        history.producers[1].sent[0] = 3
        #expect(kinds(history) == [.undelivered])
    }

    @Test func aProducerThatDiedIsAFailure() {
        var history = fineHistory()
        history.producers[1].sent = [:]
        #expect(kinds(history) == [.clientFailure])
    }

    @Test(arguments: ["f 0 1 timed out", "x fenced"])
    func aRecordGivenUpIsAFailure(_ line: String) {
        var history = fineHistory()
        history.producers[0].failures = [line]
        #expect(kinds(history) == [.clientFailure])
    }

    @Test func anErrorOfAConsumerIsAFailure() {
        var history = fineHistory()
        history.readers[0].failures = ["e 0 log truncation"]
        #expect(kinds(history) == [.clientFailure])
    }

    private func kinds(_ history: History) -> [Violation.Kind] {
        Checker.violations(in: history).map(\.kind)
    }

    private func acknowledged(_ number: Int32, _ offset: Int64)
        -> ProducerJournal.Acknowledgement
    {
        .init(number: number, offset: offset, time: offset)
    }

    /// Two producers with two records each in partition 0, one after the other; one consumer.
    private func fineHistory() -> History {
        var history = History(partitions: 1)
        for producer in 0..<2 {
            var journal = ProducerJournal()
            journal.sent = [0: 2]
            journal.acknowledgements[0] = (0..<2).map {
                acknowledged(Int32($0), Int64(2 * $0 + producer))
            }
            history.producers.append(journal)
        }
        history.final.records[0] = (0..<4).map {
            SeenRecord(offset: Int64($0), producer: Int32($0 % 2), number: Int32($0 / 2))
        }
        history.readers = [history.final]
        return history
    }
}
