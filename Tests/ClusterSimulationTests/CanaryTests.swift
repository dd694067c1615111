import ClusterSimulation
import Simulation
import TestSupport
import Testing

/// The simulation is worth what it finds: rules broken on purpose are found within a few seeds, under
/// which the rules as they are hold.
struct CanaryTests {
    /// From wherever the count began, each canary was found within 15.
    static let budget: ClosedRange<UInt64> = 1...40

    @Test(arguments: Canary.allCases)
    func `a rule that is broken on purpose is found`(canary: Canary) async throws {
        var shape = ClusterScenario.Shape()
        shape.canary = canary
        let violation = try await onOwnThread { [shape] () -> String? in
            for seed in Self.budget {
                if let found = ClusterScenario(seed: seed, shape).run().violation { return found }
            }
            return nil
        }
        #expect(violation != nil, "\(canary.name) is not found by \(Self.budget.count) seeds")
    }

    @Test func `the same seeds find nothing in the rules as they are, and every trouble occurs`()
        async throws
    {
        let (failed, occurrences) = try await onOwnThread { () -> ([String], Occurrences) in
            var (failed, occurrences) = ([String](), Occurrences())
            for seed in Self.budget {
                let report = ClusterScenario(seed: seed).run()
                occurrences.add(report.occurrences)
                if let violation = report.violation { failed.append("seed \(seed): \(violation)") }
            }
            return (failed, occurrences)
        }
        #expect(failed == [])
        #expect(occurrences.missing.map(\.rawValue) == [])
    }
}
