import Configuration
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct SyncGroupTests {
    /// Two members that have joined generation 1 and not synchronised.
    private func joined(_ scenario: Scenario) -> [String] {
        let answers = [scenario.join(version: 3), scenario.join(version: 3)]
        scenario.loop.advance(by: .seconds(6))
        return answers.compactMap { $0.value?.memberId }
    }

    private func scenario() -> Scenario {
        Scenario(groups: GroupConfig(initialRebalanceDelay: .seconds(3)))
    }

    @Test func everybodyGetsWhatTheLeaderHasAssigned() {
        let scenario = scenario()
        let members = joined(scenario)
        let follower = scenario.sync(members[1], generation: 1)
        #expect(follower.value == nil)
        let leader = scenario.sync(
            members[0], generation: 1, assignments: [members[0]: "x", members[1]: "y"])
        #expect(leader.value?.assignment == Array("x".utf8))
        #expect(follower.value?.assignment == Array("y".utf8))
        #expect(follower.value?.protocolType == "consumer")
        #expect(follower.value?.protocolName == "range")
        #expect(scenario.state() == "Stable")
    }

    @Test func whoIsNotMentionedGetsNothing() {
        let scenario = scenario()
        let members = joined(scenario)
        _ = scenario.sync(members[0], generation: 1, assignments: [members[0]: "x"])
        #expect(scenario.sync(members[1], generation: 1).value?.assignment == [])
    }

    @Test func nobodyIsAnsweredBeforeTheLogHasTheAssignment() {
        let scenario = scenario()
        let members = joined(scenario)
        scenario.log.hold()
        let leader = scenario.sync(members[0], generation: 1, assignments: [members[0]: "x"])
        #expect(leader.value == nil)
        #expect(scenario.state() == "CompletingRebalance")
        scenario.log.release()
        scenario.loop.run()
        #expect(leader.value?.errorCode == ErrorCode.none)
    }

    @Test func anAssignmentThatComesTooLateIsIgnored() {
        let scenario = scenario()
        let members = joined(scenario)
        scenario.log.hold()
        let leader = scenario.sync(members[0], generation: 1, assignments: [members[0]: "x"])
        _ = scenario.join(version: 3)
        #expect(leader.value?.errorCode == .rebalanceInProgress)
        scenario.log.release()
        scenario.loop.run()
        #expect(scenario.state() == "PreparingRebalance")
    }

    @Test(arguments: [
        (ErrorCode.notEnoughReplicas, ErrorCode.coordinatorNotAvailable),
        (.unknownTopicOrPartition, .coordinatorNotAvailable),
        (.notEnoughReplicasAfterAppend, .coordinatorNotAvailable),
        (.notLeaderOrFollower, .notCoordinator), (.kafkaStorageError, .notCoordinator),
        (.requestTimedOut, .rebalanceInProgress), (.messageTooLarge, .unknownServerError),
        (.recordListTooLarge, .unknownServerError), (.corruptMessage, .corruptMessage),
    ])
    func aFailureOfTheLogIsToldToEverybodyAndStartsARebalance(
        failure: ErrorCode, answer: ErrorCode
    ) {
        let scenario = scenario()
        let members = joined(scenario)
        let follower = scenario.sync(members[1], generation: 1)
        scenario.log.fail(with: failure)
        let leader = scenario.sync(members[0], generation: 1)
        #expect(leader.value?.errorCode == answer)
        #expect(follower.value?.errorCode == answer)
        #expect(scenario.state() == "PreparingRebalance")
    }

    @Test func requestsThatDoNotFitTheGenerationAreRefused() {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        #expect(scenario.sync(member, generation: 2).value?.errorCode == .illegalGeneration)
        #expect(scenario.sync("x", generation: 1).value?.errorCode == .unknownMemberId)
        #expect(
            scenario.sync(member, generation: 1, group: "h").value?.errorCode == .unknownMemberId)
        #expect(
            scenario.sync(member, generation: 1, type: "connect").value?.errorCode
                == .inconsistentGroupProtocol)
        #expect(
            scenario.sync(member, generation: 1, name: "sticky").value?.errorCode
                == .inconsistentGroupProtocol)
        #expect(
            scenario.sync(member, generation: 1, type: "consumer", name: "range").value?.errorCode
                == ErrorCode.none)
    }

    @Test func duringARebalanceMembersAreSentBackToJoin() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        _ = scenario.join(members[0])
        #expect(scenario.sync(members[1], generation: 2).value?.errorCode == .rebalanceInProgress)
    }

    @Test func whoDoesNotComeForItsAssignmentIsRemoved() {
        let scenario = scenario()
        let members = joined(scenario)
        _ = scenario.sync(members[0], generation: 1)
        for _ in 0..<13 {
            _ = scenario.heartbeat(members[0], generation: 1)
            _ = scenario.heartbeat(members[1], generation: 1)
            scenario.loop.advance(by: .seconds(5))
        }
        #expect(scenario.heartbeat(members[1], generation: 1) == .unknownMemberId)
        #expect(scenario.state() == "PreparingRebalance")
    }
}
