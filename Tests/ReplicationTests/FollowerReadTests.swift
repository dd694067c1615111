import Bytes
import KafkaModel
import Replication
import Storage
import TestSupport
import Testing

/// What consumers get from a replica that follows (KIP-392).
@Suite struct FollowerReadTests {
    private let follower: TestReplica
    private let partition: Partition

    /// A follower of broker 2 in epoch 4 that has two records, of which one is committed.
    init() throws {
        follower = try TestReplica(1)
        follower.order(leader: 1, epoch: 3, replicas: [1, 2])
        _ = try follower.produce(["a"], acks: .leader)
        _ = try follower.produce(["b"], acks: .leader)
        follower.order(leader: 2, epoch: 4, replicas: [1, 2])
        partition = try #require(follower.partition)
        try learn(1)
    }

    private func learn(_ highWatermark: Offset) throws {
        _ = try partition.append(
            asFollower: .empty, fetchedFrom: 2, epoch: 4, leaderHighWatermark: highWatermark,
            leaderStart: 0)
    }

    private func fetch(from offset: Offset, epoch: LeaderEpoch = .none, maxWait: Duration = .zero)
        -> Box<[PartitionFetchResult]>
    {
        follower.fetch(from: offset, epoch: epoch, maxWait: maxWait, onlyFromLeader: false)
    }

    @Test func `a follower gives consumers what it knows to be committed`() throws {
        let answer = try #require(fetch(from: 0).value?.first)
        #expect(try TestReplica.values(in: answer.records) == ["a"])
        #expect(answer.highWatermark == 1)
        #expect(answer.lastStableOffset == 1)
    }

    @Test(arguments: [(Offset(1), ErrorCode.none), (2, .none), (3, .offsetOutOfRange)])
    func `what is not committed yet is awaited, and what is not here is out of range`(
        _ offset: Offset, _ error: ErrorCode
    ) throws {
        let answer = try #require(fetch(from: offset).value?.first)
        #expect(answer.error == error)
        #expect(answer.records.count == 0)
    }

    @Test func `a waiting consumer is answered when the follower hears of a commit`() throws {
        let waiting = fetch(from: 1, maxWait: .seconds(5))
        #expect(waiting.value == nil)
        try learn(2)
        #expect(try TestReplica.values(in: waiting.value?.first?.records ?? .empty) == ["b"])
    }

    @Test func `a consumer with another epoch is told so`() throws {
        #expect(fetch(from: 0, epoch: 3).value?.first?.error == .fencedLeaderEpoch)
        #expect(fetch(from: 0, epoch: 5).value?.first?.error == .unknownLeaderEpoch)
        #expect(fetch(from: 0, epoch: 4).value?.first?.error == ErrorCode.none)
    }

    @Test func `a consumer that may read only from leaders is sent away`() throws {
        #expect(follower.fetch(from: 0).value?.first?.error == .notLeaderOrFollower)
    }

    @Test func `offsets are asked of the leader only`() throws {
        #expect(throws: PartitionError(.notLeaderOrFollower)) {
            try partition.offset(for: OffsetQuery(.latest, isolation: .highWatermark))
        }
    }
}
