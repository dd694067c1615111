import Foundation
import KafkaModel
import Platform
import Scheduling
import Simulation
import TestSupport
import Testing

@testable import Storage

/// A broker stopped at every operation of its disk, and started again.
///
/// `NEEDLETAIL_LONG_TESTS=1` tries many power losses at each point instead of one;
/// `NEEDLETAIL_CRASH=leader/17/power:3` tries one crash alone, as a failure names it, and prints what
/// the recovery says.
struct CrashPointTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["NEEDLETAIL_LONG_TESTS"] == "1"
    private static let alone = environment["NEEDLETAIL_CRASH"]
    /// Power losses at each point.
    private static let seeds: Range<UInt64> = 0..<(isLong ? 40 : 1)

    let executor = BlockingExecutor(name: "storage", threads: 1)

    @Test(arguments: CrashScenario.allCases)
    func `what was promised is there after a crash at any operation`(scenario: CrashScenario)
        async throws
    {
        defer { executor.stop() }
        for (number, point) in try await points(scenario).enumerated() {
            for crash in Crash.all(point, seeds: Self.seeds) {
                let name = "\(scenario)/\(crash)"
                if let alone = Self.alone, alone != name { continue }
                // A second start costs as much as the first.
                let restarts = Self.isLong || Self.alone != nil || number % 5 == 0
                try await judge(crash.image, crash.verdict, scenario, name, restarts: restarts)
            }
        }
    }

    @Test(arguments: CrashScenario.allCases)
    func `what was promised is there after a crash of the recovery`(scenario: CrashScenario)
        async throws
    {
        defer { executor.stop() }
        let points = try await points(scenario)
        let step = Self.isLong ? 5 : max(points.count / 3, 1)
        for index in stride(from: step - 1, to: points.count, by: step) {
            for first in Crash.all(points[index], seeds: 0..<1) {
                let start = "\(scenario)/\(first)"
                if let alone = Self.alone, !alone.hasPrefix(start + "/") { continue }
                for point in try await self.points(ofRecoveryAfter: first, scenario) {
                    for second in Crash.all(point, seeds: 0..<1) {
                        let name = "\(start)/\(second)"
                        if let alone = Self.alone, alone != name { continue }
                        var verdict = second.verdict
                        if first.verdict.crash == .powerLoss { verdict.crash = .powerLoss }
                        try await judge(
                            second.image, verdict, scenario, name, restarts: false)
                    }
                }
            }
        }
    }

    private func points(_ scenario: CrashScenario) async throws -> [CrashPoint] {
        let world = try CrashWorld(
            DiskImage(), scenario.config, executor, paths: scenario.paths)
        try await world.load()
        return try await CrashPoint.all(world) { try await scenario.run($0) }
    }

    private func points(
        ofRecoveryAfter crash: Crash, _ scenario: CrashScenario
    ) async throws -> [CrashPoint] {
        let world = try CrashWorld(
            crash.image, scenario.config, executor, paths: scenario.paths,
            ledger: crash.point.ledger)
        return try await CrashPoint.all(world) { try await $0.load() }
    }

    /// Starts after the crash and judges what is there; if `restarts`, stops cleanly and starts once
    /// more.
    private func judge(
        _ image: DiskImage, _ verdict: CrashVerdict, _ scenario: CrashScenario, _ name: String,
        restarts: Bool
    ) async throws {
        var faults: [String] = []
        do {
            let world = try CrashWorld(
                image, scenario.config, executor, paths: scenario.paths, ledger: verdict.ledger)
            try await world.load()
            faults = try verdict.faults(world)
            if faults.isEmpty, world.directories.futureDirectory(of: CrashWorld.partition) != nil,
                world.directories.log(CrashWorld.partition) != nil
            {
                try world.beginMove()
                _ = try world.finishMove()
                faults = try verdict.faults(world).map { "after the move: \($0)" }
            }
            if Self.alone != nil { for line in world.log.lines { print(line.message) } }
            if faults.isEmpty, restarts { faults = try await faultsOfRestart(world) }
        } catch {
            faults = ["\(error)"]
        }
        #expect(faults == [], "NEEDLETAIL_CRASH=\(name)")
    }

    private func faultsOfRestart(_ world: CrashWorld) async throws -> [String] {
        let before = try world.directories.logs.map { try RecoveredLog($0) }
        await world.close()
        try await world.start()
        let after = try world.directories.logs.map { try RecoveredLog($0) }
        await world.close()
        return Self.settled(before) == Self.settled(after)
            ? [] : ["a clean stop and start changed \(before) to \(after)"]
    }

    /// A clean stop makes everything durable, and a start forgets epochs without records.
    private static func settled(_ logs: [RecoveredLog]) -> [RecoveredLog] {
        logs.map { log in
            var log = log
            log.offsets.recoveryPoint = log.offsets.end
            log.offsets.secured = log.offsets.end
            log.epochs.removeAll { $0.startOffset >= log.offsets.end }
            return log
        }
    }
}
