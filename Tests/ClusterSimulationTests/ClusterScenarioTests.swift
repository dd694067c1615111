import ClusterSimulation
import Simulation
import TestSupport
import Testing

struct ClusterScenarioTests {
    @Test func `one broker alone takes records, the same in every run`() async throws {
        var shape = ClusterScenario.Shape()
        shape.brokers = 1
        shape.faults = .seconds(3)
        shape.makesFaults = false
        let reports = try await onOwnThread { [shape] in
            (0..<2).map { _ in ClusterScenario(seed: 11, shape).run() }
        }
        #expect(reports[0].violation == nil)
        #expect(reports[0].acknowledged > 10)
        #expect(reports[0].digest == reports[1].digest)
    }

    /// Whoever has a clock, a loop or a file of the world holds the executor.
    @Test func `nothing of the world is left after its end, living or dead`() async throws {
        let (deaths, isFreed) = try await onOwnThread { () -> (Int, Bool) in
            weak var executor: DeterministicExecutor?
            var deaths = 0
            do {
                let scenario = ClusterScenario(seed: 1)
                executor = scenario.cluster.executor
                deaths = scenario.run().occurrences[.kill]
            }
            return (deaths, executor == nil)
        }
        #expect(deaths > 0)
        #expect(isFreed)
    }

    @Test func `a cluster keeps its promises through faults, the same in every run`() async throws {
        let reports = try await onOwnThread {
            (0..<2).map { _ in ClusterScenario(seed: 1).run() }
        }
        #expect(reports[0].violation == nil)
        #expect(reports[0].faults > 5)
        #expect(reports[0].acknowledged > 10)
        #expect(reports[0].digest == reports[1].digest)
    }

    @Test func `a group consumes everything through faults, the same in every run`() async throws {
        var shape = ClusterScenario.Shape()
        shape.members = 2
        let reports = try await onOwnThread { [shape] in
            (0..<2).map { _ in ClusterScenario(seed: 2, shape).run() }
        }
        #expect(reports[0].violation == nil)
        #expect(reports[0].occurrences[.offsetsCommitted] > 10)
        #expect(reports[0].digest == reports[1].digest)
    }
}
