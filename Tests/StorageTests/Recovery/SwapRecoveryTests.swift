import Foundation
import KafkaModel
import TestSupport
import Testing

@testable import Storage

/// Replacements of a compaction that a start finds under way.
struct SwapRecoveryTests {
    /// Four segments of one record each, closed.
    private func segments(_ fixture: LogFixture) throws {
        fixture.config.segmentBytes = 80
        let log = try fixture.open()
        for number in 0..<4 { try log.produce(try Batch.of(["value-\(number)"])) }
        try log.close()
    }

    private func url(_ fixture: LogFixture, _ base: Int64, _ kind: String) -> URL {
        URL(fileURLWithPath: "\(fixture.path)/\(LogFileNames.name(Offset(base), kind))")
    }

    private func rename(
        _ fixture: LogFixture, _ base: Int64, _ kinds: [String], from old: String, to new: String
    ) throws {
        for kind in kinds {
            try FileManager.default.moveItem(
                at: url(fixture, base, kind + old), to: url(fixture, base, kind + new))
        }
    }

    private static let kinds = [".log", ".index", ".timeindex"]

    @Test func `a replacement that ends before what it replaces leaves the rest of that`() throws {
        let fixture = try LogFixture()
        try segments(fixture)
        // Made of 0 to 2; all but the record of 0 went. Neither of the old ones was renamed.
        for kind in Self.kinds {
            try FileManager.default.copyItem(
                at: url(fixture, 0, kind), to: url(fixture, 0, kind + ".swap"))
        }
        let contents = try LogDirectoryCleanup.run(fixture.path, fixture.fileSystem)
        #expect(contents.bases == [0, 1, 2, 3])
        #expect(try fixture.open().values == (0..<4).map { "value-\($0)" })
    }

    @Test func `a replacement takes the place of all that lies in its offsets`() throws {
        let fixture = try LogFixture()
        try segments(fixture)
        // Made of 0 to 2, of which the last record stayed.
        for kind in Self.kinds {
            try FileManager.default.copyItem(
                at: url(fixture, 2, kind), to: url(fixture, 0, kind + ".swap"))
        }
        let contents = try LogDirectoryCleanup.run(fixture.path, fixture.fileSystem)
        #expect(contents.bases == [0, 3])
        fixture.mayHaveGaps = true
        #expect(try fixture.open().values == ["value-2", "value-3"])
    }

    @Test func `indexes that have kept the suffix follow their record file`() throws {
        let fixture = try LogFixture()
        try segments(fixture)
        let index = try Data(contentsOf: url(fixture, 1, ".timeindex"))
        try rename(fixture, 1, [".index", ".timeindex"], from: "", to: ".swap")
        let contents = try LogDirectoryCleanup.run(fixture.path, fixture.fileSystem)
        #expect(contents.bases == [0, 1, 2, 3])
        #expect(try Data(contentsOf: url(fixture, 1, ".timeindex")) == index)
    }

    @Test func `a record file that has kept the suffix alone gets a new index`() throws {
        let fixture = try LogFixture()
        try segments(fixture)
        try rename(fixture, 1, [".log"], from: "", to: ".swap")
        let contents = try LogDirectoryCleanup.run(fixture.path, fixture.fileSystem)
        #expect(contents.bases == [0, 1, 2, 3])
        let names = SharedFiles.names(fixture.path)
        #expect(!names.contains(LogFileNames.name(1, ".index")))
        #expect(try fixture.open(clean: true, recoveryPoint: 4).values.count == 4)
    }

    @Test func `a replacement that was not complete goes with its beginnings`() throws {
        let fixture = try LogFixture()
        try segments(fixture)
        for (kind, suffix) in [(".log", ".swap"), (".index", ".swap"), (".timeindex", ".cleaned")] {
            try FileManager.default.copyItem(
                at: url(fixture, 2, kind), to: url(fixture, 0, kind + suffix))
        }
        let contents = try LogDirectoryCleanup.run(fixture.path, fixture.fileSystem)
        #expect(contents.bases == [0, 1, 2, 3])
        #expect(try fixture.open().values == (0..<4).map { "value-\($0)" })
        #expect(SharedFiles.names(fixture.path).allSatisfy { !$0.hasSuffix(".swap") })
    }
}
