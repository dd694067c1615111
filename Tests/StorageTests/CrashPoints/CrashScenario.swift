import KafkaModel
import KafkaRecords
import Platform
import TestSupport

@testable import Storage

/// What a broker does to its logs before it dies.
enum CrashScenario: String, CaseIterable, Sendable {
    case leader, follower, idempotent, transactional, flush, truncation, truncationFully
    case retention, deleteRecords, creation, deletion, checkpoints, closing, restart
    case move, movesOfCutLog

    /// `log.dirs`.
    var paths: [String] {
        switch self {
        case .move, .movesOfCutLog: [CrashWorld.directory, CrashWorld.otherDirectory]
        default: [CrashWorld.directory]
        }
    }

    var config: LogConfig {
        var config = CrashWorld.testConfig()
        switch self {
        case .flush: config.flushMessages = 3
        case .retention: config.retentionBytes = 900
        default: break
        }
        return config
    }

    /// Runs in a directory that was just made.
    func run(_ world: CrashWorld) async throws {
        switch self {
        case .leader: try appendAsLeader(world)
        case .follower: try appendAsFollower(world)
        case .idempotent: try appendIdempotently(world)
        case .transactional: try appendInTransactions(world)
        case .flush: try flush(world)
        case .truncation: try truncate(world)
        case .truncationFully: try truncateFully(world)
        case .retention: try retain(world)
        case .deleteRecords: try deleteRecords(world)
        case .creation: try create(world)
        case .deletion: try await delete(world)
        case .checkpoints: try checkpoint(world)
        case .closing: try await close(world)
        case .restart: try await restart(world)
        case .move: try await move(world)
        case .movesOfCutLog: try moveCutLog(world)
        }
    }

    private func values(_ number: Int, count: Int = 2) -> [String] {
        (0..<count).map { "value \(number).\($0) " + String(repeating: "x", count: number % 7 * 9) }
    }

    private func fill(
        _ world: CrashWorld, _ log: PartitionLog, batches: Range<Int>, epoch: Int32 = 0
    ) throws {
        for number in batches {
            world.clock.advance(by: .milliseconds(10))
            try world.produce(log, values(number), epoch: epoch)
        }
    }

