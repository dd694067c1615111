import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// What is left of a log after a kill or a power failure.
struct LogRecoveryTests {
    let fixture: LogFixture

    init() throws {
        fixture = try LogFixture()
        fixture.config.segmentBytes = 400
        fixture.config.indexIntervalBytes = 100
    }

    /// A log of `count` batches of one record each, a few to a segment, with all its files; the process
    /// then ends.
    @discardableResult
    private func write(_ count: Int = 20) throws -> [Offset] {
        let log = try fixture.open()
        for number in 0..<count { try log.produce(try Batch.of(["value-\(number)"])) }
        try log.flush()
        return log.inspect { $0.segments.map(\.baseOffset) }
    }

    private func path(_ base: Offset, _ suffix: String = ".log") -> String {
        "\(fixture.path)/\(LogFileNames.name(base, suffix))"
    }

    private func edit(_ path: String, _ change: (inout Data) -> Void) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        change(&data)
        try data.write(to: URL(fileURLWithPath: path))
    }

    private func expectPrefix(_ log: PartitionLog, upTo end: Offset) throws {
        #expect(log.offsets.end == end)
        #expect(try log.values == (0..<end.rawValue).map { "value-\($0)" })
    }

    // MARK: Where the log ends

    @Test func `a segment that lost its last batches ends the log`() throws {
        let bases = try write()
        let end = try #require(bases.dropFirst(2).first)
        // Cut between two batches: there is nothing that looks damaged.
        let size = try Batch.of(["value-1"]).count
        try edit(path(bases[1])) { $0.removeLast(size) }
        try expectPrefix(try fixture.open(), upTo: end - 1)
    }

    @Test func `a segment that lost everything ends the log`() throws {
        let bases = try write()
        try edit(path(bases[1])) { $0.removeAll() }
        try expectPrefix(try fixture.open(), upTo: bases[1])
    }

    @Test func `a segment that is missing ends the log`() throws {
        let bases = try write()
        try fixture.fileSystem.remove(path(bases[1]))
        try expectPrefix(try fixture.open(), upTo: bases[1])
    }

    @Test func `where compaction leaves gaps a missing segment is no damage`() throws {
        let bases = try write()
        try fixture.fileSystem.remove(path(bases[1]))
        fixture.mayHaveGaps = true
        #expect(try fixture.open().offsets.end == 20)
    }

    @Test func `bytes behind the last batch of a closed segment cost nothing else`() throws {
        let bases = try write()
        try edit(path(bases[1])) { $0.append(Data(repeating: 0, count: 5000)) }
        try expectPrefix(try fixture.open(), upTo: 20)
    }

    @Test func `batches that stand in the next segment too count once`() throws {
        let bases = try write()
        let next = try Data(contentsOf: URL(fileURLWithPath: path(bases[2])))
        try edit(path(bases[1])) { $0.append(next) }
        try expectPrefix(try fixture.open(), upTo: 20)
    }

    @Test(arguments: [1, 4096, 1 << 20])
    func `zeros at the end are cut off`(count: Int) throws {
        let bases = try write()
        let last = try #require(bases.last)
        try edit(path(last)) { $0.append(Data(repeating: 0, count: count)) }
        let log = try fixture.open()
        try expectPrefix(log, upTo: 20)
        try log.produce(try Batch.of(["value-20"]))
        try expectPrefix(log, upTo: 21)
    }

    @Test func `what lies before the recovery point is not read`() throws {
        let bases = try write()
        try edit(path(bases[0])) { $0[$0.count - 3] ^= 1 }
        #expect(try fixture.open(recoveryPoint: bases[1]).offsets.end == 20)
        #expect(try fixture.open().offsets.end < bases[1])
    }

    @Test func `within a segment reading begins at the recovery point`() throws {
        fixture.config.segmentBytes = 1 << 20
        try write(40)
        try edit(path(0)) { $0[100] ^= 1 }
        #expect(try fixture.open(recoveryPoint: 38).offsets.end == 40)
        try edit(path(0)) { $0[$0.count - 3] ^= 1 }
        #expect(try fixture.open(recoveryPoint: 38).offsets.end == 39)
    }

    @Test func `a recovery point behind the end is taken back`() throws {
        let bases = try write()
        let log = try fixture.open(recoveryPoint: 500)
        #expect(log.offsets.recoveryPoint == 20)
        #expect(bases.count > 2)
    }

    // MARK: Indexes

    @Test(arguments: [0, 7, 19, 20])
    func `indexes are as if there had been no kill`(recoveryPoint: Int64) throws {
        fixture.config.segmentBytes = 700
        try write()
        let killed = try fixture.files()
        try fixture.open().close()
        let expected = try fixture.files()
        for (name, bytes) in killed {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(fixture.path)/\(name)"))
        }
        try fixture.open(recoveryPoint: Offset(recoveryPoint)).close()
        let found = try fixture.files()
        for name in expected.keys where name.hasSuffix("index") {
            #expect(found[name] == expected[name], "\(name)")
        }
    }

    @Test(arguments: [".index", ".timeindex"], [0, 15])
    func `an index with zeros in its middle is made anew`(suffix: String, point: Int64) throws {
        fixture.config.segmentBytes = 1 << 20
        try write(40)
        let before = try SharedFiles.bytes(path(0, suffix))
        try edit(path(0, suffix)) { data in
            for place in 12..<min(36, data.count) { data[place] = 0 }
        }
        _ = try fixture.open(recoveryPoint: Offset(point))
        #expect(try SharedFiles.bytes(path(0, suffix)).starts(with: before))
    }

    @Test func `a missing index before the recovery point is made anew`() throws {
        let bases = try write()
        let before = try SharedFiles.bytes(path(bases[1], ".index"))
        try fixture.fileSystem.remove(path(bases[1], ".index"))
        let log = try fixture.open(recoveryPoint: 20)
        #expect(try SharedFiles.bytes(path(bases[1], ".index")) == before)
        try expectPrefix(log, upTo: 20)
    }

    @Test func `the last entry of a closed time index may be lost`() throws {
        let bases = try write()
        let before = try SharedFiles.bytes(path(bases[1], ".timeindex"))
        try edit(path(bases[1], ".timeindex")) { $0.removeLast(TimeIndex.entrySize) }
        _ = try fixture.open(recoveryPoint: bases[2])
        #expect(try SharedFiles.bytes(path(bases[1], ".timeindex")) == before)
    }

    // MARK: Producers

    private func produce(_ log: PartitionLog, _ sequence: Int32) throws -> LogAppendResult {
        try log.produce(
            try Batch.of(["value-\(sequence)"], producer: 7, epoch: 0, sequence: sequence))
    }

    @Test(arguments: [false, true])
    func `the last five batches of a producer are recognised after a restart`(isClean: Bool)
        throws
    {
        fixture.producerExpiration = .max
        let log = try fixture.open()
        for sequence in 0..<20 as Range<Int32> { _ = try produce(log, sequence) }
        if isClean { try log.close() }
        // Of the state at the last roll the snapshot has one batch.
        let recoveryPoint = isClean ? 20 : log.inspect { $0.active.baseOffset }
        let again = try fixture.open(clean: isClean, recoveryPoint: recoveryPoint)
        for sequence in 15..<20 as Range<Int32> {
            let result = try produce(again, sequence)
            #expect(result.isDuplicate)
            #expect(result.firstOffset == Offset(Int64(sequence)))
        }
        #expect(try produce(again, 20).firstOffset == 20)
    }

    @Test(arguments: [0, 9, 40])
    func `a snapshot that is empty or torn is not used`(size: Int) throws {
        fixture.producerExpiration = .max
        let log = try fixture.open()
        for sequence in 0..<20 as Range<Int32> { _ = try produce(log, sequence) }
        let base = log.inspect { $0.active.baseOffset }
        try edit(path(base, ".snapshot")) { $0 = $0.prefix(size) }
        let again = try fixture.open(recoveryPoint: base)
        #expect(again.producers.map(\.lastSequence) == [19])
    }

    @Test func `a producer's state does not count what is cut off`() throws {
        fixture.producerExpiration = .max
        let log = try fixture.open()
        for sequence in 0..<20 as Range<Int32> { _ = try produce(log, sequence) }
        let base = log.inspect { $0.active.baseOffset }
        try edit(path(base)) { $0[$0.count - 1] ^= 1 }
        let again = try fixture.open()
        #expect(again.offsets.end == 19)
        #expect(again.producers.map(\.lastSequence) == [18])
        #expect(try produce(again, 19).firstOffset == 19)
    }

    // MARK: Ending early

    @Test func `an abandoned recovery ends with an error`() throws {
        try write()
        var environment = fixture.environment
        environment.isAbandoned = { true }
        #expect(throws: LogError.offline(path: "\(fixture.directory.path)/topic-0")) {
            try LogRecovery(
                environment: environment, directory: fixture.path, config: fixture.config,
                wasCleanStop: false, recoveryPoint: .zero, startOffset: .zero
            ).open()
        }
        try expectPrefix(try fixture.open(), upTo: 20)
    }
}
