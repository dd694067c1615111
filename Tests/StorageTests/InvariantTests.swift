import KafkaModel
import Testing

@testable import Storage

/// Rules of the log that Kafka learnt from replicas that could not follow, by their numbers there.
@Suite struct InvariantTests {
    @Test func `KAFKA-10706: a truncation at the end of the log takes away epochs without records`()
        throws
    {
        let fixture = try LogFixture()
        let log = try fixture.open()
        try log.produce(try Batch.of(["a", "b"]), epoch: 1)
        try log.assign(leaderEpoch: 3)
        #expect(log.latestEpoch == 3)
        #expect(try !log.truncate(to: 2))
        #expect(log.latestEpoch == 1)
        #expect(log.offsets.end == 2)
    }
}
