import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct HeartbeatTests {
    @Test func aStableMemberIsToldThatAllIsWell() {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        #expect(scenario.heartbeat(member, generation: 1) == ErrorCode.none)
        #expect(scenario.heartbeat(member, generation: 0) == .illegalGeneration)
        #expect(scenario.heartbeat("x", generation: 1) == .unknownMemberId)
        #expect(scenario.heartbeat(member, generation: 1, group: "h") == .unknownMemberId)
        #expect(scenario.heartbeat(member, generation: 1, group: "") == .invalidGroupId)
    }

    @Test func aRebalanceIsTold() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        _ = scenario.join(members[0])
        #expect(scenario.heartbeat(members[1], generation: 2) == .rebalanceInProgress)
    }

    @Test func heartbeatsKeepAMemberAlive() {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        for _ in 0..<5 {
            scenario.loop.advance(by: .milliseconds(9_999))
            #expect(scenario.heartbeat(member, generation: 1) == ErrorCode.none)
        }
        scenario.loop.advance(by: .milliseconds(10_000))
        #expect(scenario.heartbeat(member, generation: 1) == .unknownMemberId)
        #expect(scenario.state() == "Empty")
    }

    @Test func whoWaitsForOthersDoesNotExpire() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let leader = scenario.join(members[0])
        for _ in 0..<6 {
            scenario.loop.advance(by: .seconds(9))
            _ = scenario.heartbeat(members[1], generation: 2)
        }
        #expect(leader.value == nil)
        _ = scenario.join(members[1])
        #expect(leader.value?.members.count == 2)
    }

    @Test func theDeathOfAMemberStartsARebalanceOfTheOthers() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        for _ in 0..<2 {
            scenario.loop.advance(by: .seconds(6))
            _ = scenario.heartbeat(members[0], generation: 2)
        }
        #expect(scenario.heartbeat(members[0], generation: 2) == .rebalanceInProgress)
        #expect(scenario.join(members[0]).value?.members.map(\.memberId) == [members[0]])
    }

    @Test func whileGroupsAreReadMembersAreLeftAlone() {
        let scenario = Scenario(isLoaded: false)
        #expect(scenario.heartbeat("m", generation: 1) == .coordinatorNotAvailable)
        scenario.coordinator.start(partitionCount: 3)
        #expect(scenario.heartbeat("m", generation: 1) == .notCoordinator)
    }
}
