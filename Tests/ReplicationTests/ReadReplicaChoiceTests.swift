import Bytes
import Configuration
import KafkaModel
import Platform
import Replication
import Storage
import TestSupport
import Testing

@Suite struct ReadReplicaChoiceTests {
    private let racks: [BrokerID: String] = [1: "a", 2: "b", 3: "b", 4: "b", 5: "c"]

    private func candidate(_ broker: BrokerID, end: Offset, caughtUp: Int64 = 0) -> ReadCandidate {
        ReadCandidate(
            broker: broker, logEndOffset: end,
            lastCaughtUp: MonotonicTime(nanoseconds: caughtUp))
    }

    private func choose(
        _ rack: String, _ candidates: [ReadCandidate], by selector: ReplicaSelector = .rackAware
    ) -> BrokerID? {
        selector.follower(for: rack, leader: 1, among: candidates) { racks[$0] }
    }

    @Test func `the leader is read from where no replica is in the consumer's rack`() {
        #expect(choose("z", [candidate(2, end: 9), candidate(5, end: 9)]) == nil)
    }

    @Test func `the leader is read from in its own rack, however far the others are`() {
        #expect(choose("a", [candidate(2, end: 9)]) == nil)
    }

    @Test func `the follower in the consumer's rack is read from`() {
        #expect(choose("c", [candidate(2, end: 9), candidate(5, end: 3)]) == 5)
    }

    @Test func `of several in the rack the one with most is read from`() {
        #expect(
            choose("b", [candidate(3, end: 4), candidate(2, end: 9), candidate(4, end: 8)]) == 2)
    }

    @Test func `of equals the one that caught up last is read from, then the largest id`() {
        let equals = [
            candidate(2, end: 9, caughtUp: 7), candidate(3, end: 9, caughtUp: 7),
            candidate(4, end: 9, caughtUp: 6),
        ]
        #expect(choose("b", equals) == 3)
        #expect(choose("b", equals.reversed()) == 3)
    }

    @Test func `a consumer without a rack reads from the leader`() {
        #expect(choose("", [candidate(9, end: 9)]) == nil)
    }

    @Test func `a broker without a rack is never near`() {
        #expect(choose("b", [candidate(9, end: 9)]) == nil)
    }

    @Test func `the leader's selector always chooses the leader`() {
        #expect(choose("c", [candidate(5, end: 9)], by: .leader) == nil)
    }

    // MARK: In a partition

    private func leader() throws -> TestReplica {
        let choice = ReadReplicaChoice(.rackAware, brokerID: 1) { [racks] broker, listener in
            listener == "OUT" ? racks[broker] : nil
        }
        return try TestReplica(1, nearest: choice)
    }

    private let inRackB = ConsumerPlace(rack: "b", listener: "OUT")

    @Test func `a consumer is sent to the follower in its rack at once, without records`() throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        _ = replica.fetch(from: 1, by: 2) { $0.logStartOffset = 0 }
        let fetch = replica.fetch(from: 0, maxWait: .seconds(5), place: inRackB)
        let answer = try #require(fetch.value?.first)
        #expect(answer.preferredReadReplica == 2)
        #expect(answer.records.count == 0)
        #expect(answer.error == .none)
        #expect(answer.highWatermark == 1)
    }

    @Test(
        arguments: [
            nil, ConsumerPlace(rack: "c", listener: "OUT"),
            ConsumerPlace(rack: "b", listener: "OTHER"),
        ])
    func `a consumer that no follower is near to reads here`(_ place: ConsumerPlace?) throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        _ = replica.fetch(from: 1, by: 2) { $0.logStartOffset = 0 }
        let answer = try #require(replica.fetch(from: 0, place: place).value?.first)
        #expect(answer.preferredReadReplica == .none)
        #expect(answer.records.count > 0)
    }

    @Test func `a follower that has not fetched, or lacks the offset, is not chosen`() throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        _ = try replica.produce(["y"], acks: .leader)
        #expect(replica.partition?.readCandidates(at: 0) == [])
        _ = replica.fetch(from: 1, by: 2) { $0.logStartOffset = 1 }
        #expect(replica.partition?.readCandidates(at: 0) == [])
        #expect(replica.partition?.readCandidates(at: 2) == [])
        #expect(replica.partition?.readCandidates(at: 1).map(\.broker) == [2])
    }

    @Test func `a follower out of sync is not chosen`() throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 3, replicas: [1, 2], inSync: [1])
        _ = replica.fetch(from: 0, by: 2) { $0.logStartOffset = 0 }
        #expect(replica.partition?.readCandidates(at: 0) == [])
    }

    @Test func `an old epoch is fenced before anybody is recommended`() throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        _ = replica.fetch(from: 0, by: 2) { $0.logStartOffset = 0 }
        let fetch = replica.fetch(from: 0, epoch: 2, place: inRackB)
        #expect(fetch.value?.first?.error == .fencedLeaderEpoch)
    }

    // MARK: How a follower learns what is committed

    @Test func `a waiting follower is answered when the high watermark passes what it knows`()
        throws
    {
        let replica = try leader()
        replica.order(leader: 1, epoch: 0, replicas: [1, 2, 3])
        _ = try replica.produce(["x"], acks: .leader)
        let waiting = replica.fetch(from: 1, by: 2, maxWait: .seconds(5)) {
            $0.toldHighWatermark = 0
        }
        #expect(waiting.value == nil)
        _ = replica.fetch(from: 1, by: 3)
        #expect(waiting.value?.first?.highWatermark == 1)
        #expect(waiting.value?.first?.records.count == 0)
    }

    @Test func `a follower that comes with an old high watermark is answered at once`() throws {
        let replica = try leader()
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        let fetch = replica.fetch(from: 1, by: 2, maxWait: .seconds(5)) {
            $0.toldHighWatermark = 0
        }
        #expect(fetch.value?.first?.highWatermark == 1)
    }

    @Test(arguments: [Offset.none, 1])
    func `a follower that knows the high watermark, or has no session, waits`(_ told: Offset) throws
    {
        let replica = try leader()
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        let fetch = replica.fetch(from: 1, by: 2, maxWait: .seconds(5)) {
            $0.toldHighWatermark = told
        }
        #expect(fetch.value == nil)
    }

    @Test func `where consumers read from leaders, followers wait for records`() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["x"], acks: .leader)
        let fetch = replica.fetch(from: 1, by: 2, maxWait: .seconds(5)) {
            $0.toldHighWatermark = 0
        }
        #expect(fetch.value == nil)
    }
}
