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
/// `NEEDLETAIL_LONG_TESTS=1` tries many power losses at each point instead of a few;
/// `NEEDLETAIL_CRASH=leader/17/power:3` tries one crash alone, as a failure names it.
struct CrashPointTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["NEEDLETAIL_LONG_TESTS"] == "1"
    private static let alone = environment["NEEDLETAIL_CRASH"]

    let executor = BlockingExecutor(name: "storage", threads: 1)

    /// Power losses are judged where they are asked for.
    private static let seeds: Range<UInt64> =
        environment["NEEDLETAIL_POWER_LOSS"] == "1" ? 0..<(isLong ? 40 : 2) : 0..<0

    @Test(arguments: CrashScenario.allCases.filter { $0 != .deleteRecords })
    func `what was promised is there after a crash at any operation`(scenario: CrashScenario)
        async throws
    {
        defer { executor.stop() }
        let points = try await points(scenario)
        for point in points {
            for crash in Crash.all(point, seeds: Self.seeds) {
                try await judge(crash, scenario)
            }
        }
    }

    private func points(_ scenario: CrashScenario) async throws -> [CrashPoint] {
        let world = try CrashWorld(DiskImage(), scenario.config, executor)
        try await world.load()
        return try await CrashPoint.all(world) { try await scenario.run($0) }
    }

    /// Starts after the crash, judges what is there, stops cleanly and starts once more.
    private func judge(_ crash: Crash, _ scenario: CrashScenario) async throws {
        let name = "\(scenario)/\(crash)"
        if let alone = Self.alone, alone != name { return }
        var faults: [String] = []
        do {
            faults = try await faultsAfter(crash, scenario)
        } catch {
            faults = ["\(error)"]
        }
        let operation = crash.point.operation.map { "\($0)" } ?? "the end"
        #expect(faults == [], "NEEDLETAIL_CRASH=\(name), at \(operation)")
    }

    private func faultsAfter(_ crash: Crash, _ scenario: CrashScenario) async throws -> [String] {
        let world = try CrashWorld(
            crash.image, scenario.config, executor, ledger: crash.point.ledger)
        try await world.load()
        let faults = try crash.verdict.faults(world)
        if Self.alone != nil { for line in world.log.lines { print(line.message) } }
        guard faults.isEmpty else { return faults }
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
            log.epochs.removeAll { $0.startOffset >= log.offsets.end }
            return log
        }
    }
}
