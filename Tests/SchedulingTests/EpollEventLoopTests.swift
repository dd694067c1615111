import Platform
import Scheduling
import TestSupport
import Testing

@Suite struct EpollEventLoopTests {
    let loop: EpollEventLoop
    let clock = SystemClock()

    init() throws {
        loop = try EpollEventLoop(name: "test", clock: SystemClock())
    }

    @Test func jobsRunOnTheLoopAndResultsComeBack() async {
        let loop = loop
        let isCurrent = await loop.run { loop.isCurrent }
        #expect(isCurrent)
        #expect(!loop.isCurrent)
        loop.stop()
    }

    @Test func jobsOfOneThreadRunInTheirOrder() async {
        let seen = Lock<[Int]>([])
        for number in 0..<1000 { loop.execute { seen.withLock { $0.append(number) } } }
        await loop.run {}
        #expect(seen.withLock { $0 } == Array(0..<1000))
        loop.stop()
    }

    @Test func noJobOfManyThreadsIsLost() async {
        let loop = loop
        let count = Lock(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 0..<25_000 {
                        loop.execute { count.withLock { $0 += 1 } }
                        // Lets the loop fall asleep now and then.
                        if number % 1000 == 0 { await loop.run {} }
                    }
                }
            }
        }
        await loop.run {}
        #expect(count.withLock { $0 } == 100_000)
        loop.stop()
    }

    @Test func aJobMayHandOverTheNextOne() async {
        let loop = loop
        await withCheckedContinuation { continuation in
            loop.execute { loop.execute { loop.execute { continuation.resume() } } }
        }
        loop.stop()
    }

    @Test func timersRunInOrderAndNotEarly() async {
        let loop = loop
        let clock = clock
        let start = clock.monotonic()
        let order = Lock<[Int]>([])
        for delay in [12, 4, 8] {
            loop.schedule(after: .milliseconds(delay)) {
                #expect(clock.monotonic() - start >= .milliseconds(delay))
                order.withLock { $0.append(delay) }
            }
        }
        await withCheckedContinuation { continuation in
            loop.schedule(after: .milliseconds(20)) { continuation.resume() }
        }
        #expect(order.withLock { $0 } == [4, 8, 12])
        loop.stop()
    }

    @Test func aCancelledTimerDoesNotRun() async {
        let loop = loop
        let fromOutside = loop.schedule(after: .milliseconds(5)) { Issue.record("ran") }
        fromOutside.cancel()
        await loop.run {
            let fromInside = loop.schedule(after: .milliseconds(5)) { Issue.record("ran") }
            fromInside.cancel()
            fromInside.cancel()
        }
        await withCheckedContinuation { continuation in
            loop.schedule(after: .milliseconds(10)) { continuation.resume() }
        }
        loop.stop()
    }

    @Test func theEndOfATurnComesAfterItsJobs() async {
        let loop = loop
        let order = Lock<[String]>([])
        let ender = TurnEnder { order.withLock { $0.append("end") } }
        await loop.run {
            loop.callAtTurnEnd(ender)
            order.withLock { $0.append("job") }
        }
        await loop.run {}
        #expect(order.withLock { $0 } == ["job", "end"])
        loop.stop()
    }

    @Test func jobsHandedOverBeforeTheEndStillRun() {
        let count = Lock(0)
        for _ in 0..<100 { loop.execute { count.withLock { $0 += 1 } } }
        loop.stop()
        loop.stop()
        #expect(count.withLock { $0 } == 100)
    }

    @Test func aGroupGivesItsLoopsInTurn() throws {
        let group = try EventLoopGroup(count: 3, name: "group", clock: clock)
        let first = (0..<3).map { _ in ObjectIdentifier(group.next()) }
        let second = (0..<3).map { _ in ObjectIdentifier(group.next()) }
        #expect(first == second)
        #expect(Set(first).count == 3)
        group.stop()
        loop.stop()
    }
}

// Sendable because the closure is and nothing changes.
private final class TurnEnder: TurnEndHandler, @unchecked Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    func turnEnded() { body() }
}
