import Configuration
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct JoinGroupTests {
    @Test func aNewMemberIsAskedToComeBackWithItsID() {
        let scenario = Scenario()
        let first = scenario.join(client: "me").value
        #expect(first?.errorCode == .memberIdRequired)
        #expect(first?.memberId.hasPrefix("me-") == true)
        #expect(first?.memberId.utf8.count == 3 + 36)
        let second = scenario.join(first?.memberId ?? "")
        scenario.loop.advance(by: .zero)
        #expect(second.value?.errorCode == ErrorCode.none)
        #expect(second.value?.memberId == first?.memberId)
    }

    @Test(arguments: Int16(0)...3)
    func anOldClientIsAddedAtOnce(version: Int16) {
        let scenario = Scenario()
        let answer = scenario.join(version: version)
        scenario.loop.advance(by: .zero)
        #expect(answer.value?.errorCode == ErrorCode.none)
        #expect(answer.value?.generationId == 1)
    }

    @Test func theLeaderAloneGetsTheMembers() {
        let scenario = Scenario(groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
        let answers = [scenario.join(version: 3), scenario.join(version: 3)]
        scenario.loop.advance(by: .seconds(6))
        let values = answers.compactMap(\.value)
        #expect(values.map(\.members.count) == [2, 0])
        #expect(values.map(\.leader) == [values[0].memberId, values[0].memberId])
        #expect(values.map(\.protocolName) == ["range", "range"])
        #expect(
            values[0].members.map(\.metadata)
                == Array(repeating: Scenario.subscription(["t"]), count: 2))
    }

    @Test func theFirstRebalanceWaitsAndAgainForEachNewMember() {
        let scenario = Scenario(groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
        let first = scenario.join(version: 3)
        scenario.loop.advance(by: .milliseconds(2999))
        #expect(first.value == nil)
        _ = scenario.join(version: 3)
        scenario.loop.advance(by: .milliseconds(3000))
        #expect(first.value == nil)
        scenario.loop.advance(by: .milliseconds(1))
        #expect(first.value?.members.count == 2)
    }

    @Test func theFirstRebalanceWaitsNoLongerThanTheRebalanceTimeout() {
        let scenario = Scenario(groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
        let first = scenario.join(version: 3, rebalance: 7_000)
        for _ in 0..<6 {
            scenario.loop.advance(by: .seconds(1))
            _ = scenario.join(version: 3, rebalance: 7_000)
        }
        #expect(first.value == nil)
        scenario.loop.advance(by: .seconds(1))
        #expect(first.value?.members.count == 7)
    }

    @Test(arguments: [5_999, 1_800_001, 0, -1] as [Int32])
    func sessionTimeoutsOutOfBoundsAreRefused(session: Int32) {
        let scenario = Scenario()
        #expect(scenario.join(session: session).value?.errorCode == .invalidSessionTimeout)
    }

    @Test func anUnknownMemberIsRefused() {
        let scenario = Scenario()
        #expect(scenario.join("nobody").value?.errorCode == .unknownMemberId)
        _ = scenario.stableGroup()
        #expect(scenario.join("nobody").value?.errorCode == .unknownMemberId)
    }

    @Test(arguments: [("", ["range"]), ("consumer", [])])
    func anEmptyGroupNeedsATypeAndAProtocol(type: String, protocols: [String]) {
        let scenario = Scenario()
        let answer = scenario.join(type: type, protocols: protocols)
        #expect(answer.value?.errorCode == .inconsistentGroupProtocol)
    }

    @Test(arguments: [("connect", ["range"]), ("consumer", ["other"])])
    func aMemberMustShareTypeAndProtocolWithTheOthers(type: String, protocols: [String]) {
        let scenario = Scenario()
        _ = scenario.stableGroup()
        let answer = scenario.join(version: 3, type: type, protocols: protocols)
        #expect(answer.value?.errorCode == .inconsistentGroupProtocol)
    }

    @Test func theProtocolThatMostMembersPreferWins() {
        let scenario = Scenario(groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
        let first = scenario.join(version: 3, protocols: ["range", "sticky"])
        _ = scenario.join(version: 3, protocols: ["sticky", "range"])
        _ = scenario.join(version: 3, protocols: ["own", "sticky", "range"])
        scenario.loop.advance(by: .seconds(10))
        #expect(first.value?.protocolName == "sticky")
    }

    @Test func aFullGroupRefusesFurtherMembers() {
        let scenario = Scenario(
            groups: GroupConfig(initialRebalanceDelay: .zero, maximumSize: 1))
        _ = scenario.stableGroup()
        let refused = scenario.join(version: 3).value
        #expect(refused?.errorCode == .groupMaxSizeReached)
        #expect(refused?.memberId == "")
    }

    @Test func aFollowerThatRepeatsItsJoinGetsTheCurrentGeneration() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let answer = scenario.join(members[1]).value
        #expect(answer?.errorCode == ErrorCode.none)
        #expect(answer?.members == [])
        #expect(scenario.state() == "Stable")
    }

    @Test func aLeaderThatJoinsAgainStartsARebalance() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let answer = scenario.join(members[0])
        #expect(answer.value == nil)
        #expect(scenario.state() == "PreparingRebalance")
        let follower = scenario.join(members[1])
        #expect(answer.value?.generationId == follower.value?.generationId)
        #expect(answer.value?.members.count == 2)
    }

    @Test func changedMetadataStartsARebalance() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        _ = scenario.join(members[1], topics: ["other"])
        #expect(scenario.state() == "PreparingRebalance")
    }

    @Test func whoDoesNotJoinAgainInTimeIsRemoved() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let leader = scenario.join(members[0], rebalance: 8_000)
        // The other one shows signs of life but does not join.
        for _ in 0..<12 {
            scenario.loop.advance(by: .seconds(5))
            _ = scenario.heartbeat(members[1], generation: 2)
        }
        #expect(leader.value?.members.map(\.memberId) == [members[0]])
        #expect(scenario.heartbeat(members[1], generation: 3) == .unknownMemberId)
    }

    @Test func anotherMemberLeadsWhenTheLeaderStaysAway() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let follower = scenario.join(members[1], topics: ["other"])
        scenario.loop.advance(by: .seconds(60))
        #expect(follower.value?.leader == members[1])
        #expect(follower.value?.members.count == 1)
    }

    @Test func anIDThatWasHandedOutHoldsUpTheRebalanceUntilItsSessionEnds() {
        let scenario = Scenario()
        let members = scenario.stableGroup(1)
        _ = scenario.join(session: 6_000)
        let leader = scenario.join(members[0])
        #expect(leader.value == nil)
        scenario.loop.advance(by: .seconds(6))
        #expect(leader.value?.members.count == 1)
    }

    @Test func aNewMemberThatVanishesIsForgottenAfterFiveMinutes() {
        let scenario = Scenario(
            groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
        let members = scenario.stableGroup(0)
        #expect(members == [])
        let answer = scenario.join(version: 3, session: 6_000, rebalance: 1_000_000)
        scenario.loop.advance(by: .seconds(3))
        #expect(answer.value?.errorCode == ErrorCode.none)
        // Its client never answers: the session of an answered member ends as agreed.
        scenario.loop.advance(by: .seconds(6))
        #expect(scenario.state() == "Empty")
    }
}
