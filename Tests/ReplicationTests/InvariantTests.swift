import BrokerClient
import Bytes
import KafkaModel
import Platform
import Replication
import Storage
import TestSupport
import Testing

/// Rules of replication that Kafka learnt from a loss of data or from replicas that never caught up
/// again, each under the number by which it is known there.
@Suite struct InvariantTests {
    /// Versions of Fetch that leave the truncation to OffsetForLeaderEpoch, and that do it themselves.
    private static let fetchVersions: [Int16] = [11, 17]

    private func produce(_ replica: TestReplica, _ values: String...) throws {
        for value in values { _ = try replica.produce([value], acks: .leader) }
    }

    // MARK: Truncation

    /// The answer that told the follower of the commit is lost, and it is told its role anew: what lies
    /// above the high watermark that it knows is committed all the same.
    @Test(arguments: fetchVersions)
    func `KIP-101: a follower does not cut what is committed above its high watermark`(
        _ version: Int16
    ) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        let produced = try pair.leader.produce(["a", "b"], acks: .allInSync)
        await pair.rounds(1)
        _ = pair.leader.fetch(from: 2, by: 2)
        #expect(produced.code == ErrorCode.none)
        #expect(pair.follower.partition?.highWatermark == 0)

        pair.endpoint.failure.withLock { $0 = .noTarget("broker 1") }
        try pair.follow(epoch: 1)
        await pair.rounds(2)
        pair.followerLeads(epoch: 2)
        #expect(try pair.follower.values() == ["a", "b"])
    }

    /// Equal offsets, equal high watermarks, other records: only the epochs tell.
    @Test(arguments: fetchVersions)
    func `KIP-101: logs that went apart become equal although their ends are`(_ version: Int16)
        async throws
    {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        try produce(pair.leader, "a")
        await pair.rounds(2)
        pair.followerLeads(epoch: 1)
        try produce(pair.follower, "x", "y")
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2])
        try produce(pair.leader, "b", "c")
        try pair.follow(epoch: 2)
        await pair.rounds(5)
        #expect(try pair.follower.values() == ["a", "b", "c"])
    }

    /// The leader does not know the follower's latest epoch: its answer names a smaller one, whose end
    /// in the follower's own log is what counts, not the leader's.
    @Test(arguments: fetchVersions)
    func `KIP-279: after two quick elections a follower cuts at the last epoch that both know`(
        _ version: Int16
    ) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        try produce(pair.leader, "a", "b")
        await pair.rounds(2)
        try produce(pair.leader, "only here")
        pair.followerLeads(epoch: 1)
        try produce(pair.follower, "v", "w", "x", "y", "z")
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2])
        try produce(pair.leader, "c")
        try pair.follow(epoch: 2)
        await pair.rounds(6)
        #expect(try pair.follower.values() == ["a", "b", "only here", "c"])
        #expect(pair.follower.partition?.log.endOffset(for: 0).endOffset == 3)
    }

    /// The leader is the same as before, but there was another in between, which the follower has not
    /// heard of: the leader has cut its log and written anew.
    @Test(arguments: fetchVersions)
    func `KAFKA-7164: a follower truncates at each new epoch, also of the same leader`(
        _ version: Int16
    ) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        try produce(pair.leader, "a", "b")
        await pair.rounds(2)
        pair.leader.order(leader: 3, epoch: 1, replicas: [1, 2, 3])
        #expect(try #require(pair.leader.partition).truncate(to: 1, epoch: 1))
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2, 3])
        try produce(pair.leader, "c")
        try pair.follow(epoch: 2)
        await pair.rounds(5)
        #expect(try pair.follower.values() == ["a", "c"])
    }

    /// Elections without a record in between leave epochs at the ends of both logs that are only
    /// there. The follower has nothing to cut, and yet must give its own up.
    @Test(arguments: fetchVersions)
    func `KAFKA-10706: epochs without records do not keep a follower from fetching`(
        _ version: Int16
    ) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        try produce(pair.leader, "a")
        await pair.rounds(2)
        pair.followerLeads(epoch: 1)
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2])
        try pair.follow(epoch: 2)
        await pair.rounds(5)
        #expect(pair.follower.partition?.log.latestEpoch == 0)
        try produce(pair.leader, "b")
        await pair.rounds(1)
        #expect(try pair.follower.values() == ["a", "b"])
        #expect(pair.follower.partition?.log.latestEpoch == 2)
    }

    /// A consumer waits at the follower, which was leader and has records that nobody else has. The
    /// leader's answer tells where the logs part and a high watermark beyond that.
    @Test func `KAFKA-14704: a follower truncates before it takes over the high watermark`()
        async throws
    {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0)
        try produce(pair.leader, "a")
        await pair.rounds(2)
        pair.followerLeads(epoch: 1)
        try produce(pair.follower, "lost", "too")
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2], inSync: [1])
        try produce(pair.leader, "b", "c")
        #expect(pair.leader.partition?.highWatermark == 3)
        try pair.follow(epoch: 2, inSync: [1])
        let waiting = pair.follower.fetch(
            from: 1, maxWait: .seconds(60), onlyFromLeader: false)
        await pair.rounds(1)
        #expect(pair.follower.partition?.log.offsets.end == 1)
        #expect(waiting.value == nil)
        await pair.rounds(2)
        let records = try #require(waiting.value?.first?.records)
        #expect(try TestReplica.values(in: records).first == "b")
    }

    @Test func `KAFKA-9491: a log that begins anew takes its high watermark along`() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 2, epoch: 0, replicas: [1, 2])
        let partition = try #require(replica.partition)
        #expect(try partition.restart(at: 7, epoch: 0))
        #expect(partition.highWatermark == 7)
        // It may lead before it has heard of the leader's high watermark.
        replica.order(leader: 1, epoch: 1, replicas: [1, 2], inSync: [1])
        #expect(replica.fetch(from: 7).value?.first?.error == ErrorCode.none)
    }

    // MARK: Leaders

    /// Followers may have records of epochs that the leader has never seen; without an end for those
    /// they could only cut at their high watermark.
    @Test func `KAFKA-7415: a leader assigns its epoch before it accepts writes`() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        try produce(replica, "a", "b")
        replica.order(leader: 1, epoch: 5, replicas: [1, 2])
        let partition = try #require(replica.partition)
        #expect(partition.log.latestEpoch == 5)
        let end = try partition.endOffset(of: 3, currentLeaderEpoch: 5)
        #expect(end == EpochEndOffset(epoch: 0, endOffset: 2))
    }

    @Test func `KAFKA-7415: before its first epoch a leader's log ends where it begins`() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 5, replicas: [1, 2])
        let partition = try #require(replica.partition)
        let end = try partition.endOffset(of: 4, currentLeaderEpoch: 5)
        #expect(end == EpochEndOffset(epoch: 4, endOffset: 0))
    }

    /// A new leader's high watermark lags behind what its predecessor had committed. A follower that
    /// has only reached that one lacks committed records.
    @Test func `KAFKA-7128: a follower comes in sync only from the start of the leader's epoch on`()
        throws
    {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2, 3])
        try produce(replica, "a", "b")
        replica.order(leader: 2, epoch: 1, replicas: [1, 2, 3])
        replica.order(leader: 1, epoch: 2, replicas: [1, 2, 3])
        // Broker 3 was in sync a moment ago, and restarts.
        let partition = try #require(replica.partition)
        partition.completeInSyncReplicasChange(
            .committed(leaderEpoch: 2, partitionEpoch: 1, members: [1, 2], recoveryState: 0),
            proposedUnder: 2)
        #expect(partition.highWatermark == 0)
        for offset in [Offset(0), 1] {
            _ = replica.fetch(from: offset, by: 3)
            #expect(replica.surroundings.takeProposals().isEmpty)
        }
        _ = replica.fetch(from: 2, by: 3)
        let proposals = replica.surroundings.takeProposals()
        #expect(proposals.map { $0.members.map(\.broker) } == [[1, 2, 3]])
    }

    // MARK: Topics

    /// A broker comes back after its topic was deleted and made again: nobody may read the old records
    /// under the new topic's id, nor find them behind the new topic's offsets.
    @Test(arguments: [BrokerID(1), 2])
    func `KAFKA-10548: a replica of a deleted topic never serves its successor of that name`(
        _ leader: BrokerID
    ) throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        try produce(replica, "old")
        let successor = UUID(mostSignificant: 1, leastSignificant: 2)
        replica.order(
            leader: leader, epoch: 0, replicas: [1, 2], inSync: [leader], isNew: true,
            topicID: successor)
        replica.order(
            leader: leader, epoch: 1, replicas: [1, 2], inSync: [leader], topicID: successor)
        let fetch = replica.fetch(from: 0, onlyFromLeader: false) { $0.topicID = successor }
        let answer = try #require(fetch.value?.first)
        #expect(try !TestReplica.values(in: answer.records).contains("old"))
        #expect(answer.error != .none || answer.highWatermark == 0)
    }
}
