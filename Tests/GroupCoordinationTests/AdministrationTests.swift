import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Scheduling
import TestSupport
import Testing

@Suite struct AdministrationTests {
    @Test func aStableGroupIsDescribedInFull() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let group = scenario.describe()
        #expect(group?.groupState == "Stable")
        #expect(group?.protocolType == "consumer")
        #expect(group?.protocolData == "range")
        #expect(group?.members.map(\.memberId) == members)
        #expect(group?.members.map(\.memberAssignment) == [Array("a0".utf8), Array("a1".utf8)])
        #expect(group?.members.first?.memberMetadata == Scenario.subscription(["t"]))
        #expect(group?.members.first?.clientId == "client")
        #expect(group?.members.first?.clientHost == "/127.0.0.1")
    }

    @Test func duringARebalanceOnlyTheMembersAreTold() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        _ = scenario.join(members[0])
        let group = scenario.describe()
        #expect(group?.groupState == "PreparingRebalance")
        #expect(group?.protocolData == "")
        #expect(group?.members.count == 2)
        #expect(
            group?.members.allSatisfy { $0.memberMetadata == [] && $0.memberAssignment == [] }
                == true)
    }

    @Test func aGroupThatDoesNotExistIsDead() {
        let group = Scenario().describe("none")
        #expect(group?.errorCode == ErrorCode.none)
        #expect(group?.groupState == "Dead")
    }

    @Test func groupsAreListedByNameAndFiltered() {
        let scenario = Scenario()
        _ = scenario.stableGroup()
        _ = scenario.commit(1, group: "a")
        #expect(scenario.list()?.groups.map(\.groupId) == ["a", "g"])
        #expect(scenario.list()?.groups.map(\.groupState) == ["Empty", "Stable"])
        #expect(scenario.list()?.groups.map(\.protocolType) == ["", "consumer"])
        #expect(scenario.list(states: ["STABLE"])?.groups.map(\.groupId) == ["g"])
        #expect(scenario.list(types: ["Classic"])?.groups.count == 2)
        #expect(scenario.list(types: ["consumer"])?.groups.count == 0)
    }

    @Test func onlyAnEmptyGroupCanBeDeleted() {
        let scenario = Scenario()
        #expect(scenario.delete() == .groupIdNotFound)
        let member = scenario.stableGroup()[0]
        _ = scenario.commit(5, member: member, generation: 1)
        #expect(scenario.delete() == .nonEmptyGroup)
        _ = scenario.leave([(member, nil)])
        #expect(scenario.delete() == ErrorCode.none)
        #expect(scenario.delete() == .groupIdNotFound)
        #expect(scenario.offset()?.offset == Offset.none)
        #expect(scenario.log.records.suffix(2).map { $0.value == nil } == [true, true])
    }

    @Test func aGroupThatNeverHadMembersLeavesNoRecordOfItsOwn() throws {
        let scenario = Scenario()
        _ = scenario.commit(5)
        #expect(scenario.delete() == ErrorCode.none)
        let keys = try scenario.log.records.compactMap(\.key).map { try GroupRecordKey($0) }
        let offset = GroupRecordKey.offset(group: "g", TopicPartition("t", 0))
        #expect(keys == [offset, offset])
    }

    private func deleteOffsets(_ scenario: Scenario, topic: String) -> (ErrorCode, ErrorCode)? {
        let answer = Answer<OffsetDeleteResponse>()
        scenario.coordinator.deleteOffsets(
            OffsetDeleteRequest(
                groupId: "g",
                topics: [.init(name: topic, partitions: [.init(partitionIndex: 0)])])
        ) { answer.set($0) }
        scenario.loop.run()
        return answer.value.map {
            ($0.errorCode, $0.topics.first?.partitions.first?.errorCode ?? .none)
        }
    }

    @Test func offsetsOfAnEmptyGroupCanBeDeleted() {
        let scenario = Scenario()
        #expect(deleteOffsets(scenario, topic: "t")?.0 == .groupIdNotFound)
        _ = scenario.commit(5)
        #expect(deleteOffsets(scenario, topic: "t")?.1 == ErrorCode.none)
        #expect(scenario.offset()?.offset == Offset.none)
    }

    @Test func anEmptyGroupEndsWithItsLastOffset() {
        let scenario = Scenario()
        _ = scenario.commit(5)
        _ = deleteOffsets(scenario, topic: "t")
        #expect(scenario.delete() == .groupIdNotFound)
    }

    @Test func offsetsOfTopicsThatConsumersReadCannot() {
        let scenario = Scenario()
        let member = scenario.stableGroup(topics: ["t"])[0]
        let other = TopicPartition("other", 0)
        _ = scenario.commit(5, member: member, generation: 1)
        _ = scenario.commit(6, member: member, generation: 1, partition: other)
        #expect(deleteOffsets(scenario, topic: "t")?.1 == .groupSubscribedToTopic)
        #expect(deleteOffsets(scenario, topic: "other")?.1 == ErrorCode.none)
        #expect(scenario.offset()?.offset == 5)
        #expect(scenario.offset(of: other)?.offset == Offset.none)
    }

    @Test func offsetsOfGroupsOfAnotherKindCannotWhileTheyHaveMembers() {
        let scenario = Scenario()
        _ = scenario.join(version: 3, type: "connect")
        #expect(deleteOffsets(scenario, topic: "t")?.0 == .nonEmptyGroup)
    }
}
