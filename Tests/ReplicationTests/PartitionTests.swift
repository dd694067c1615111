import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Replication
import Storage
import TestSupport
import Testing

@Suite struct PartitionTests {
    @Test func aLoneLeaderCommitsAtOnce() throws {
        let replica = try TestReplica(1)
        #expect(replica.order(leader: 1, epoch: 0, replicas: [1]) == .none)
        let produced = try replica.produce(["a", "b"], acks: .allInSync)
        #expect(produced.appended?.firstOffset == 0)
        #expect(produced.appended?.lastOffset == 1)
        #expect(replica.partition?.highWatermark == 2)
        let fetched = try #require(replica.fetch(from: 0).value?.first)
        #expect(fetched.error == .none)
        #expect(try TestReplica.values(in: fetched.records) == ["a", "b"])
    }

    @Test func anAppendIsAcknowledgedWhenAllInSyncReplicasHaveIt() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 3, replicas: [1, 2, 3])
        let produced = try replica.produce(["a"], acks: .allInSync)
        #expect(produced.code == nil)
        _ = replica.fetch(from: 1, by: 2)
        #expect(produced.code == nil)
        _ = replica.fetch(from: 1, by: 3)
        #expect(produced.code == ErrorCode.none)
        #expect(produced.count == 1)
        #expect(replica.partition?.highWatermark == 1)
    }

    @Test func anAppendWithoutAcknowledgementIsAnsweredAtItsDeadline() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync, timeout: .seconds(2))
        replica.loop.advance(by: .milliseconds(1999))
        #expect(produced.code == nil)
        replica.loop.advance(by: .milliseconds(1))
        #expect(produced.code == .requestTimedOut)
        _ = replica.fetch(from: 1, by: 2)
        #expect(produced.count == 1)
    }

    /// The controller begins a new epoch whenever a follower fails.
    @Test func aNewEpochOfTheSameLeaderDoesNotEndAWaitingAppend() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2, 3])
        let produced = try replica.produce(["a"], acks: .allInSync)
        _ = replica.fetch(from: 1, by: 2)
        replica.order(leader: 1, epoch: 1, replicas: [1, 2, 3], inSync: [1, 2])
        #expect(produced.code == nil)
        _ = replica.fetch(from: 1, by: 2)
        #expect(produced.code == ErrorCode.none)
    }

    @Test func anAppendOfAnEarlierLeadershipIsNotAcknowledgedByALaterOne() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync)
        replica.order(leader: 2, epoch: 1, replicas: [1, 2])
        replica.order(leader: 1, epoch: 2, replicas: [1, 2], inSync: [1])
        #expect(produced.code == .notLeaderOrFollower)
    }

    @Test func losingTheLeadershipEndsAWaitingAppend() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync)
        replica.order(leader: 2, epoch: 1, replicas: [1, 2])
        #expect(produced.code == .notLeaderOrFollower)
        #expect(try replica.produce(["b"], acks: .leader).code == .notLeaderOrFollower)
        #expect(replica.fetching[TopicPartition("t", 0)] == 2)
    }

    @Test func tooFewInSyncReplicasRefuseAnAppendThatNeedsThem() throws {
        var config = LogConfig()
        config.minInSyncReplicas = 2
        let replica = try TestReplica(1, config: config)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        #expect(try replica.produce(["a"], acks: .allInSync).code == .notEnoughReplicas)
        #expect(try replica.produce(["a"], acks: .leader).code == ErrorCode.none)
        // Consumers do not see what acks=all would refuse.
        #expect(replica.partition?.highWatermark == 0)
    }

    @Test func theMinimumIsNeverAboveTheNumberOfReplicas() throws {
        var config = LogConfig()
        config.minInSyncReplicas = 2
        let replica = try TestReplica(1, config: config)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        #expect(try replica.produce(["a"], acks: .allInSync).code == ErrorCode.none)
    }

    @Test func consumersReadToTheHighWatermarkAndFollowersToTheEnd() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        let consumer = try #require(replica.fetch(from: 0).value?.first)
        #expect(consumer.records.count == 0)
        #expect(consumer.highWatermark == 0)
        let follower = try #require(replica.fetch(from: 0, by: 2).value?.first)
        #expect(try TestReplica.values(in: follower.records) == ["a"])
    }

    @Test func epochsAreCheckedBeforeTheRole() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 2, epoch: 5, replicas: [1, 2])
        #expect(replica.fetch(from: 0, epoch: 4).value?.first?.error == .fencedLeaderEpoch)
        #expect(replica.fetch(from: 0, epoch: 6).value?.first?.error == .unknownLeaderEpoch)
        #expect(replica.fetch(from: 0, epoch: 5).value?.first?.error == .notLeaderOrFollower)
    }

    @Test func aStrangerMayNotFetchAsAFollower() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 5, replicas: [1, 2])
        #expect(replica.fetch(from: 0, by: 9).value?.first?.error == .notLeaderOrFollower)
        #expect(
            replica.fetch(from: 0, by: 9, epoch: 5).value?.first?.error == .unknownLeaderEpoch)
    }

    @Test func aFetchOutsideOfTheLogIsOutOfRange() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a"], acks: .leader)
        #expect(replica.fetch(from: 2).value?.first?.error == .offsetOutOfRange)
        #expect(replica.fetch(from: -1).value?.first?.error == .offsetOutOfRange)
        #expect(replica.fetch(from: 1).value?.first?.error == ErrorCode.none)
    }

    @Test func aWaitingConsumerIsAnsweredWhenRecordsAreCommitted() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let waiting = replica.fetch(from: 0, maxWait: .seconds(5))
        _ = try replica.produce(["a"], acks: .leader)
        #expect(waiting.value == nil)
        _ = replica.fetch(from: 1, by: 2)
        let result = try #require(waiting.value?.first)
        #expect(try TestReplica.values(in: result.records) == ["a"])
        #expect(replica.loop.pendingTimers == 0)
    }

    @Test func aWaitingFollowerIsAnsweredWhenTheLogGrows() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let waiting = replica.fetch(from: 0, by: 2, maxWait: .seconds(5))
        #expect(waiting.value == nil)
        _ = try replica.produce(["a"], acks: .leader)
        #expect(try TestReplica.values(in: waiting.value?.first?.records ?? .empty) == ["a"])
    }

    @Test func aWaitingFetchIsAnsweredEmptyAtItsDeadline() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        let waiting = replica.fetch(from: 0, maxWait: .milliseconds(500))
        replica.loop.advance(by: .milliseconds(500))
        #expect(waiting.value?.first?.records.count == 0)
        #expect(waiting.value?.first?.error == ErrorCode.none)
        _ = try replica.produce(["a"], acks: .leader)
        #expect(waiting.count == 1)
    }

    @Test func aFetchWaitsForItsMinimumOfBytes() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        let waiting = replica.fetch(from: 0, maxWait: .seconds(5), minBytes: 150)
        _ = try replica.produce(["a"], acks: .leader)
        _ = try replica.produce(["b"], acks: .leader)
        #expect(waiting.value == nil)
        _ = try replica.produce(["c"], acks: .leader)
        #expect(
            try TestReplica.values(in: waiting.value?.first?.records ?? .empty) == ["a", "b", "c"])
    }

    @Test func aFollowerThatCatchesUpIsProposed() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1], partitionEpoch: 4)
        _ = try replica.produce(["a"], acks: .leader)
        _ = replica.fetch(from: 0, by: 2)
        #expect(replica.surroundings.takeProposals().isEmpty)
        _ = replica.fetch(from: 1, by: 2)
        let proposals = replica.surroundings.takeProposals()
        #expect(proposals.map { $0.members.map(\.broker) } == [[1, 2]])
        #expect(proposals.first?.partitionEpoch == 4)
        // Acknowledgements wait for the newcomer from now on, whatever the controller has decided.
        let produced = try replica.produce(["b"], acks: .allInSync)
        #expect(produced.code == nil)
        replica.partition?.completeInSyncReplicasChange(
            .committed(leaderEpoch: 0, partitionEpoch: 5, members: [1, 2], recoveryState: 0),
            proposedUnder: 0)
        #expect(replica.partition?.inSyncReplicas == [1, 2])
        #expect(produced.code == nil)
        _ = replica.fetch(from: 2, by: 2)
        #expect(produced.code == ErrorCode.none)
    }

    /// The high watermark stands still while there are too few in-sync replicas, and the leader's log
    /// goes on: who has only reached the first would be dropped at the next look.
    @Test
    func `a follower that reaches an old high watermark does not come in to be dropped again`()
        throws
    {
        var config = LogConfig()
        config.minInSyncReplicas = 2
        let replica = try TestReplica(1, config: config)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        for value in ["a", "b", "c"] { _ = try replica.produce([value], acks: .leader) }
        for offset in [Offset(0), 1, 2] {
            _ = replica.fetch(from: offset, by: 2)
            _ = try replica.produce(["more"], acks: .leader)
            #expect(replica.surroundings.takeProposals().isEmpty)
        }
        // It has all that there was at its previous fetch.
        _ = replica.fetch(from: 5, by: 2)
        #expect(replica.surroundings.takeProposals().count == 1)
    }

    @Test func aDeadFollowerIsNotProposed() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        replica.surroundings.dead.withLock { _ = $0.insert(2) }
        _ = replica.fetch(from: 0, by: 2)
        #expect(replica.surroundings.takeProposals().isEmpty)
    }

    @Test func aSilentFollowerIsDroppedAndTheHighWatermarkMoves() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync, timeout: .seconds(90))
        let monitor = ISRMonitor(
            replica.partitions, settings: ReplicationSettings(brokerID: 1), time: replica.clock)
        replica.clock.advance(by: .seconds(30))
        monitor.check()
        #expect(replica.surroundings.takeProposals().isEmpty)
        replica.clock.advance(by: .seconds(1))
        monitor.check()
        monitor.check()
        #expect(
            replica.surroundings.takeProposals().map { $0.members.map(\.broker) } == [[1]])
        #expect(produced.code == nil)
        replica.partition?.completeInSyncReplicasChange(
            .committed(leaderEpoch: 0, partitionEpoch: 1, members: [1], recoveryState: 0),
            proposedUnder: 0)
        #expect(produced.code == ErrorCode.none)
    }

    @Test func anAnswerForAnOldLeadershipChangesNothing() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        _ = replica.fetch(from: 0, by: 2)
        replica.order(leader: 1, epoch: 1, replicas: [1, 2], inSync: [1], partitionEpoch: 3)
        replica.partition?.completeInSyncReplicasChange(
            .committed(leaderEpoch: 0, partitionEpoch: 9, members: [1, 2], recoveryState: 0),
            proposedUnder: 0)
        #expect(replica.partition?.inSyncReplicas == [1])
    }

    @Test func theHighWatermarkOfANewLeaderIsNotToldBeforeItsEpochIsCommitted() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        replica.order(leader: 1, epoch: 1, replicas: [1, 2])
        let partition = try #require(replica.partition)
        #expect(throws: PartitionError(.offsetNotAvailable)) {
            try partition.offset(for: OffsetQuery(.latest, isolation: .highWatermark))
        }
        _ = replica.fetch(from: 1, by: 2)
        let latest = try partition.offset(for: OffsetQuery(.latest, isolation: .highWatermark))
        #expect(latest?.offset == 1)
        let earliest = try partition.offset(for: OffsetQuery(.earliest, isolation: .highWatermark))
        #expect(earliest?.offset == 0)
        #expect(earliest?.leaderEpoch == 0)
    }

    @Test(arguments: [OffsetQuery.Target.maxTimestamp, .timestamp(0)])
    func aRecordAboveTheHighWatermarkIsNotFoundByTime(_ target: OffsetQuery.Target) throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        let partition = try #require(replica.partition)
        let query = OffsetQuery(target, isolation: .highWatermark)
        #expect(try partition.offset(for: query) == nil)
        _ = replica.fetch(from: 1, by: 2)
        #expect(try partition.offset(for: query)?.offset == 0)
        // A new leader cannot tell yet whether there is none.
        _ = try replica.produce(["b"], acks: .leader)
        replica.order(leader: 1, epoch: 1, replicas: [1, 2])
        #expect(throws: PartitionError(.offsetNotAvailable)) {
            try partition.offset(for: OffsetQuery(.timestamp(.max), isolation: .highWatermark))
        }
    }

    @Test func anOffsetIsAskedForInTheRightEpoch() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 3, replicas: [1])
        let partition = try #require(replica.partition)
        var query = OffsetQuery(.latest, isolation: .highWatermark)
        query.currentLeaderEpoch = 2
        #expect(throws: PartitionError(.fencedLeaderEpoch)) { try partition.offset(for: query) }
        query.currentLeaderEpoch = 4
        #expect(throws: PartitionError(.unknownLeaderEpoch)) { try partition.offset(for: query) }
        query.currentLeaderEpoch = 3
        #expect(try partition.offset(for: query)?.leaderEpoch == 3)
    }

    @Test func aFailedDirectoryTakesItsPartitionsOffline() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync)
        let lost = replica.partitions.markOffline(logDirectory: replica.directory.path)
        #expect(lost == [TopicPartition("t", 0)])
        #expect(produced.code == .kafkaStorageError)
        #expect(try replica.produce(["b"], acks: .leader).code == .kafkaStorageError)
        #expect(replica.order(leader: 1, epoch: 1, replicas: [1, 2]) == .kafkaStorageError)
    }

    @Test func partitionsElsewhereAndUnknownOnesAreToldApart() throws {
        let replica = try TestReplica(1)
        let known = RecordAppend(
            replica.partitions, time: replica.clock, isKnown: { $0.topic == "t" })
        let box = Box<[PartitionAppendResult]>()
        known.append(
            [
                PartitionAppend(TopicPartition("t", 0), .empty),
                PartitionAppend(TopicPartition("u", 0), .empty),
            ], acks: .leader, origin: .client(produceVersion: 9), timeout: .zero, on: replica.loop
        ) { box.fill($0) }
        let codes = (box.value ?? []).map { result -> ErrorCode in
            if case .failure(let error) = result.outcome { return error.code }
            return .none
        }
        #expect(codes == [.notLeaderOrFollower, .unknownTopicOrPartition])
    }
}
