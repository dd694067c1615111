import Bytes
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

@testable import Storage

/// Series of batches with the answers of a real broker to each.
struct IdempotenceTests {
    static let series = ((try? lines()) ?? []).compactMap { $0.text("id") }

    static func lines() throws -> [[String: Any]] {
        guard let path = SharedFiles.golden("records/idempotence.jsonl") else { return [] }
        return try Truth(path).lines
    }

    @Test(
        .enabled(if: !series.isEmpty, "no golden files beside the repository"), arguments: series)
    func `the answers are those of Kafka`(id: String) throws {
        let line = try #require(try Self.lines().first { $0.text("id") == id })
        let fixture = try LogFixture()
        let log = try fixture.open()
        for step in line["steps"] as? [[String: Any]] ?? [] {
            let bytes = SharedBytes(copying: Self.bytes(step.text("hex") ?? ""))
            do throws(LogError) {
                let result = try log.produce(bytes)
                #expect(step.number("error_code") == 0)
                #expect(result.firstOffset == step.offset("base_offset"))
                #expect(result.isDuplicate == (step.number("log_append_time_ms") != -1))
            } catch {
                switch error {
                case .outOfOrderSequence: #expect(step.number("error_code") == 45)
                case .invalidProducerEpoch: #expect(step.number("error_code") == 47)
                default: Issue.record("\(error)")
                }
            }
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { $0 <= 0x39 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test func `sequences are known again after a kill`() throws {
        let fixture = try LogFixture()
        fixture.producerExpiration = .max
        fixture.config.segmentBytes = 200
        var log = try fixture.open()
        for sequence: Int32 in 0..<7 {
            try log.produce(
                try Batch.of(["value"], producer: 9, epoch: 1, sequence: sequence))
        }
        log = try fixture.open()
        let repeated = try log.produce(
            try Batch.of(["value"], producer: 9, epoch: 1, sequence: 6))
        #expect(repeated.isDuplicate)
        #expect(repeated.firstOffset == 6)
        #expect(throws: LogError.outOfOrderSequence(producer: 9, sequence: 8, last: 6)) {
            try log.produce(try Batch.of(["value"], producer: 9, epoch: 1, sequence: 8))
        }
    }

    @Test func `a silent producer is forgotten`() throws {
        let fixture = try LogFixture()
        fixture.producerExpiration = 1000
        let log = try fixture.open()
        try log.produce(
            try Batch.of(
                ["a"], timestamp: fixture.clock.wallMilliseconds(), producer: 1, epoch: 0,
                sequence: 0))
        fixture.clock.advance(by: .milliseconds(999))
        log.removeExpiredProducers()
        #expect(log.producers.count == 1)
        fixture.clock.advance(by: .milliseconds(1))
        log.removeExpiredProducers()
        #expect(log.producers.isEmpty)
    }
}
