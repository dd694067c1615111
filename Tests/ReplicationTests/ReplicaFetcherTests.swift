import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Storage
import Telemetry
import TestSupport
import Testing

@Suite struct ReplicaFetcherTests {
    @Test(arguments: [11, 12, 17] as [Int16])
    func theFollowerGetsTheRecordsAndThenTheHighWatermark(version: Int16) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        let produced = try pair.leader.produce(["a", "b"], acks: .allInSync)
        await pair.rounds(1)
        #expect(try pair.follower.values() == ["a", "b"])
        #expect(produced.code == nil)
        await pair.rounds(1)
        #expect(produced.code == ErrorCode.none)
        #expect(pair.follower.partition?.highWatermark == 2)
        #expect(pair.follower.partition?.log.latestEpoch == 0)
    }

    @Test(arguments: [11, 17] as [Int16])
    func aFollowerBehindTheLeadersEpochRestsUntilItsNextOrder(version: Int16) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        pair.leader.order(leader: 1, epoch: 1, replicas: [1, 2], inSync: [1, 2])
        await pair.rounds(1)
        #expect(pair.fetcher.isEmpty)
        #expect(try pair.follower.values() == [])
        try pair.begin(epoch: 1)
        await pair.rounds(2)
        #expect(try pair.follower.values() == ["a"])
    }

    @Test(arguments: [11, 17] as [Int16])
    func aFollowerWithOtherRecordsIsCutWhereTheLogsPart(version: Int16) async throws {
        let pair = try FetcherPair(fetchVersion: version)
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a", "b"], acks: .leader)
        await pair.rounds(2)
        // The follower leads for a while and takes records that nobody else gets.
        pair.follower.order(leader: 2, epoch: 1, replicas: [1, 2])
        _ = try pair.follower.produce(["lost", "too"], acks: .leader)
        pair.leader.order(leader: 1, epoch: 2, replicas: [1, 2])
        _ = try pair.leader.produce(["c"], acks: .leader)
        pair.follower.order(leader: 1, epoch: 2, replicas: [1, 2])
        pair.fetcher.add(try #require(pair.follower.partition))
        await pair.rounds(5)
        #expect(try pair.follower.values() == ["a", "b", "c"])
        #expect(pair.follower.partition?.log.latestEpoch == 2)
    }

    @Test func aConnectionThatIsNeededNoMoreIsClosedAfterAWhile() async throws {
        let pair = try FetcherPair(delay: .milliseconds(1))
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        let running = Task { await pair.fetcher.run() }
        try await wait { try pair.follower.values() == ["a"] }
        pair.fetcher.remove(TopicPartition("t", 0))
        #expect(pair.endpoint.closings.withLock { $0 } == 0)
        try await wait {
            pair.leader.clock.advance(by: .seconds(1))
            return pair.endpoint.closings.withLock { $0 } == 1
        }
        #expect(
            pair.leader.clock.monotonic().nanoseconds >= ReplicaFetcher.idleTime.wholeNanoseconds)
        // It opens again when it is needed.
        _ = try pair.leader.produce(["b"], acks: .leader)
        pair.fetcher.add(try #require(pair.follower.partition))
        try await wait { try pair.follower.values() == ["a", "b"] }
        pair.fetcher.close()
        await running.value
    }

    @Test func aLongerLogOfTheSameEpochIsCutAtTheLeadersEnd() async throws {
        let pair = try FetcherPair()
        pair.follower.order(leader: 2, epoch: 0, replicas: [1, 2])
        _ = try pair.follower.produce(["x", "y", "z"], acks: .leader)
        try pair.begin(epoch: 1)
        _ = try pair.leader.produce(["a"], acks: .leader)
        await pair.rounds(5)
        #expect(try pair.follower.values() == ["a"])
    }

    @Test func aFollowerBehindTheLeadersStartBeginsThere() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0, inSync: [1])
        _ = try pair.leader.produce(["a"], acks: .leader)
        _ = try pair.leader.produce(["b"], acks: .leader)
        _ = try pair.leader.produce(["c"], acks: .leader)
        try pair.leader.partition?.log.advanceStartOffset(to: 2)
        await pair.rounds(4)
        #expect(pair.follower.partition?.log.offsets.start == 2)
        #expect(try pair.follower.values() == ["c"])
    }

    @Test func aLeadersStartInsideOfABatchBringsTheWholeBatch() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0, inSync: [1])
        _ = try pair.leader.produce(["a"], acks: .leader)
        _ = try pair.leader.produce(["b", "c", "d"], acks: .leader)
        try pair.leader.partition?.log.advanceStartOffset(to: 2)
        await pair.rounds(5)
        let bounds = try #require(pair.follower.partition?.log.offsets)
        #expect((bounds.start, bounds.end) == (2, 4))
    }

    @Test func theFollowerTakesTheLeadersLogStart() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        _ = try pair.leader.produce(["b"], acks: .leader)
        await pair.rounds(2)
        try pair.leader.partition?.log.advanceStartOffset(to: 1)
        await pair.rounds(1)
        #expect(pair.follower.partition?.log.offsets.start == 1)
    }

    @Test func aFailedConnectionIsTriedAgain() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        pair.endpoint.failure.withLock { $0 = .noTarget("broker 1") }
        await pair.fetcher.roundForAllDue()
        #expect(try pair.follower.values().isEmpty)
        pair.endpoint.failure.withLock { $0 = nil }
        // Not before the pause is over.
        await pair.fetcher.roundForAllDue()
        #expect(try pair.follower.values().isEmpty)
        pair.leader.clock.advance(by: .milliseconds(20))
        await pair.fetcher.roundForAllDue()
        #expect(try pair.follower.values() == ["a"])
    }

    @Test func aLeaderThatDoesNotKnowYetIsAskedAgain() async throws {
        let pair = try FetcherPair()
        pair.follower.order(leader: 1, epoch: 0, replicas: [1, 2])
        pair.fetcher.add(try #require(pair.follower.partition))
        await pair.rounds(2)
        pair.leader.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try pair.leader.produce(["a"], acks: .leader)
        await pair.rounds(2)
        #expect(try pair.follower.values() == ["a"])
    }

    @Test func anAnswerForAnEndedLeadershipIsDropped() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        // The order for epoch 1 comes while the fetcher still has epoch 0.
        pair.follower.order(leader: 2, epoch: 1, replicas: [1, 2])
        await pair.rounds(2)
        #expect(pair.follower.partition?.log.offsets.end == 0)
    }

    @Test func theFollowerJoinsTheInSyncReplicas() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0, inSync: [1])
        _ = try pair.leader.produce(["a"], acks: .leader)
        await pair.rounds(2)
        #expect(
            pair.leader.surroundings.takeProposals().map { $0.members.map(\.broker) } == [[1, 2]])
    }

    @Test func aClosedFetcherEnds() async throws {
        let pair = try FetcherPair()
        try pair.begin(epoch: 0)
        let fetcher = pair.fetcher
        let task = Task { await fetcher.run() }
        fetcher.close()
        await task.value
        #expect(!fetcher.isEmpty)
    }
}
