import Platform
import Simulation
import TestSupport
import Testing

struct CapturedWorkTests {
    @TaskLocal private static var mark = 0

    @Test func `a task runs in the world that adopts it, with the values of where it was begun`()
        async throws
    {
        let seen = Lock<[Int]>([])
        CapturedWork.begin()
        async let end: Void = Self.$mark.withValue(7) { seen.withLock { $0.append(Self.mark) } }
        let work = CapturedWork.end()
        #expect(seen.withLock { $0 } == [])
        let steps = try await onOwnThread {
            let executor = DeterministicExecutor(seed: 1)
            executor.adopt(work, by: executor.makeProcess("a"))
            executor.run(for: .seconds(1))
            return executor.steps
        }
        await end
        #expect(seen.withLock { $0 } == [7] && steps > 0)
    }

    @Test func `what is begun afterwards runs as ever`() async {
        CapturedWork.begin()
        #expect(CapturedWork.end().isEmpty)
        #expect(await Task { Self.mark }.value == 0)
    }
}
