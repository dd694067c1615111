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

    /// Seeds with kills, pauses, cuts and lost sessions. Each has a thread of its own.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a cluster keeps its promises through faults, the same in every run`(seed: UInt64)
        async throws
    {
        let reports = try await onOwnThread {
            (0..<2).map { _ in ClusterScenario(seed: seed).run() }
        }
        let report = reports[0]
        #expect(
            report.violation == nil,
            "seed \(seed)\n\(report.lastEvents.joined(separator: "\n"))")
        #expect(report.faults > 10)
        #expect(report.acknowledged > 10)
        #expect(report.digest == reports[1].digest)
    }
}
