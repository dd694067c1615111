import Configuration
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct StaticMemberTests {
    @Test func aReturningMemberTakesItsPlaceWithoutARebalance() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", "two"])
        let answer = scenario.join(instance: "two").value
        #expect(answer?.errorCode == ErrorCode.none)
        #expect(answer?.memberId.hasPrefix("two-") == true)
        #expect(answer?.memberId != members[1])
        #expect(answer?.leader == members[0])
        #expect(scenario.state() == "Stable")
        let assigned = scenario.sync(
            answer?.memberId ?? "", generation: answer?.generationId ?? 0, instance: "two")
        #expect(assigned.value?.assignment == Array("a1".utf8))
    }

    @Test func aReturningLeaderMaySkipTheAssignmentFromVersion9On() {
        let scenario = Scenario()
        _ = scenario.stableGroup(2, instances: ["one", "two"])
        let answer = scenario.join(instance: "one", version: 9).value
        #expect(answer?.leader == answer?.memberId)
        #expect(answer?.skipAssignment == true)
        #expect(answer?.members.count == 2)
    }

    @Test func aReturningLeaderDoesNotLearnThatItLeadsBeforeVersion9() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", "two"])
        let answer = scenario.join(instance: "one", version: 8).value
        #expect(answer?.leader == members[0])
        #expect(answer?.skipAssignment == false)
        #expect(answer?.members == [])
    }

    @Test func theOldIncarnationIsFenced() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", "two"])
        _ = scenario.join(instance: "two")
        #expect(scenario.heartbeat(members[1], generation: 2, instance: "two") == .fencedInstanceId)
        #expect(
            scenario.commit(1, member: members[1], generation: 2, instance: "two").value
                == .fencedInstanceId)
        #expect(
            scenario.join(members[1], instance: "two").value?.errorCode == .fencedInstanceId)
        #expect(scenario.leave([(members[1], "two")]) == [.fencedInstanceId])
    }

    @Test func aWaitingJoinOfTheOldIncarnationIsFencedToo() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", "two"])
        let old = scenario.join(members[0], instance: "one")
        #expect(old.value == nil)
        _ = scenario.join(instance: "one")
        #expect(old.value?.errorCode == .fencedInstanceId)
    }

    @Test func aChangedProtocolStartsARebalance() {
        let scenario = Scenario()
        _ = scenario.stableGroup(1, instances: ["one"])
        let answer = scenario.join(instance: "one", protocols: ["sticky"])
        #expect(answer.value?.protocolName == "sticky")
        #expect(answer.value?.generationId == 2)
    }

    @Test func aReplacementThatCannotBeWrittenIsUndone() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", "two"])
        scenario.log.fail(with: .notEnoughReplicas)
        let answer = scenario.join(instance: "two").value
        #expect(answer?.errorCode == .coordinatorNotAvailable)
        #expect(answer?.memberId == "")
        #expect(scenario.heartbeat(members[1], generation: 2, instance: "two") == ErrorCode.none)
    }

    @Test func anAbsentStaticMemberKeepsItsPlaceInARebalance() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2, instances: ["one", nil])
        let answer = scenario.join(members[1], rebalance: 60_000, topics: ["other"])
        for _ in 0..<12 {
            _ = scenario.heartbeat(members[0], generation: 2, instance: "one")
            scenario.loop.advance(by: .seconds(5))
        }
        #expect(answer.value?.leader == members[1])
        #expect(answer.value?.members.map(\.memberId) == members)
    }

    @Test func aStaticMemberCanBeRemovedByItsInstance() {
        let scenario = Scenario()
        _ = scenario.stableGroup(2, instances: ["one", "two"])
        #expect(scenario.leave([("", "two"), ("", "three")]) == [.none, .unknownMemberId])
        #expect(scenario.state() == "PreparingRebalance")
    }

    @Test func anInstanceThatIsNotKnownMakesAMemberUnknown() {
        let scenario = Scenario()
        let members = scenario.stableGroup(1)
        #expect(scenario.heartbeat(members[0], generation: 1, instance: "x") == .unknownMemberId)
    }
}
