import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords
import TestSupport
import Testing

@Suite struct LeaveGroupTests {
    @Test func theLastMemberLeavesAnEmptyGroup() throws {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        #expect(scenario.leave([(member, nil)]) == [.none])
        #expect(scenario.state() == "Empty")
        let last = try #require(scenario.log.records.last?.value)
        let written = try GroupRecords.group(from: last)
        #expect(written.generation == 2)
        #expect(written.members == [])
        #expect(written.leader == nil && written.protocol == nil)
    }

    @Test func eachMemberOfARequestHasAnAnswer() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        #expect(scenario.leave([(members[1], nil), ("x", nil)]) == [.none, .unknownMemberId])
    }

    @Test func anIDThatWasHandedOutCanLeave() {
        let scenario = Scenario()
        let members = scenario.stableGroup(1)
        let pending = scenario.join().value?.memberId ?? ""
        let leader = scenario.join(members[0])
        #expect(leader.value == nil)
        #expect(scenario.leave([(pending, nil)]) == [.none])
        #expect(leader.value?.members.count == 1)
    }

    @Test(arguments: Int16(0)...2)
    func oldVersionsTellTheOneErrorAtTheTop(version: Int16) {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        let answer = Answer<LeaveGroupResponse>()
        for id in ["x", member] {
            scenario.coordinator.leave(
                LeaveGroupRequest(groupId: "g", memberId: id), version: version
            ) { answer.set($0) }
            #expect(answer.value?.errorCode == (id == "x" ? .unknownMemberId : ErrorCode.none))
            #expect(answer.value?.members == [])
        }
    }

    @Test func membersOfAGroupThatDoesNotExistAreUnknown() {
        #expect(
            Scenario().leave([("a", nil), ("b", nil)]) == [.unknownMemberId, .unknownMemberId])
    }
}
