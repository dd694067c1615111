import Configuration
import GroupCoordination
import KafkaModel
import KafkaRecords
import Scheduling
import TestSupport
import Testing

/// Offsets are kept for an hour and looked at every minute.
@Suite struct OffsetExpirationTests {
    private func scenario() -> Scenario {
        Scenario(
            offsets: OffsetsConfig(
                retention: .seconds(3600), retentionCheckInterval: .seconds(60)))
    }

    @Test func offsetsWithoutMembershipExpireSomeTimeAfterTheCommit() {
        let scenario = scenario()
        _ = scenario.commit(5)
        scenario.loop.advance(by: .seconds(3599))
        #expect(scenario.offset()?.offset == 5)
        scenario.loop.advance(by: .seconds(61))
        #expect(scenario.offset()?.offset == Offset.none)
        #expect(scenario.state() == "Dead")
        #expect(scenario.log.records.map { $0.value == nil } == [false, true])
    }

    @Test func anExplicitRetentionGoesBeforeTheGeneralOne() {
        let scenario = scenario()
        _ = scenario.commit(5, retention: 90_000)
        scenario.loop.advance(by: .seconds(60))
        #expect(scenario.offset()?.offset == 5)
        scenario.loop.advance(by: .seconds(60))
        #expect(scenario.offset()?.offset == Offset.none)
    }

    @Test func offsetsOfALeftGroupExpireSomeTimeAfterTheLastMemberLeft() {
        let scenario = scenario()
        let member = scenario.stableGroup()[0]
        _ = scenario.commit(5, member: member, generation: 1)
        for _ in 0..<1000 {
            scenario.loop.advance(by: .seconds(9))
            _ = scenario.heartbeat(member, generation: 1)
        }
        _ = scenario.leave([(member, nil)])
        scenario.loop.advance(by: .seconds(3500))
        #expect(scenario.offset()?.offset == 5)
        scenario.loop.advance(by: .seconds(200))
        #expect(scenario.offset()?.offset == Offset.none)
        #expect(scenario.state() == "Dead")
        // The tombstones of the offset and of the group.
        #expect(scenario.log.records.suffix(2).allSatisfy { $0.value == nil })
    }

    @Test func offsetsOfTopicsThatAStableGroupNoLongerReadsExpire() {
        let scenario = scenario()
        let member = scenario.stableGroup(topics: ["t"])[0]
        let other = TopicPartition("other", 0)
        _ = scenario.commit(5, member: member, generation: 1)
        _ = scenario.commit(6, member: member, generation: 1, partition: other)
        for _ in 0..<410 {
            scenario.loop.advance(by: .seconds(9))
            _ = scenario.heartbeat(member, generation: 1)
        }
        #expect(scenario.offset()?.offset == 5)
        #expect(scenario.offset(of: other)?.offset == Offset.none)
    }

    @Test func aCommitThatIsOnItsWayKeepsTheOffset() {
        let scenario = scenario()
        _ = scenario.commit(5)
        scenario.log.hold()
        _ = scenario.commit(6)
        scenario.loop.advance(by: .seconds(4000))
        #expect(scenario.offset()?.offset == 5)
    }

    @Test func offsetsOfDeletedPartitionsGo() {
        let scenario = scenario()
        _ = scenario.commit(5)
        _ = scenario.commit(6, partition: TopicPartition("u", 0))
        scenario.coordinator.partitionsDeleted([TopicPartition("t", 0)])
        scenario.loop.run()
        #expect(scenario.offset()?.offset == Offset.none)
        #expect(scenario.offset(of: TopicPartition("u", 0))?.offset == 6)
        #expect(scenario.log.records.last?.value == nil)
    }
}
