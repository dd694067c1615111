import Platform
import Scheduling
import TestSupport
import Testing

@testable import Simulation

private actor Counter {
    private var numbers: [Int] = []

    func add(_ number: Int) -> [Int] {
        numbers.append(number)
        return numbers
    }
}

struct DeterministicExecutorTests {
    /// Tasks of all kinds that add their numbers to one list.
    private static func order(seed: UInt64) -> ([Int], TraceDigest) {
        let executor = DeterministicExecutor(seed: seed)
        let process = executor.makeProcess("a")
        let clock = SimulatedClock(process)
        let seen = Observed<[Int]>([])
        executor.within(process) {
            let counter = Counter()
            for number in 0..<8 {
                _ = Task {
                    try? await clock.sleep(for: .milliseconds(1))
                    let list = await counter.add(number)
                    await withTaskGroup(of: Void.self) { group in
                        group.addTask { _ = await counter.add(100 + number) }
                        group.addTask { seen.update { $0 = list } }
                    }
                }
            }
            Task.detached { for number in 8..<12 { _ = await counter.add(number) } }
        }
        executor.run(for: .seconds(1))
        return (seen.value, executor.digest)
    }

    @Test func `the same seed gives the same order, whatever kind of task`() async throws {
        let first = try await onOwnThread { Self.order(seed: 3) }
        let second = try await onOwnThread { Self.order(seed: 3) }
        #expect(first == second)
        #expect(first.0.count > 8)
    }

    @Test func `other seeds give other orders`() async throws {
        let orders = try await onOwnThread { Set((1...20).map { Self.order(seed: $0).1 }) }
        #expect(orders.count == 20)
    }

    @Test func `time jumps to the next timer`() async throws {
        let now = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            let process = executor.makeProcess("a")
            let clock = SimulatedClock(process)
            let woken = Observed<MonotonicTime?>(nil)
            executor.within(process) {
                _ = Task {
                    try? await clock.sleep(for: .seconds(3600))
                    woken.update { $0 = clock.monotonic() }
                }
            }
            executor.run(for: .seconds(7200)) { woken.value != nil }
            return woken.value
        }
        let time = try #require(now)
        #expect(time - MonotonicTime(nanoseconds: 0) >= .seconds(3600))
        #expect(time - MonotonicTime(nanoseconds: 0) < .seconds(3601))
    }

    @Test func `a sleep ends when its task is cancelled`() async throws {
        let wasCancelled = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            let process = executor.makeProcess("a")
            let clock = SimulatedClock(process)
            let ended = Observed(false)
            executor.within(process) {
                let task = Task {
                    do { try await clock.sleep(for: .seconds(3600)) } catch {
                        ended.update { $0 = true }
                    }
                }
                process.schedule(after: .seconds(1)) { task.cancel() }
            }
            executor.run(for: .seconds(2))
            return ended.value
        }
        #expect(wasCancelled)
    }

    @Test func `nothing runs in a world that has ended, and what waited for its time is freed`()
        async throws
    {
        final class Held: Sendable {}
        let (runs, isFreed) = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            let process = executor.makeProcess("a")
            let runs = Observed(0)
            weak var held: Held?
            do {
                let waits = Held()
                held = waits
                process.schedule(after: .seconds(1)) { withExtendedLifetime(waits) {} }
            }
            process.post { runs.update { $0 += 1 } }
            executor.end()
            executor.run(for: .seconds(2))
            return (runs.value, held == nil)
        }
        #expect(runs == 0)
        #expect(isFreed)
    }

    @Test func `what was killed can go on to its end, which frees what it held`() async throws {
        final class Held: Sendable {}
        let wasFreed = try await onOwnThread { () -> [Bool] in
            let executor = DeterministicExecutor(seed: 1)
            let process = executor.makeProcess("a")
            let clock = SimulatedClock(process)
            weak var held: Held?
            do {
                let own = Held()
                held = own
                executor.within(process) {
                    _ = Task {
                        try? await clock.sleep(for: .seconds(1))
                        withExtendedLifetime(own) {}
                    }
                }
            }
            executor.run(for: .milliseconds(500))
            process.kill()
            executor.run(for: .seconds(5))
            let before = held == nil
            executor.letTheDeadEnd(within: .seconds(1))
            executor.end()
            return [before, held == nil]
        }
        #expect(wasFreed == [false, true])
    }

    @Test func `nothing of a killed process runs, and a paused one goes on later`() async throws {
        let beats = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            let counts = Observed([0, 0])
            let processes = (0..<2).map { index in
                let process = executor.makeProcess("\(index)")
                let clock = SimulatedClock(process)
                executor.within(process) {
                    _ = Task {
                        while true {
                            try? await clock.sleep(for: .seconds(1))
                            counts.update { $0[index] += 1 }
                        }
                    }
                }
                return process
            }
            executor.run(for: .milliseconds(2500))
            processes[0].kill()
            processes[1].pause()
            executor.run(for: .seconds(2))
            let standing = counts.value
            processes[1].resume()
            executor.run(for: .seconds(2))
            return [standing, counts.value]
        }
        #expect(beats[0] == [2, 2])
        #expect(beats[1][0] == 2)
        #expect(beats[1][1] > 2)
    }

    @Test func `the turns of a loop take its jobs in order`() async throws {
        let seen = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            let loop = SimulatedEventLoop(executor.makeProcess("a"))
            let seen = Observed<[Int]>([])
            for number in 0..<10 { loop.execute { seen.update { $0.append(number) } } }
            loop.schedule(after: .seconds(1)) { seen.update { $0.append(10) } }
            loop.schedule(after: .seconds(2)) { seen.update { $0.append(-1) } }.cancel()
            executor.run(for: .seconds(3))
            return seen.value
        }
        #expect(seen == Array(0...10))
    }
}
