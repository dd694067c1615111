import Foundation
import Testing

@testable import Chaos

@Suite struct RenewalCheckerTests {
    private let fine = """
        c 0
        c 1
        a 1 0 0 0
        a 1 0 1 1
        a 1 1 0 -1
        r 1 0 0 1 0
        r 1 0 1 1 1
        r 1 1 0 1 0
        v 1

        """

    @Test func aTopicThatHasWhatWasAcknowledgedIsFine() throws {
        #expect(try kinds(fine) == [])
        #expect(try RenewalJournal(Data(fine.utf8)).created == 2)
    }

    @Test func aRecordOfADeletedTopicHasReappeared() throws {
        #expect(try kinds(fine + "r 1 0 2 0 5\n") == [.reappeared])
    }

    @Test func aRecordOfADeletedTopicHasReappearedInOneThatMayBeGone() throws {
        #expect(try kinds("u 1\n" + fine + "r 1 0 2 0 5\n") == [.reappeared])
    }

    @Test(arguments: ["r 1 0 1 1 1\n", "r 1 1 0 1 0\n"])
    func anAcknowledgedRecordThatIsNotThereIsLost(_ line: String) throws {
        #expect(try kinds(fine.replacingOccurrences(of: line, with: "")) == [.lost])
    }

    @Test func nothingIsLostOfATopicThatAnEarlierRequestMayHaveDeleted() throws {
        let line = "r 1 0 1 1 1\n"
        #expect(try kinds("u 1\n" + fine.replacingOccurrences(of: line, with: "")) == [])
    }

    @Test func aRecordThatIsThereTwiceIsADuplicate() throws {
        #expect(try kinds(fine + "r 1 0 2 1 1\n") == [.duplicate])
    }

    @Test func aNameThatIsNotFreeIsAFailure() throws {
        let line = "x generation 2: the name is not free\n"
        #expect(try kinds(fine + line) == [.clientFailure])
    }

    @Test(arguments: ["a 1 0 0\n", "r 1 0 0 1\n", "z 1\n", "c\n", "\n"])
    func aLineThatDoesNotBelongThereIsRefused(_ text: String) {
        #expect(throws: BrokenJournal.self) { _ = try RenewalJournal(Data(text.utf8)) }
    }

    private func kinds(_ text: String) throws -> [Violation.Kind] {
        RenewalChecker.violations(in: try RenewalJournal(Data(text.utf8))).map(\.kind)
    }
}
