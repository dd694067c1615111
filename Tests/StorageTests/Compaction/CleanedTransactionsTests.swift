import KafkaModel
import KafkaRecords
import Testing

@testable import Storage

struct CleanedTransactionsTests {
    private let aborted = TransactionIndex.Entry(
        producerID: 1, firstOffset: 10, lastOffset: 20, lastStableOffset: 21)

    @Test func `data of an aborted transaction is told from other data`() {
        var walk = CleanedTransactions(aborted: [aborted])
        let before = walk.noteData(1, isTransactional: true, lastOffset: 5)
        let within = walk.noteData(1, isTransactional: true, lastOffset: 12)
        let plain = walk.noteData(1, isTransactional: false, lastOffset: 13)
        let other = walk.noteData(2, isTransactional: true, lastOffset: 14)
        _ = walk.noteMarker(.abort, 1, lastOffset: 20)
        let after = walk.noteData(1, isTransactional: true, lastOffset: 22)
        #expect([before, within, plain, other, after] == [false, true, false, false, false])
    }

    @Test(arguments: [true, false])
    func `an ABORT marker is needed as long as its data is met`(hasData: Bool) {
        var walk = CleanedTransactions(aborted: [aborted])
        if hasData { _ = walk.noteData(1, isTransactional: true, lastOffset: 12) }
        let use = walk.noteMarker(.abort, 1, lastOffset: 20)
        #expect(use == (hasData ? .neededByReaders(aborted) : .surplus))
    }

    @Test func `a COMMIT marker is needed as long as its data is met`() {
        var walk = CleanedTransactions(aborted: [])
        _ = walk.noteData(1, isTransactional: true, lastOffset: 2)
        let first = walk.noteMarker(.commit, 1, lastOffset: 3)
        let second = walk.noteMarker(.commit, 1, lastOffset: 4)
        #expect([first, second] == [.needed, .surplus])
    }

    @Test func `an empty control batch is surplus, one of an unknown kind is not`() {
        var walk = CleanedTransactions(aborted: [])
        let empty = walk.noteMarker(nil, 1, lastOffset: 3)
        let unknown = walk.noteMarker(.other(5), 1, lastOffset: 3)
        #expect([empty, unknown] == [.surplus, .needed])
    }

    @Test func `the order of the index does not matter`() {
        let other = TransactionIndex.Entry(
            producerID: 2, firstOffset: 4, lastOffset: 30, lastStableOffset: 31)
        var walk = CleanedTransactions(aborted: [aborted, other])
        let first = walk.noteData(2, isTransactional: true, lastOffset: 5)
        let second = walk.noteData(1, isTransactional: true, lastOffset: 11)
        #expect([first, second] == [true, true])
    }
}
