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

@Suite struct OffsetCommitTests {
    @Test func aConsumerWithoutMembershipMayCommit() {
        let scenario = Scenario()
        #expect(scenario.commit(5).value == ErrorCode.none)
        #expect(scenario.offset()?.offset == 5)
        #expect(scenario.state() == "Empty")
    }

    @Test func aMemberCommitsUnderItsGeneration() {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        #expect(scenario.commit(5, member: member, generation: 1).value == ErrorCode.none)
        #expect(scenario.commit(6, member: member, generation: 0).value == .illegalGeneration)
        #expect(scenario.commit(6, member: "x", generation: 1).value == .unknownMemberId)
        #expect(scenario.commit(6).value == .unknownMemberId)
        #expect(scenario.commit(6, generation: 1, group: "new").value == .illegalGeneration)
        #expect(scenario.offset()?.offset == 5)
    }

    @Test func anEmptyGroupIDIsAllowed() {
        let scenario = Scenario()
        #expect(scenario.commit(5, group: "").value == ErrorCode.none)
        #expect(scenario.offset(group: "")?.offset == 5)
    }

    @Test func duringARebalanceOffsetsAreTakenUntilAllHaveJoined() {
        let scenario = Scenario()
        let members = scenario.stableGroup(2)
        _ = scenario.join(members[0])
        #expect(scenario.commit(5, member: members[1], generation: 2).value == ErrorCode.none)
        _ = scenario.join(members[1])
        #expect(scenario.state() == "CompletingRebalance")
        #expect(
            scenario.commit(6, member: members[1], generation: 3).value == .rebalanceInProgress)
    }

    @Test func committingIsASignOfLife() {
        let scenario = Scenario()
        let member = scenario.stableGroup()[0]
        for _ in 0..<3 {
            scenario.loop.advance(by: .seconds(9))
            #expect(scenario.commit(5, member: member, generation: 1).value == ErrorCode.none)
        }
    }

    @Test func tooLongMetadataIsRefused() {
        let scenario = Scenario(offsets: OffsetsConfig(maximumMetadataLength: 3))
        #expect(scenario.commit(5, metadata: "äöü").value == ErrorCode.none)
        #expect(scenario.commit(6, metadata: "abcd").value == .offsetMetadataTooLarge)
        #expect(scenario.offset()?.offset == 5)
    }

    @Test func partitionsThatTheBrokerRefusesAreNotCommitted() {
        let scenario = Scenario()
        let answer = Answer<OffsetCommitResponse>()
        scenario.coordinator.commit(
            OffsetCommitRequest(
                groupId: "g",
                topics: [
                    .init(
                        name: "t",
                        partitions: [0, 1].map { .init(partitionIndex: $0, committedOffset: 4) })
                ]),
            refused: [TopicPartition("t", 0): .unknownTopicOrPartition]
        ) { answer.set($0) }
        scenario.loop.run()
        #expect(
            answer.value?.topics.first?.partitions.map(\.errorCode)
                == [.unknownTopicOrPartition, .none])
        #expect(scenario.offset()?.offset == Offset.none)
        #expect(scenario.offset(of: TopicPartition("t", 1))?.offset == 4)
    }

    @Test func anOffsetHoldsOnlyOnceTheLogHasIt() {
        let scenario = Scenario()
        _ = scenario.commit(1)
        scenario.log.hold()
        let answer = scenario.commit(5)
        #expect(answer.value == nil)
        #expect(scenario.offset()?.offset == 1)
        #expect(scenario.offset(stable: true)?.error == .unstableOffsetCommit)
        scenario.log.release()
        scenario.loop.run()
        #expect(answer.value == ErrorCode.none)
        #expect(scenario.offset(stable: true)?.offset == 5)
    }

    @Test(arguments: [
        (ErrorCode.unknownTopicOrPartition, ErrorCode.coordinatorNotAvailable),
        (.notEnoughReplicas, .coordinatorNotAvailable),
        (.notEnoughReplicasAfterAppend, .coordinatorNotAvailable),
        (.notLeaderOrFollower, .notCoordinator), (.kafkaStorageError, .notCoordinator),
        (.networkException, .coordinatorLoadInProgress),
        (.messageTooLarge, .invalidCommitOffsetSize),
        (.recordListTooLarge, .invalidCommitOffsetSize),
        (.requestTimedOut, .requestTimedOut),
    ])
    func aFailureOfTheLogIsToldInTheClientsTerms(failure: ErrorCode, answer: ErrorCode) {
        let scenario = Scenario()
        _ = scenario.commit(1)
        scenario.log.fail(with: failure)
        #expect(scenario.commit(5).value == answer)
        #expect(scenario.offset(stable: true)?.offset == 1)
        #expect(scenario.offset(stable: true)?.error == ErrorCode.none)
    }

    @Test func theRecordIsTheOneThatKafkaWrites() throws {
        let scenario = Scenario()
        _ = scenario.commit(5, metadata: "m")
        let record = try #require(scenario.log.records.first)
        #expect(record.key?.array == [0, 1, 0, 1, 0x67, 0, 1, 0x74, 0, 0, 0, 0])
        let value = try #require(record.value)
        #expect(value.array.prefix(2) == [0, 3])
        let written = try GroupRecords.offset(from: value)
        #expect(
            written
                == CommittedOffset(
                    offset: 5, metadata: "m",
                    commitTimestamp: scenario.loop.clock.wallMilliseconds()))
        #expect(scenario.log.batches.first?.baseSequence == 0)
    }

    @Test func anExplicitRetentionIsWrittenInVersionOne() throws {
        let scenario = Scenario()
        _ = scenario.commit(5, retention: 1000)
        let value = try #require(scenario.log.records.first?.value)
        #expect(value.array.prefix(2) == [0, 1])
        let now = scenario.loop.clock.wallMilliseconds()
        #expect(try GroupRecords.offset(from: value).expireTimestamp == now + 1000)
    }

    @Test(arguments: [
        ("2.0", 1, 1), ("2.1-IV0", 2, 2), ("2.1-IV1", 3, 2), ("2.3", 3, 3), ("3.9-IV0", 3, 3),
        ("0.10.0", 1, 0), ("0.10.2", 1, 1),
    ])
    func recordsAreWrittenSoThatOlderBrokersReadThem(
        release: String, offsetVersion: UInt8, groupVersion: UInt8
    ) throws {
        let release = try #require(Release(release))
        let offset = try GroupRecords.offset(
            CommittedOffset(offset: 1, commitTimestamp: 2), of: TopicPartition("t", 0), group: "g",
            release: release)
        #expect(offset.value?.array.prefix(2) == [0, offsetVersion])
        let group = try GroupRecords.group(GroupMetadataValue(), id: "g", release: release)
        #expect(group.value?.array.prefix(2) == [0, groupVersion])
    }

    @Test func offsetsOfATransactionCountOnceItIsCommitted() {
        let scenario = Scenario()
        _ = scenario.commit(1)
        #expect(commit(scenario, 7, producer: 9) == ErrorCode.none)
        #expect(scenario.offset()?.offset == 1)
        #expect(scenario.offset(stable: true)?.error == .unstableOffsetCommit)
        scenario.coordinator.transactionEnded(
            of: 9, in: scenario.partition(of: "g"), isCommitted: true)
        #expect(scenario.offset(stable: true)?.offset == 7)
    }

    @Test func offsetsOfAnAbortedTransactionNeverCount() {
        let scenario = Scenario()
        _ = commit(scenario, 7, producer: 9)
        scenario.coordinator.transactionEnded(
            of: 9, in: scenario.partition(of: "g"), isCommitted: false)
        #expect(scenario.offset(stable: true)?.offset == Offset.none)
        #expect(scenario.offset(stable: true)?.error == ErrorCode.none)
    }

    @Test func aTransactionDoesNotOverwriteALaterPlainCommit() {
        let scenario = Scenario()
        _ = commit(scenario, 7, producer: 9)
        _ = scenario.commit(8)
        scenario.coordinator.transactionEnded(
            of: 9, in: scenario.partition(of: "g"), isCommitted: true)
        #expect(scenario.offset()?.offset == 8)
    }

    private func commit(_ scenario: Scenario, _ offset: Offset, producer: ProducerID)
        -> ErrorCode?
    {
        let answer = Answer<TxnOffsetCommitResponse>()
        scenario.coordinator.commit(
            TxnOffsetCommitRequest(
                transactionalId: "x", groupId: "g", producerId: producer, producerEpoch: 0,
                topics: [
                    .init(
                        name: "t", partitions: [.init(partitionIndex: 0, committedOffset: offset)])
                ]), version: 3
        ) { answer.set($0) }
        scenario.loop.run()
        return answer.value?.topics.first?.partitions.first?.errorCode
    }
}