    private func move(_ world: CrashWorld) async throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<6)
        try world.flush(log)
        try world.deleteRecords(log, before: 3)
        try fill(world, log, batches: 6..<8)
        try world.beginMove()
        try world.copy()
        try world.copy()
        try fill(world, log, batches: 8..<10)
        world.maintain(after: .seconds(2))
        let moved = try world.finishMove()
        try fill(world, moved, batches: 10..<12)
        try world.flush(moved)
        world.maintain(after: .seconds(2))
        try fill(world, moved, batches: 12..<13)
    }

    private func moveCutLog(_ world: CrashWorld) throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<5)
        try world.flush(log)
        try world.beginMove()
        while try world.copy() > 0 {}
        // Other records of the same offsets and sizes.
        try world.truncate(log, to: 4)
        try fill(world, log, batches: 20..<23, epoch: 1)
        try world.copy()
        try world.truncate(log, to: 6)
        try fill(world, log, batches: 24..<26, epoch: 2)
        let moved = try world.finishMove()
        try fill(world, moved, batches: 26..<27, epoch: 2)
        // And back.
        try world.beginMove()
        let back = try world.finishMove()
        try fill(world, back, batches: 27..<28, epoch: 2)
        try world.flush(back)
    }

    private func appendAsLeader(_ world: CrashWorld) throws {
        let log = try world.create()
        try log.assign(leaderEpoch: 0)
        try fill(world, log, batches: 0..<8)
        world.maintain()
        try log.assign(leaderEpoch: 3)
        try fill(world, log, batches: 8..<14, epoch: 3)
    }

    private func appendAsFollower(_ world: CrashWorld) throws {
        let log = try world.create()
        for number: Int32 in 0..<6 {
            world.clock.advance(by: .milliseconds(10))
            let batches = (0..<3).map {
                ("\(number).\($0) " + String(repeating: "y", count: 30), number / 2)
            }
            try world.replicate(log, batches)
        }
        world.maintain()
        try world.replicate(log, [("last", 3), ("of", 4), ("all", 5)])
    }

    private func appendIdempotently(_ world: CrashWorld) throws {
        let log = try world.create()
        var sequences: [Int32] = [0, 0, 0]
        for number in 0..<12 {
            world.clock.advance(by: .milliseconds(10))
            let producer = number % 5 % 3
            try world.produce(
                log, values(number), producer: Int64(producer + 1), sequence: sequences[producer])
            sequences[producer] += 2
            if number == 7 { world.maintain() }
        }
    }

    private func appendInTransactions(_ world: CrashWorld) throws {
        let log = try world.create()
        var sequences: [Int32] = [0, 0]
        func produce(_ producer: Int, _ number: Int) throws {
            world.clock.advance(by: .milliseconds(10))
            try world.produce(
                log, values(number), producer: Int64(producer + 1), sequence: sequences[producer],
                transactional: true)
            sequences[producer] += 2
        }
        for round in 0..<3 {
            try produce(0, round * 4)
            try produce(1, round * 4 + 1)
            try world.mark(log, round == 1 ? .commit : .abort, producer: 1)
            try produce(1, round * 4 + 2)
            try world.mark(log, .abort, producer: 2)
            if round == 1 { world.maintain() }
        }
        try produce(0, 12)
    }

    private func flush(_ world: CrashWorld) throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<5)
        try world.flush(log)
        try fill(world, log, batches: 5..<9)
        world.maintain()
        try world.flush(log)
        try fill(world, log, batches: 9..<11)
    }

    private func truncate(_ world: CrashWorld) throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<8)
        try world.flush(log)
        try fill(world, log, batches: 8..<10)
        try world.truncate(log, to: 14)
        try fill(world, log, batches: 20..<22, epoch: 1)
        try world.flush(log)
        // Over a segment's border, and on with other records of the same sizes.
        try world.truncate(log, to: 6)
        try fill(world, log, batches: 24..<27, epoch: 2)
        world.maintain(after: .seconds(2))
        try world.flush(log)
    }

    private func truncateFully(_ world: CrashWorld) throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<8)
        try world.flush(log)
        try fill(world, log, batches: 8..<14)
        try world.truncateFully(log, startingAt: 100)
        world.directories.checkpointRecoveryPoints()
        try fill(world, log, batches: 0..<3, epoch: 1)
        try world.flush(log)
        world.maintain(after: .seconds(2))
        try fill(world, log, batches: 3..<5, epoch: 1)
    }

    private func retain(_ world: CrashWorld) throws {
        let log = try world.create()
        var sequence: Int32 = 0
        for number in 0..<14 {
            world.clock.advance(by: .milliseconds(10))
            try world.produce(log, values(number), producer: 1, sequence: sequence)
            sequence += 2
        }
        world.maintain()
        try world.applyRetention(log)
        world.maintain(after: .seconds(2))
        try fill(world, log, batches: 14..<18)
        try world.applyRetention(log)
    }

    private func deleteRecords(_ world: CrashWorld) throws {
        let log = try world.create()
        try fill(world, log, batches: 0..<8)
        try world.deleteRecords(log, before: 3)
        try fill(world, log, batches: 8..<10)
        try world.deleteRecords(log, before: 11)
        try world.applyRetention(log)
        world.maintain(after: .seconds(2))
        try world.deleteRecords(log, before: log.offsets.end)
        try world.applyRetention(log)
    }

    private func create(_ world: CrashWorld) throws {
        for number: Int32 in 0..<3 {
            let log = try world.create(TopicPartition("topic", number))
            try log.assign(topicID: UUID(mostSignificant: 1, leastSignificant: UInt64(number) + 1))
            try log.assign(leaderEpoch: 0)
        }
        let log = try world.found()
        try world.produce(log, ["first"])
        try world.flush(log)
    }

    private func delete(_ world: CrashWorld) async throws {
        let log = try world.create()
        let other = try world.create(TopicPartition("topic", 1))
        try fill(world, log, batches: 0..<4)
        try fill(world, other, batches: 0..<4)
        try world.flush(other)
        world.checkpointHighWatermark(other, 4)
        try world.delete()
        world.maintain(after: .seconds(2))
        // Anew under the same name, with nothing of the old one.
        try fill(world, try world.create(), batches: 4..<6)
    }

    private func checkpoint(_ world: CrashWorld) throws {
        let log = try world.create()
        for number in 0..<4 {
            try fill(world, log, batches: (number * 2)..<(number * 2 + 2))
            world.checkpointHighWatermark(log, log.offsets.end)
            try world.deleteRecords(log, before: Offset(Int64(number)))
            world.directories.checkpointRecoveryPoints()
            try world.flush(log)
        }
    }

    private func close(_ world: CrashWorld) async throws {
        let log = try world.create()
        let other = try world.create(TopicPartition("topic", 1))
        try fill(world, log, batches: 0..<6)
        try fill(world, other, batches: 0..<2)
        await world.close()
    }

    private func restart(_ world: CrashWorld) async throws {
        let log = try world.create()
        try appendTransactionsShortly(world, log, sequence: 0)
        await world.close()
        try await world.start()
        try appendTransactionsShortly(world, try world.found(), sequence: 4)
        await world.close()
        try await world.start()
    }

    private func appendTransactionsShortly(
        _ world: CrashWorld, _ log: PartitionLog, sequence: Int32
    ) throws {
        let epoch = sequence / 4
        try world.produce(
            log, values(1), epoch: epoch, producer: 1, sequence: sequence, transactional: true)
        try world.mark(log, .abort, producer: 1, epoch: epoch)
        try world.produce(
            log, values(2), epoch: epoch, producer: 1, sequence: sequence + 2,
            transactional: true)
        try world.produce(log, values(3), epoch: epoch)
        if sequence > 0 { try world.mark(log, .commit, producer: 1, epoch: epoch) }
    }
}
