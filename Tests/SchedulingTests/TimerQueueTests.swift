import Platform
import Scheduling
import TestSupport
import Testing

@Suite struct TimerQueueTests {
    private func time(_ nanoseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds)
    }

    @Test func timersLeaveInTheOrderOfTheirDeadlines() {
        var queue = TimerQueue()
        for deadline in [5, 1, 4, 2, 3] as [Int64] { _ = queue.add(deadline: time(deadline)) {} }
        var order: [Int64] = []
        while let timer = queue.popDue(time(4)) { order.append(timer.deadline.nanoseconds) }
        #expect(order == [1, 2, 3, 4])
        #expect(queue.firstDeadline == time(5))
    }

    @Test func equalDeadlinesLeaveInTheOrderOfEntry() {
        var queue = TimerQueue()
        let timers = (0..<20).map { _ in queue.add(deadline: time(7)) {} }
        for timer in timers { #expect(queue.popDue(time(7)) === timer) }
    }

    @Test func removalOfAnyTimerKeepsTheOrder() {
        var random = SeededRandom(seed: 6)
        var queue = TimerQueue()
        var timers: [TimerQueue.Timer] = []
        for _ in 0..<2000 {
            if timers.isEmpty || Bool.random(using: &random) {
                let deadline = Int64.random(in: 0..<100, using: &random)
                timers.append(queue.add(deadline: time(deadline)) {})
            } else {
                let index = Int.random(in: 0..<timers.count, using: &random)
                queue.remove(timers[index])
                queue.remove(timers.remove(at: index))
            }
            #expect(queue.isConsistent)
        }
        #expect(queue.count == timers.count)
        #expect(queue.firstDeadline == timers.map(\.deadline).min())
    }
}
