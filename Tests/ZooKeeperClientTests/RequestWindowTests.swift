import Testing

@testable import ZooKeeperClient

struct RequestWindowTests {
    @Test func nothingIsSentWithoutAConnection() {
        var window = RequestWindow<Int>(limit: 2)
        window.append(1)
        #expect(window.next() == nil)
        window.isOpen = true
        #expect(window.next() == 1)
    }

    @Test func noMoreThanTheLimitIsUnanswered() {
        var window = RequestWindow<Int>(limit: 2)
        window.isOpen = true
        for request in 1...4 { window.append(request) }
        #expect([window.next(), window.next(), window.next()] == [1, 2, nil])
        window.complete()
        #expect([window.next(), window.next()] == [3, nil])
        #expect(window.inFlight == 2)
    }

    @Test func requestsLeaveInTheOrderOfTheCalls() {
        var window = RequestWindow<Int>(limit: 7)
        window.isOpen = true
        var sent: [Int] = []
        for request in 0..<5_000 {
            window.append(request)
            if request % 3 == 0 {
                while let next = window.next() { sent.append(next) }
                while window.inFlight > 0 { window.complete() }
            }
        }
        while let next = window.next() {
            sent.append(next)
            window.complete()
        }
        #expect(sent == Array(0..<5_000))
    }

    @Test func readsOfASeriesHaveALargerLimitThatOthersWaitFor() {
        var window = RequestWindow<Int>(limit: 2, seriesLimit: 4)
        window.isOpen = true
        window.append(series: [1, 2, 3, 4, 5, 6])
        window.append(7)
        #expect((0..<5).map { _ in window.next() } == [1, 2, 3, 4, nil])
        for _ in 0..<4 { window.complete() }
        #expect((0..<3).map { _ in window.next() } == [5, 6, nil])
        window.complete()
        #expect(window.next() == 7)
    }

    @Test func readsOfASeriesAreSentInStrides() {
        var window = RequestWindow<Int>(limit: 1, seriesLimit: 4)
        window.isOpen = true
        window.append(series: Array(1...8))
        while window.next() != nil {}
        window.complete()
        #expect(window.next() == nil)
        window.complete()
        #expect((0..<3).map { _ in window.next() } == [5, 6, nil])
    }

    @Test func whatWasNotSentCanBeTakenBack() {
        var window = RequestWindow<Int>(limit: 1)
        window.isOpen = true
        for request in 1...3 { window.append(request) }
        #expect(window.next() == 1)
        #expect(window.removeWaiting() == [2, 3])
        #expect(window.waitingCount == 0)
        #expect(window.inFlight == 1)
    }
}
