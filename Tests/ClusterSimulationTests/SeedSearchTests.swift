import ClusterSimulation
import Foundation
import Platform
import Simulation
import TestSupport
import Testing

/// Seeds that no run has tried before, each twice, for as long as a test may take, and those that failed
/// once.
struct SeedSearchTests {
    /// Seconds of searching in a test run; `NEEDLETAIL_SIMULATION_SECONDS` says otherwise.
    static let budget =
        ProcessInfo.processInfo.environment["NEEDLETAIL_SIMULATION_SECONDS"]
        .flatMap { Int64($0) } ?? 10

    @Test func `fresh seeds find nothing`() async throws {
        let first = SystemRandom().next() >> 16
        let (tried, failure) = try await onOwnThread { () -> (UInt64, String?) in
            let clock = SystemClock()
            let end = clock.monotonic() + .seconds(Self.budget)
            var tried: UInt64 = 0
            while clock.monotonic() < end {
                let seed = first + tried
                tried += 1
                if let failure = Self.failure(of: seed) { return (tried, failure) }
            }
            return (tried, nil)
        }
        print("simulated clusters: \(tried) seeds from \(first) on")
        #expect(failure == nil, "bin/simulate --seed repeats it; see docs/TESTING.md")
    }

    private static func failure(of seed: UInt64) -> String? {
        let report = ClusterScenario(seed: seed).run()
        if let violation = report.violation {
            let events = report.lastEvents.suffix(60).joined(separator: "\n")
            return "seed \(seed): \(violation)\n\(events)"
        }
        let isSame = ClusterScenario(seed: seed).run().digest == report.digest
        return isSame ? nil : "seed \(seed): two runs differ"
    }

    @Test(arguments: try failedSeeds())
    func `seeds that have failed once`(seed: UInt64) async throws {
        let reports = try await onOwnThread {
            (0..<2).map { _ in ClusterScenario(seed: seed).run() }
        }
        #expect(reports[0].violation == nil)
        #expect(reports[0].digest == reports[1].digest)
    }

    /// `FailedSeeds.txt`: a seed in each line, and after it what it found.
    static func failedSeeds() throws -> [UInt64] {
        let list = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("FailedSeeds.txt")
        return try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                try #require(line.split(separator: " ").first.flatMap { UInt64($0) })
            }
    }
}
