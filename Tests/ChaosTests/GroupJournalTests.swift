import Foundation
import Testing

@testable import Chaos

@Suite struct GroupJournalTests {
    @Test func aMembersJournalIsRead() throws {
        let text = """
            b
            s 1 0 1000
            d 1 0 7
            t 1 8 1010
            c 1 8 1012
            e 1 no such offset
            n
            b
            l 1 8 2000

            """
        let journal = try GroupJournal(Data(text.utf8))
        #expect(
            journal.events == [
                .begin, .assigned(partition: 1, offset: 0, time: 1000),
                .delivered(partition: 1, offsets: 0...7),
                .commitSent(partition: 1, offset: 8, time: 1010),
                .commitAcknowledged(partition: 1, offset: 8, time: 1012), .begin,
                .looked(partition: 1, offset: 8, time: 2000),
            ])
        #expect(journal.failures == ["e 1 no such offset"])
        #expect(journal.replacements == 1)
    }

    @Test(arguments: ["s 1 0\n", "d 1 7 6\n", "b 1\n", "z\n", "\n", "c 1 x 5\n"])
    func aLineThatNoMemberWritesIsRefused(_ text: String) {
        #expect(throws: BrokenJournal.self) { _ = try GroupJournal(Data(text.utf8)) }
    }
}
