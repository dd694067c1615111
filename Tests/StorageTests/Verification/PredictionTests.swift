import Bytes
import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

/// What the check of a directory says beforehand, compared with what happens then.
struct PredictionTests {
    private static let partition = TopicPartition("topic", 0)

    /// Predicts, recovers for real, and compares every file.
    private func compare(_ fixture: LogFixture, _ stop: StopState) throws -> StartPrediction {
        let shadow = ShadowFileSystem(over: fixture.fileSystem, now: 0)
        let prediction = try StartRehearsal(
            fileSystem: fixture.fileSystem, time: fixture.clock, config: fixture.config
        ).predict(Self.partition, in: fixture.path, stop, shadow)
        let before = SharedFiles.names(fixture.path)
        let log = try fixture.open(
            clean: stop.wasCleanStop, recoveryPoint: stop.recoveryPoint,
            startOffset: stop.startOffset)
        #expect(prediction.failure == nil)
        #expect(prediction.startOffset == log.offsets.start)
        #expect(prediction.endOffset == log.offsets.end)
        let names = try shadow.list(fixture.path).map(\.name).sorted()
        #expect(names == SharedFiles.names(fixture.path))
        for name in names {
            let path = "\(fixture.path)/\(name)"
            let file = try shadow.open(path, .readOnly)
            let foreseen = try file.read(Int(file.size()), at: 0).array
            #expect(foreseen == (try SharedFiles.bytes(path)), "\(name)")
        }
        if prediction.isNothing { #expect(before == names) }
        return prediction
    }

    @Test(arguments: 0..<40)
    func `a start does to a damaged directory what was predicted`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let generators = LogPropertyTests()
        let fixture = try LogFixture()
        let log = try generators.randomLog(fixture, &random, batches: 25)
        let end = log.offsets.end
        var stop = StopState()
        stop.wasCleanStop = seed % 3 == 0
        if stop.wasCleanStop { try log.close() }
        if seed % 2 == 0 {
            stop.recoveryPoint = Offset(Int64.random(in: 0...end.rawValue, using: &random))
        }
        if seed % 5 == 0 {
            stop.startOffset = Offset(Int64.random(in: 0...(end.rawValue + 5), using: &random))
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            try fixture.damageFile(&random, except: "leader")
        }
        let prediction = try compare(fixture, stop)
        let segments = SharedFiles.names(fixture.path).filter { $0.hasSuffix(".log") }
        if stop.wasCleanStop == false, stop.recoveryPoint == 0, prediction.cut == nil,
            !prediction.beginsAnew
        {
            #expect(prediction.recovery?.segments == segments.count)
        }
        // Afterwards there is nothing left to do but to read what is not known to be whole.
        let again = try compare(fixture, stop)
        #expect(again.cut == nil)
    }

    @Test(arguments: 0..<40)
    func `whenever a start loses records, damage was told`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed + 1000)
        let generators = LogPropertyTests()
        let fixture = try LogFixture()
        let log = try generators.randomLog(fixture, &random, batches: 25)
        let count = try log.records().count
        #expect(try Check([fixture.path]).damage == [])
        try fixture.damageFile(&random, except: "leader")
        let damage = try Check([fixture.path]).damage
        let kept = try fixture.open().records().count
        #expect(kept == count || !damage.isEmpty)
    }

    @Test func `the files are left as they are`() throws {
        var random = SeededRandom(seed: 3)
        let generators = LogPropertyTests()
        let fixture = try LogFixture()
        _ = try generators.randomLog(fixture, &random, batches: 25)
        for _ in 0..<4 { try fixture.damageFile(&random, except: "leader") }
        let before = try fixture.files()
        _ = try Check([fixture.directory.path])
        _ = try Check([fixture.path])
        #expect(try fixture.files() == before)
        #expect(SharedFiles.names(fixture.directory.path) == ["topic-0"])
    }

    @Test func `a replacement left by a crash is put in place, in the prediction too`() throws {
        let fixture = try LogFixture()
        fixture.config.segmentBytes = 200
        let log = try fixture.open()
        for number in 0..<6 { try log.produce(try Batch.of(["value \(number)"])) }
        try log.close()
        let names = SharedFiles.names(fixture.path)
        let first = try #require(names.first { $0.hasSuffix(".log") })
        for name in names where name.prefix(20) == first.prefix(20) {
            try FileManager.default.copyItem(
                atPath: "\(fixture.path)/\(name)", toPath: "\(fixture.path)/\(name).swap")
        }
        try Data().write(to: URL(fileURLWithPath: "\(fixture.path)/\(first).deleted"))
        let prediction = try compare(fixture, StopState(wasCleanStop: true))
        #expect(prediction.adopted.contains("\(first).swap"))
        #expect(prediction.removed.contains("\(first).deleted"))
        #expect(prediction.cut == nil && !prediction.beginsAnew)
    }
}
