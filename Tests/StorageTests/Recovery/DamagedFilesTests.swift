import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Logs of several segments with producers and transactions, any files of which are damaged.
struct DamagedFilesTests {
    /// Appends of several producers, in and outside of transactions.
    private func fill(_ log: PartitionLog, _ random: inout SeededRandom) throws {
        var sequences: [Int32] = [0, 0, 0]
        var isOpen = [false, false]
        for number in 0..<40 {
            let epoch = LeaderEpoch(Int32(number / 12))
            let producer = Int.random(in: 0...3, using: &random)
            if let ended = isOpen.firstIndex(of: true), Int.random(in: 0..<4, using: &random) == 0 {
                isOpen[ended] = false
                let kind: ControlRecord.Kind = Bool.random(using: &random) ? .abort : .commit
                _ = try log.append(
                    asLeader: try Batch.marker(kind, producer: Int64(ended), epoch: 0),
                    leaderEpoch: epoch, origin: .coordinator)
            } else if producer == 3 {
                try log.produce(try Batch.of(["plain \(number)"]), epoch: epoch)
            } else {
                let count = Int.random(in: 1...3, using: &random)
                if producer < 2 { isOpen[producer] = true }
                try log.produce(
                    try Batch.of(
                        (0..<count).map { "\(number).\($0)" },
                        timestamp: 1_600_000_000_000 + Int64(number) * 10,
                        producer: Int64(producer), epoch: 0, sequence: sequences[producer],
                        transactional: producer < 2),
                    epoch: epoch)
                sequences[producer] += Int32(count)
            }
        }
    }

    @Test(arguments: 0..<60)
    func `whatever files are damaged, what is left is a prefix that agrees with itself`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let fixture = try LogFixture()
        fixture.producerExpiration = .max
        fixture.config.segmentBytes = 500
        fixture.config.indexIntervalBytes = 90
        let log = try fixture.open()
        try fill(log, &random)
        try log.flush()
        let before = try RecoveredLog(log).batches
        for _ in 0...Int.random(in: 0...3, using: &random) { try fixture.damageFile(&random) }
        let recovered = try fixture.open()
        let after = try RecoveredLog(recovered)
        #expect(after.batches == Array(before.prefix(after.batches.count)))
        #expect(try after.contradictions(recovered) == [])
        #expect(try after.wrongProducers(after.batches) == [])
        #expect(fixture.failures.withLock { $0 } == [])
    }
}
