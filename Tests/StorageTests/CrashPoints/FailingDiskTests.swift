import Foundation
import Glibc
import KafkaModel
import Platform
import Scheduling
import Simulation
import TestSupport
import Testing

@testable import Storage

/// A disk that fails at any one operation.
struct FailingDiskTests {
    /// Every operation is too much for every test run.
    private static let isLong =
        ProcessInfo.processInfo.environment["NEEDLETAIL_LONG_TESTS"] == "1"

    let executor = BlockingExecutor(name: "storage", threads: 1)

    /// Runs the scenario while operation `number` fails, up to where the program notices. Returns
    /// `nil` if there is no such operation.
    private func run(
        _ scenario: CrashScenario, failing number: Int, with error: Int32,
        where isMeant: @escaping @Sendable (DiskOperation) -> Bool = { _ in true }
    ) async throws -> CrashWorld? {
        let world = try CrashWorld(
            DiskImage(), scenario.config, executor, paths: scenario.paths)
        try await world.load()
        world.mayRefuse = true
        let count = Lock(0)
        let hasFailed = Lock(false)
        world.disk.fail { operation in
            guard isMeant(operation) else { return nil }
            let isDue = count.withLock { count in
                defer { count += 1 }
                return count == number
            }
            if isDue { hasFailed.withLock { $0 = true } }
            return isDue ? error : nil
        }
        do {
            try await scenario.run(world)
        } catch {
            // How the program notices.
        }
        world.disk.fail(nil)
        return hasFailed.withLock { $0 } ? world : nil
    }

    private func judge(_ world: CrashWorld, _ crash: CrashVerdict.Crash, _ scenario: CrashScenario)
        async throws -> [String]
    {
        var random = SeededRandom(seed: 1)
        let image =
            crash == .kill
            ? world.disk.image.afterKill(using: &random)
            : world.disk.image.afterPowerLoss(using: &random)
        let ledger = world.ledger.withLock { $0 }
        let next = try CrashWorld(
            image, scenario.config, executor, paths: scenario.paths, ledger: ledger)
        try await next.load()
        return try CrashVerdict(crash: crash, ledger: ledger).faults(next)
    }

    /// Not after a restart: the page cache then shows what the disk has lost, and nobody can tell.
    @Test(arguments: CrashScenario.allCases.filter { $0 != .restart })
    func `after a failed sync the directory is offline, and nothing more is acknowledged`(
        scenario: CrashScenario
    ) async throws {
        defer { executor.stop() }
        var number = 0
        while let world = try await run(
            scenario, failing: number, with: EIO,
            where: { $0.isSynchronization })
        {
            let name = "\(scenario), sync \(number)"
            // Nothing was promised of the files of a deleted partition, and a moved one leaves such.
            if scenario != .deletion {
                let offline = world.directories.offlineDirectories
                if scenario.paths.count == 1 { #expect(offline.count == 1, "\(name)") }
                #expect(
                    world.directories.allLogs.allSatisfy { !offline.contains($0.logDirectory) },
                    "\(name)")
            }
            let faults = try await judge(world, .powerLoss, scenario)
            #expect(faults == [], "\(name)")
            number += Self.isLong ? 1 : 2
        }
        #expect(number > 0)
    }

    @Test(arguments: CrashScenario.allCases, [EIO, ENOSPC])
    func `what was acknowledged survives any one operation that fails`(
        scenario: CrashScenario, error: Int32
    ) async throws {
        defer { executor.stop() }
        var number = 0
        while let world = try await run(scenario, failing: number, with: error) {
            let faults = try await judge(world, .kill, scenario)
            #expect(faults == [], "\(scenario), operation \(number)")
            number += Self.isLong ? 1 : error == EIO ? 5 : 7
        }
    }
}

extension DiskOperation {
    fileprivate var isSynchronization: Bool {
        kind == .synchronize || kind == .synchronizeDirectory
    }
}
