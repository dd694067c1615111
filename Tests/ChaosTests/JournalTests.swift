import Foundation
import Testing

@testable import Chaos

@Suite struct JournalTests {
    @Test func aProducersJournalIsRead() throws {
        let text = """
            a 2 0 17 1000
            a 2 1 -1 1003
            f 0 5 some words
            s 0 6
            s 2 2

            """
        let journal = try ProducerJournal(Data(text.utf8))
        #expect(
            journal.acknowledgements == [
                2: [
                    .init(number: 0, offset: 17, time: 1000),
                    .init(number: 1, offset: -1, time: 1003),
                ]
            ])
        #expect(journal.sent == [0: 6, 2: 2])
        #expect(journal.failures == ["f 0 5 some words"])
    }

    @Test func aConsumersJournalIsRead() throws {
        let journal = try ConsumerJournal(
            Data("r 1 0 3 7\nr 1 1 2 0\ne 0 no such offset\n".utf8), partitions: 2)
        #expect(
            journal.records == [
                [],
                [
                    SeenRecord(offset: 0, producer: 3, number: 7),
                    SeenRecord(offset: 1, producer: 2, number: 0),
                ],
            ])
        #expect(journal.failures == ["e 0 no such offset"])
    }

    @Test func lostClientsAreCounted() throws {
        let text = "n 20:15:01 at [1]\nr 0 0 3 7\nn 20:31:44 at [1]\n"
        let journal = try ConsumerJournal(Data(text.utf8), partitions: 1)
        #expect(journal.replacements == 2)
        #expect(journal.failures == [])
    }

    @Test(arguments: ["r 9 0 0 0\n", "r 0 1\n", "r 0 1 2 x\n", "z 1\n", "\n"])
    func aLineThatDoesNotBelongThereIsRefused(_ text: String) {
        #expect(throws: BrokenJournal.self) {
            _ = try ConsumerJournal(Data(text.utf8), partitions: 1)
        }
    }

    @Test(arguments: ["a 0 1 2\n", "s 0\n", "r 0 0 0 0\n"])
    func aLineThatNoProducerWritesIsRefused(_ text: String) {
        #expect(throws: BrokenJournal.self) { _ = try ProducerJournal(Data(text.utf8)) }
    }

    @Test func theLongestTimeWithoutAnAcknowledgementIsThatOfAllProducersTogether() {
        var history = History(partitions: 2)
        var first = ProducerJournal()
        first.acknowledgements[0] = [(0, 100), (1, 900)].map {
            .init(number: $0.0, offset: Int64($0.0), time: $0.1)
        }
        var second = ProducerJournal()
        second.acknowledgements[0] = [.init(number: 0, offset: 2, time: 400)]
        history.producers = [first, second]
        #expect(
            Availability(history).longestGaps == [
                .init(begin: 400, length: 500), .init(begin: 0, length: 0),
            ])
    }
}
