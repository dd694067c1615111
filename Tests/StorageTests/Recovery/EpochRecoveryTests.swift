import Bytes
import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

/// Leader epochs after a kill or a power failure.
struct EpochRecoveryTests {
    let fixture: LogFixture

    init() throws {
        fixture = try LogFixture()
        fixture.config.segmentBytes = 300
    }

    private static let epochs: [LeaderEpochCache.Entry] = [
        .init(epoch: 2, startOffset: 0), .init(epoch: 3, startOffset: 7),
        .init(epoch: 6, startOffset: 11),
    ]

    private func write() throws {
        let log = try fixture.open()
        for number in 0..<15 {
            let epoch: LeaderEpoch = number < 7 ? 2 : number < 11 ? 3 : 6
            try log.produce(try Batch.of(["value-\(number)"]), epoch: epoch)
        }
    }

    private var file: String { "\(fixture.path)/\(LeaderEpochCheckpoint.fileName)" }

    private func entries(_ log: PartitionLog) -> [LeaderEpochCache.Entry] {
        log.inspect { $0.epochs.entries }
    }

    @Test(
        arguments: ["", "0", "0\n9\n2 0\n", "0\n1\n2 x\n", "\u{0}\u{0}\u{0}\u{0}"],
        [0, 8, 15] as [Offset])
    func `a torn file is made anew from the batches`(content: String, recoveryPoint: Offset)
        throws
    {
        try write()
        try Data(content.utf8).write(to: URL(fileURLWithPath: file))
        #expect(entries(try fixture.open(recoveryPoint: recoveryPoint)) == Self.epochs)
        #expect(entries(try fixture.open(clean: true)) == Self.epochs)
    }

    @Test func `after a clean stop a torn file is made anew too`() throws {
        try write()
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: file))
        #expect(entries(try fixture.open(clean: true)) == Self.epochs)
    }

    @Test func `epochs of records that are gone are forgotten`() throws {
        try write()
        try Data("0\n3\n2 0\n9 7\n10 30\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(entries(try fixture.open()) == Self.epochs)
    }

    @Test func `epochs before the recovery point are as they were written`() throws {
        try write()
        try Data("0\n2\n2 0\n3 5\n".utf8).write(to: URL(fileURLWithPath: file))
        let found = entries(try fixture.open(recoveryPoint: 11))
        #expect(found.map(\.startOffset) == [0, 5, 11])
    }

    @Test func `an epoch begins where it was noted to begin if compaction removed records`() {
        var cache = LeaderEpochCache([.init(epoch: 2, startOffset: 0)])
        let recorded = LeaderEpochCache([
            .init(epoch: 2, startOffset: 0), .init(epoch: 3, startOffset: 7),
        ])
        let batch = EpochRecoveryTests.batch(at: 9, epoch: 3)
        cache.recover(batch, after: 5, recorded: recorded)
        #expect(cache.latest == .init(epoch: 3, startOffset: 7))
    }

    @Test func `a noted begin amid older records is not believed`() {
        var cache = LeaderEpochCache([.init(epoch: 2, startOffset: 0)])
        let recorded = LeaderEpochCache([
            .init(epoch: 2, startOffset: 0), .init(epoch: 3, startOffset: 4),
        ])
        cache.recover(EpochRecoveryTests.batch(at: 9, epoch: 3), after: 5, recorded: recorded)
        #expect(cache.latest == .init(epoch: 3, startOffset: 9))
    }

    private static func batch(at offset: Int64, epoch: Int32) -> ScannedBatch {
        do {
            let bytes = try Batch.of(["x"], offset: offset, leaderEpoch: epoch)
            let found = bytes.withUnsafeBytes { ScannedBatch($0, position: 0) }
            return try #require(found)
        } catch {
            fatalError("\(error)")
        }
    }
}
