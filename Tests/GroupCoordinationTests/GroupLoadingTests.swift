import Bytes
import Configuration
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Scheduling
import TestSupport
import Testing

@Suite struct GroupLoadingTests {
    @Test func theNextCoordinatorGoesOnWhereTheLastStopped() {
        let first = Scenario()
        let members = first.stableGroup(2, instances: ["one", nil])
        _ = first.commit(5, member: members[1], generation: 2)
        _ = first.commit(6, group: "simple")
        let second = Scenario(log: first.log)
        #expect(second.describe()?.groupState == "Stable")
        #expect(
            second.describe()?.members.map(\.memberAssignment) == [
                Array("a0".utf8), Array("a1".utf8),
            ])
        #expect(second.describe() == first.describe())
        #expect(second.heartbeat(members[0], generation: 2, instance: "one") == ErrorCode.none)
        #expect(second.offset()?.offset == 5)
        #expect(second.offset(group: "simple")?.offset == 6)
    }

    @Test func loadedMembersThatStaySilentExpire() {
        let first = Scenario()
        let members = first.stableGroup(1)
        let second = Scenario(log: first.log)
        second.loop.advance(by: .seconds(10))
        #expect(second.heartbeat(members[0], generation: 1) == .unknownMemberId)
    }

    @Test func deletedGroupsAndOffsetsDoNotComeBack() {
        let first = Scenario()
        _ = first.commit(5)
        _ = first.delete()
        let second = Scenario(log: first.log)
        #expect(second.list()?.groups == [])
    }

    @Test func aCoordinatorThatResignsSendsItsMembersElsewhere() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let waiting = scenario.join(members[0])
        scenario.coordinator.resign(scenario.partition(of: "g"), epoch: 1)
        #expect(waiting.value?.errorCode == .notCoordinator)
        #expect(scenario.heartbeat(members[1], generation: 2) == .notCoordinator)
        #expect(scenario.commit(1).value == .notCoordinator)
        #expect(scenario.describe()?.errorCode == .notCoordinator)
        #expect(scenario.list()?.groups == [])
        #expect(scenario.loop.pendingTimers == 1)
    }

    @Test func aNewTermOfTheSameLeaderDisturbsNobody() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        let waiting = scenario.join(members[0])
        scenario.coordinator.becomeLeader(of: scenario.partition(of: "g"), epoch: 5)
        scenario.loop.run()
        #expect(waiting.value == nil)
        _ = scenario.join(members[1])
        #expect(waiting.value?.members.count == 2)
    }

    @Test func anOlderTermTakesNothingAway() {
        let scenario = Scenario()
        let partition = scenario.partition(of: "g")
        scenario.coordinator.becomeLeader(of: partition, epoch: 5)
        scenario.loop.run()
        scenario.coordinator.resign(partition, epoch: 4)
        #expect(scenario.commit(1).value == ErrorCode.none)
    }

    @Test func whileGroupsAreReadClientsAreAskedToComeBack() {
        // The jobs of the load wait until the test lets the loop run.
        let log = ListLog()
        let scenario = Scenario(log: log, isLoaded: false)
        scenario.coordinator.start(partitionCount: 1)
        scenario.coordinator.becomeLeader(of: 0, epoch: 0)
        let answers = (
            Answer<JoinGroupResponse>(), Answer<SyncGroupResponse>(), Answer<HeartbeatResponse>()
        )
        let list = Answer<ListGroupsResponse>()
        scenario.coordinator.join(
            JoinGroupRequest(groupId: "g"), version: 9, client: .init(id: "", host: "")
        ) { answers.0.set($0) }
        scenario.coordinator.sync(SyncGroupRequest(groupId: "g"), version: 5) { answers.1.set($0) }
        scenario.coordinator.heartbeat(HeartbeatRequest(groupId: "g")) { answers.2.set($0) }
        scenario.coordinator.list(ListGroupsRequest()) { list.set($0) }
        #expect(answers.0.value?.errorCode == .coordinatorLoadInProgress)
        #expect(answers.1.value?.errorCode == .rebalanceInProgress)
        #expect(answers.2.value?.errorCode == ErrorCode.none)
        #expect(list.value?.errorCode == .coordinatorLoadInProgress)
        scenario.loop.run()
        #expect(scenario.list()?.errorCode == ErrorCode.none)
    }

    @Test func transactionsThatWereOpenStayPending() {
        let first = Scenario()
        _ = first.commit(1)
        first.coordinator.commit(
            TxnOffsetCommitRequest(
                transactionalId: "x", groupId: "g", producerId: 9, producerEpoch: 0,
                topics: [
                    .init(name: "t", partitions: [.init(partitionIndex: 0, committedOffset: 7)])
                ]), version: 3
        ) { _ in }
        first.loop.run()
        let second = Scenario(log: first.log)
        #expect(second.offset(stable: true)?.error == .unstableOffsetCommit)
        second.coordinator.transactionEnded(
            of: 9, in: second.partition(of: "g"), isCommitted: true)
        #expect(second.offset(stable: true)?.offset == 7)
    }

    @Test func recordsThatAreNotUnderstoodArePassedOver() {
        var replay = GroupReplay()
        for key in [[0, 9, 1], [], [0, 2, 0]] as [[UInt8]] {
            replay.replay(Record(timestamp: 0, copyingKey: key, value: [1]), in: nil)
        }
        replay.replay(Record(timestamp: 0, key: nil, value: nil), in: nil)
        replay.replay(
            Record(timestamp: 0, copyingKey: [0, 2, 0, 1, 0x67], value: [0, 3, 0]), in: nil)
        #expect(replay.skippedRecords == 5)
        #expect(replay.groupIDs == [])
    }

    @Test func everyBeginningOfARecordIsRefusedOrRead() throws {
        let log = ListLog()
        let scenario = Scenario(log: log)
        _ = scenario.stableGroup(2, instances: ["one", nil])
        let record = try #require(log.records.last)
        let value = try #require(record.value)
        for count in 0..<value.count {
            var replay = GroupReplay()
            var cut = record
            cut.value = value.slice(from: 0, count: count)
            replay.replay(cut, in: nil)
            #expect(replay.skippedRecords == 1, "\(count) bytes")
        }
    }
}
