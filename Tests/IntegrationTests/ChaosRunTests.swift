import TestSupport
import Testing

extension RealProcesses {
    /// Short runs of `bin/chaos`: faults drawn by chance, and faults that must cost records.
    struct ChaosRunTests {
        @Test(.enabled(if: chaosProgram != nil, "needs Chaos (swift build --product Chaos)"))
        func promisesAreKeptUnderFaults() async throws {
            let output = try await chaos("--seconds", "30")
            #expect(output.exit == .code(0), "\(output.lines.joined(separator: "\n"))")
            #expect(output.lines.last == "no violations")
        }

        @Test(.enabled(if: chaosProgram != nil, "needs Chaos (swift build --product Chaos)"))
        func recordsThatWereRiskedAreFoundMissing() async throws {
            let output = try await chaos("--canary")
            #expect(output.exit == .code(0), "\(output.lines.joined(separator: "\n"))")
            #expect(output.lines.contains { $0.hasPrefix("lost: ") })
        }

        private func chaos(_ arguments: String...) async throws -> SpawnedProcess.Output {
            try await SpawnedProcess.run(
                "\(SharedFiles.repositoryRoot)/bin/chaos", arguments,
                environment: [
                    "NEEDLETAIL_SERVER": KafkaBroker.program ?? "",
                    "NEEDLETAIL_CHAOS_PROGRAM": chaosProgram ?? "",
                ], within: .seconds(900))
        }
    }
}

private let chaosProgram = builtProgram("Chaos", environment: "NEEDLETAIL_CHAOS_PROGRAM")
