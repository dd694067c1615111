import Platform
import Simulation
import TestSupport
import Testing

/// Runs each test in virtual time on a thread of its own: everything that it starts happens one after
/// another, and time passes when nothing else is left to do. A busy machine changes nothing then, and
/// to wait for a second is to see all that happens until then.
///
/// Not for tests that wait for something outside of the process.
struct SimulatedTime: SuiteTrait, TestTrait, TestScoping {
    /// The clock of the test that runs.
    @TaskLocal static var current: SimulatedClock?

    /// A test that has not ended by then waits for something that never happens.
    private static let limit = Duration.seconds(3600)

    let isRecursive = true
    /// Of the order in which things happen.
    let seed: UInt64

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await body() }
        let clock = Lock<SimulatedClock?>(nil)
        let isOver = Lock(false)
        CapturedWork.begin()
        async let outcome: Void = Self.run(body, on: clock) { isOver.withLock { $0 = true } }
        let work = CapturedWork.end()
        let (seed, name) = (seed, test.name)
        try await onOwnThread {
            let executor = DeterministicExecutor(seed: seed)
            let process = executor.makeProcess("test")
            clock.withLock { $0 = SimulatedClock(process) }
            executor.adopt(work, by: process)
            let hasEnded = executor.run(for: Self.limit) { isOver.withLock { $0 } }
            precondition(hasEnded, "\(name) waits for something that never happens")
            executor.end()
        }
        try await outcome
    }

    private static func run(
        _ body: () async throws -> Void, on clock: Lock<SimulatedClock?>, atEnd: () -> Void
    ) async throws {
        defer { atEnd() }
        try await $current.withValue(clock.withLock { $0 }) { try await body() }
    }
}

extension Trait where Self == SimulatedTime {
    static var simulatedTime: SimulatedTime { SimulatedTime(seed: 1) }
    static func simulatedTime(seed: UInt64) -> SimulatedTime { SimulatedTime(seed: seed) }
}
