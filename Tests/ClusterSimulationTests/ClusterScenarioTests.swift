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

    /// Others are found too, but may take more seeds than a test has time for; see `bin/simulate`.
    static let quickCanaries = [
        "acknowledging-before-high-watermark", "truncating-to-high-watermark",
        "unfenced-controller-writes",
    ]

    @Test(arguments: quickCanaries)
    func `a rule that is broken on purpose is found`(name: String) async throws {
        var shape = ClusterScenario.Shape()
        shape.canary = Canary(name: name)
        #expect(shape.canary?.name == name)
        let violation = try await onOwnThread { [shape] () -> String? in
            for seed in 1...40 as ClosedRange<UInt64> {
                if let found = ClusterScenario(seed: seed, shape).run().violation { return found }
            }
            return nil
        }
        #expect(violation != nil)
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
