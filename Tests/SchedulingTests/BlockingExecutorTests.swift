import Platform
import Scheduling
import Testing

@Suite struct BlockingExecutorTests {
    private struct Failure: Error, Equatable {}

    @Test func resultsAndErrorsComeBack() async {
        let executor = BlockingExecutor(name: "test", threads: 2)
        let seven = await executor.run { 7 }
        #expect(seven == 7)
        await #expect(throws: Failure.self) {
            try await executor.run { () throws(Failure) -> Int in throw Failure() }
        }
        executor.stop()
    }

    @Test func oneBlockedCallDoesNotHoldUpAnother() async {
        let executor = BlockingExecutor(name: "test", threads: 2)
        await withCheckedContinuation { entered in
            let first = Gate()
            executor.execute {
                entered.resume()
                first.waitUntilOpen()
            }
            executor.execute { first.open() }
        }
        executor.stop()
    }

    @Test func allJobsRunBeforeTheEnd() {
        let executor = BlockingExecutor(name: "test", threads: 1)
        let count = Lock(0)
        for _ in 0..<3000 { executor.execute { count.withLock { $0 += 1 } } }
        executor.stop()
        #expect(count.withLock { $0 } == 3000)
        #expect(!executor.execute {})
    }
}

/// Blocks a thread until another one opens it.
private final class Gate: Sendable {
    private let isOpen = Lock(false)

    func open() { isOpen.withLock { $0 = true } }

    func waitUntilOpen() {
        while !isOpen.withLock({ $0 }) {}
    }
}
