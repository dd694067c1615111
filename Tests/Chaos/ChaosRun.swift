import Foundation
import Platform
import TestSupport

/// One run: a cluster and its clients, rounds of faults each with a recovery, and the verdict.
struct ChaosRun: Sendable {
    private let options: ChaosOptions
    private let seed: UInt64
    private let directory: String
    private let clock = SystemClock()
    private let begin: MonotonicTime

    /// How long faults go on before the cluster must become whole again.
    private static let roundLength = Duration.seconds(60)
    /// Time for a whole recovery: sessions end, a controller is elected, connections that hang are
    /// given up, TCP tries again after a pause that has doubled with each try, replicas catch up.
    private static let recoveryLimit = Duration.seconds(120)
    /// A while without faults, in which the clients get on.
    private static let rest = Duration.seconds(3)

    init(_ options: ChaosOptions, seed: UInt64, directory: String) {
        self.options = options
        self.seed = seed
        self.directory = directory
        begin = clock.monotonic()
    }

    func run() async throws -> ChaosReport {
        say("seed \(seed), files in \(directory)")
        let network = try await ChaosNetwork(
            brokers: options.brokers, zooKeepers: ChaosCluster.zooKeepers,
            isPrivate: options.hasNamespace, directory: directory)
        let risks = [
            "min.insync.replicas": "1", "unclean.leader.election.enable": "true",
        ]
        let cluster = try await ChaosCluster(
            brokers: options.brokers, settings: options.isCanary ? risks : [:], network: network)
        let workload = try await Workload(
            cluster, partitions: options.partitions, rate: options.rate,
            seed: seed, risksRecords: options.isCanary, directory: directory)
        note(
            "\(options.brokers) brokers write and read"
                + (network.canCut ? "" : "; without namespaces nothing can be cut off"))

        var report = ChaosReport(seed: seed, begin: begin)
        let faults = FaultRun(cluster, workload.group, note: note)
        try await goThroughRounds(faults, network, workload, &report)
        report.faults = faults.madeFaults
        note("the clients come to their end")
        try await workload.finish()
        try await compareReplicas(cluster, &report)
        report.add(try workload.history())
        withExtendedLifetime(network) {}
        return report
    }

    private func goThroughRounds(
        _ faults: FaultRun, _ network: ChaosNetwork, _ workload: Workload,
        _ report: inout ChaosReport
    ) async throws {
        let shape = FaultPlan.Shape(brokers: options.brokers, canCut: network.canCut)
        let firstRound = clock.monotonic()
        var round = 0
        while true {
            try await clock.sleep(for: Self.rest)
            let left = options.length - (clock.monotonic() - firstRound)
            guard round == 0 || left > Self.rest else { return }
            let plan =
                options.isCanary
                ? .canary
                : FaultPlan.draw(
                    seed: seed, round: round, shape, length: min(left, Self.roundLength))
            note("round \(round): \(plan.faults.count) faults")
            if round > 0 { workload.goOn() }
            var crashed = try await faults.run(plan)
            async let restless = workload.rest()
            let recovery = try await faults.converge(within: Self.recoveryLimit)
            for name in await restless {
                report.violations.append(
                    Violation(kind: .undelivered, description: "\(name) did not come to rest"))
            }
            crashed += recovery.crashed
            for id in crashed {
                report.violations.append(
                    Violation(kind: .crash, description: "broker \(id) in round \(round)"))
            }
            switch recovery.outcome {
            case .success(let time):
                report.recoveries.append(time)
                note("whole again after \(time.inSeconds)")
            case .failure(let defect):
                report.violations.append(Violation(kind: .notConverged, description: defect.text))
                note("NOT WHOLE after \(Self.recoveryLimit.inSeconds): \(defect.text)")
                return
            }
            if options.isCanary { return }
            if workload.hasEnded { return note("a client HAS GIVEN UP; its journal says why") }
            round += 1
        }
    }

    /// Replicas may still be copying what was written last.
    private func compareReplicas(_ cluster: ChaosCluster, _ report: inout ChaosReport) async throws
    {
        let deadline = clock.monotonic() + .seconds(60)
        while true {
            let difference = try ReplicaComparison.difference(
                topic: Workload.topic, partitions: options.partitions,
                logDirectories: cluster.brokers.map(\.logDirectory))
            guard let difference else { return }
            guard clock.monotonic() < deadline else {
                report.violations.append(
                    Violation(kind: .divergedReplicas, description: difference))
                return
            }
            try await clock.sleep(for: .seconds(1))
        }
    }

    private func note(_ text: String) {
        say("\((clock.monotonic() - begin).inSeconds)  \(text)")
    }
}

/// Writes a line at once: a run that is ended from outside has said what it knew.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

extension Duration {
    /// With one decimal, such as `12.3 s`.
    var inSeconds: String {
        let tenths = (wholeMilliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
