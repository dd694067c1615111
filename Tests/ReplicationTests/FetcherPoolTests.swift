import KafkaModel
import Platform
import Replication
import Telemetry
import TestSupport
import Testing

@testable import Storage

/// Which fetchers there are, and that one partition's trouble is its own.
@Suite struct FetcherPoolTests {
    /// The leaders for which an endpoint was made.
    private let made = Lock([BrokerID]())
    private let leader: TestReplica
    private let follower: TestReplica

    init() throws {
        leader = try TestReplica(1)
        follower = try TestReplica(2)
    }

    private func pool(fetchers: Int) -> FetcherPool {
        var settings = FetcherSettings(brokerID: 2)
        settings.fetchersPerLeader = fetchers
        // Topics by name, as all have the same id here.
        settings.fetchVersion = 12
        return FetcherPool(
            settings, brokerEpoch: { 77 }, time: SystemClock(),
            logger: Logger("test", level: .error, sink: RecordingLogSink())
        ) { [made, leader] broker in
            made.withLock { $0.append(broker) }
            return DirectLeaderEndpoint(leader, delay: .milliseconds(5))
        }
    }

    private func partition(_ topic: String) throws -> Partition {
        follower.order(leader: 1, epoch: 0, replicas: [1, 2], topic: topic)
        return try #require(follower.partitions.online(TopicPartition(topic, 0)))
    }

    @Test func `partitions of one leader share a fetcher, and each leader has its own`()
        async throws
    {
        let pool = pool(fetchers: 1)
        for topic in ["a", "b", "c"] { pool.fetch(try partition(topic), from: 1) }
        #expect(made.withLock { $0 } == [1])
        pool.fetch(try partition("d"), from: 3)
        #expect(made.withLock { $0 } == [1, 3])
        await pool.close()
    }

    @Test func `no leader has more fetchers than are set, and a partition keeps its own`()
        async throws
    {
        let pool = pool(fetchers: 2)
        for _ in 0..<3 {
            for number in 0..<8 { pool.fetch(try partition("topic-\(number)"), from: 1) }
        }
        #expect(made.withLock { $0 } == [1, 1])
        await pool.close()
    }

    @Test func `more fetchers take their share, and fewer take all back`() async throws {
        let pool = pool(fetchers: 1)
        let topics = (0..<8).map { "topic-\($0)" }
        for topic in topics {
            leader.order(leader: 1, epoch: 0, replicas: [1, 2], topic: topic)
            pool.fetch(try partition(topic), from: 1)
        }
        pool.resize(to: 2)
        #expect(made.withLock { $0 } == [1, 1])
        try await expectReplication(of: topics, count: 1)
        pool.resize(to: 1)
        try await expectReplication(of: topics, count: 2)
        #expect(made.withLock { $0 } == [1, 1])
        await pool.close()
    }

    /// What is written to the leader arrives at the follower, so that it has `count` records.
    private func expectReplication(of topics: [String], count: Int64) async throws {
        for topic in topics { _ = try leader.produce(["x"], acks: .leader, to: topic) }
        let partitions = topics.compactMap { follower.partitions.online(TopicPartition($0, 0)) }
        for _ in 0..<6000
        where partitions.contains(where: { $0.log.offsets.end.rawValue < count }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(partitions.map(\.log.offsets.end.rawValue) == topics.map { _ in count })
    }

    @Test func `a closed pool begins nothing`() async throws {
        let pool = pool(fetchers: 1)
        await pool.close()
        pool.fetch(try partition("a"), from: 1)
        #expect(made.withLock { $0 }.isEmpty)
    }

    @Test func `a partition that the leader refuses does not hold up the others`() async throws {
        let pair = try FetcherPair(fetchVersion: 12)
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        // The leader has never heard of this one.
        pair.follower.order(leader: 1, epoch: 0, replicas: [1, 2], topic: "unknown")
        pair.fetcher.add(
            try #require(pair.follower.partitions.online(TopicPartition("unknown", 0))))
        await pair.fetcher.roundForAllDue()
        #expect(try pair.follower.values() == ["a"])
        // It waits longer and longer, the others do not.
        _ = try pair.leader.produce(["b"], acks: .leader)
        await pair.fetcher.roundForAllDue()
        #expect(try pair.follower.values() == ["a", "b"])
    }

    @Test func `a partition whose log has failed is given up alone`() async throws {
        let pair = try FetcherPair(fetchVersion: 12)
        try pair.begin(epoch: 0)
        _ = try pair.leader.produce(["a"], acks: .leader)
        pair.follower.order(leader: 1, epoch: 0, replicas: [1, 2], topic: "failed")
        let failed = try #require(pair.follower.partitions.online(TopicPartition("failed", 0)))
        pair.leader.order(leader: 1, epoch: 0, replicas: [1, 2], topic: "failed")
        _ = try pair.leader.produce(["x"], acks: .leader, to: "failed")
        pair.fetcher.add(failed)
        failed.log.takeOffline()
        await pair.rounds(2)
        #expect(try pair.follower.values() == ["a"])
        #expect(failed.log.offsets.end == 0)
    }
}
