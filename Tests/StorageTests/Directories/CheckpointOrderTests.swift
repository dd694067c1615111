import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

/// What the checkpoints say when the process or the power goes at the worst moment.
struct CheckpointOrderTests {
    let fixture: DirectoriesFixture

    init() throws { fixture = try DirectoriesFixture() }

    @Test func `a flush by time is in the checkpoint with the next maintenance`() async throws {
        fixture.config.segmentBytes = 10_000
        fixture.config.flushMilliseconds = 10
        let directories = try await fixture.loaded()
        try fixture.create(directories).fill(2)
        fixture.clock.advance(by: .seconds(1))
        _ = directories.performMaintenance { _ in nil }
        #expect(try fixture.text(OffsetCheckpointFile.recoveryPoints) == "0\n1\ntopic 0 2\n")
    }

    @Test(arguments: [true, false])
    func `a truncation below the recovery point lowers the checkpoint`(isFull: Bool) async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try log.fill(7)
        try log.flush()
        directories.checkpointRecoveryPoints()
        if isFull {
            try log.truncateFully(startingAt: 3)
        } else {
            try log.truncate(to: 3)
        }
        let point = isFull ? 0 : 3
        #expect(
            try fixture.text(OffsetCheckpointFile.recoveryPoints) == "0\n1\ntopic 0 \(point)\n")
    }

    @Test func `a recovery that cuts the log lowers the checkpoint`() async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        try log.fill(7)
        try log.flush()
        directories.checkpointRecoveryPoints()
        fixture.kill(directories)
        let path = log.directory
        for name in SharedFiles.names(path)
        where name.hasSuffix("3.index") || name.hasSuffix("2.index") {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        let file = "\(path)/\(LogFileNames.name(2, ".log"))"
        var data = try Data(contentsOf: URL(fileURLWithPath: file))
        data[data.count - 1] ^= 1
        try data.write(to: URL(fileURLWithPath: file))

        let again = try await fixture.loaded()
        #expect(again.logs.first?.offsets.end == 3)
        #expect(try fixture.text(OffsetCheckpointFile.recoveryPoints) == "0\n1\ntopic 0 3\n")
    }

    @Test func `a log created anew takes over nothing from a deleted one`() async throws {
        let directories = try await fixture.loaded()
        let old = try fixture.create(directories)
        try old.fill(7)
        try old.flush()
        try old.advanceStartOffset(to: 5)
        directories.checkpointRecoveryPoints()
        directories.checkpointStartOffsets()
        directories.checkpointHighWatermarks { _ in 7 }
        try directories.deleteLog(fixture.topic)

        try fixture.create(directories).fill(2)
        #expect(directories.checkpointedHighWatermark(fixture.topic) == nil)
        fixture.kill(directories)
        let again = try await fixture.loaded()
        #expect(again.checkpointedHighWatermark(fixture.topic) == nil)
        #expect(try again.logs.first?.values == ["value-0", "value-1"])
    }
}
