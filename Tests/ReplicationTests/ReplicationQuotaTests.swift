import Bytes
import KafkaModel
import Platform
import Replication
import Storage
import Telemetry
import TestSupport
import Testing

/// Replication under the limits of KIP-73: broker 2 is filled from broker 1.
@Suite struct ReplicationQuotaTests {
    private let clock = ManualClock()
    private let limit = Lock(Int64(1000))
    private let list = Lock(["0:1", "0:2"])

    private func quota(_ broker: BrokerID) -> ReplicationQuota {
        ReplicationQuota(
            brokerID: broker, samples: 11, of: .seconds(1), time: clock,
            limit: { [limit] in limit.withLock { $0 } },
            replicas: { [list] in
                var replicas = ThrottledReplicas()
                replicas.set(list.withLock { $0 }, of: "t")
                return replicas
            })
    }

    /// A leader with fifty records of a thousand bytes.
    private func leader(inSync: [BrokerID], quota: ReplicationQuota?) throws -> TestReplica {
        let leader = try TestReplica(1, clock: clock, quota: quota)
        leader.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: inSync)
        for _ in 0..<50 { _ = try leader.produce([Self.record], acks: .leader) }
        return leader
    }

    private static let record = String(repeating: "x", count: 1000)

    private func bytes(_ fetch: Box<[PartitionFetchResult]>) -> Int {
        fetch.value?.first?.records.count ?? 0
    }

    // MARK: The leader's side

    @Test func `a follower out of sync gets nothing while the leader's quota is used up`() throws {
        let quota = quota(1)
        let leader = try leader(inSync: [1], quota: quota)
        #expect(bytes(leader.fetch(from: 0, by: 2)) > 0)
        let held = leader.fetch(from: 1, by: 2)
        #expect(held.value?.first?.error == ErrorCode.none)
        #expect(bytes(held) == 0)
        clock.advance(by: .seconds(11))
        #expect(bytes(leader.fetch(from: 1, by: 2)) > 0)
    }

    @Test func `a follower in sync is not held back, but counts`() throws {
        let quota = quota(1)
        let leader = try leader(inSync: [1, 2], quota: quota)
        for offset in 0..<20 { #expect(bytes(leader.fetch(from: Offset(offset), by: 2)) > 0) }
        #expect(quota.room < -10_000)
    }

    @Test func `consumers are not held back and do not count`() throws {
        let quota = quota(1)
        quota.note(1_000_000)
        let leader = try leader(inSync: [1], quota: quota)
        let rate = quota.rate
        #expect(bytes(leader.fetch(from: 0)) > 40_000)
        #expect(quota.rate == rate)
    }

    @Test(arguments: [[], ["1:1"], ["0:2"]])
    func `replicas that are not throttled here are not held back`(_ other: [String]) throws {
        list.withLock { $0 = other }
        let leader = try leader(inSync: [1], quota: quota(1))
        for _ in 0..<3 { #expect(bytes(leader.fetch(from: 0, by: 2)) > 40_000) }
    }

    @Test func `a throttled fetch waits for its time instead of spinning`() throws {
        let quota = quota(1)
        quota.note(1_000_000)
        let leader = try leader(inSync: [1], quota: quota)
        let waiting = leader.fetch(from: 0, by: 2, maxWait: .milliseconds(500))
        #expect(waiting.value == nil)
        _ = try leader.produce(["more"], acks: .leader)
        #expect(waiting.value == nil)
        leader.loop.advance(by: .milliseconds(500))
        #expect(waiting.value != nil)
    }

    @Test func `a leader sends at the rate that was set`() throws {
        limit.withLock { $0 = 3000 }
        let leader = try leader(inSync: [1], quota: quota(1))
        var offset = Offset(0)
        var seconds = 0.0
        while offset < 50, seconds < 100 {
            let sent = leader.fetch(from: offset, by: 2)
            if let records = sent.value?.first?.records {
                offset = offset + Int64(try TestReplica.values(in: records).count)
            }
            clock.advance(by: .milliseconds(100))
            seconds += 0.1
        }
        // 53 kB, of which a second's worth goes at once.
        #expect(seconds > 14 && seconds < 20)
    }

    @Test func `a raised limit is in force at once`() throws {
        let quota = quota(1)
        quota.note(1_000_000)
        let leader = try leader(inSync: [1], quota: quota)
        #expect(bytes(leader.fetch(from: 0, by: 2)) == 0)
        limit.withLock { $0 = .max }
        #expect(bytes(leader.fetch(from: 0, by: 2)) > 40_000)
    }

    // MARK: The follower's side

    private struct Pair {
        let leader: TestReplica
        let follower: TestReplica
        let fetcher: ReplicaFetcher

        var end: Offset { follower.partition?.log.offsets.end ?? .none }
    }

    private func pair(_ quota: ReplicationQuota) throws -> Pair {
        let leader = try leader(inSync: [1], quota: nil)
        let follower = try TestReplica(2, clock: clock)
        let fetcher = ReplicaFetcher(
            leader: 1, endpoint: DirectLeaderEndpoint(leader),
            settings: FetcherSettings(brokerID: 2), brokerEpoch: { 77 }, quota: quota, time: clock,
            logger: Logger("test", level: .error, sink: RecordingLogSink()))
        follower.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1])
        fetcher.add(try #require(follower.partition))
        return Pair(leader: leader, follower: follower, fetcher: fetcher)
    }

    @Test func `a follower out of sync does not fetch while its quota is used up`() async throws {
        let quota = quota(2)
        quota.note(100_000)
        let pair = try pair(quota)
        await pair.fetcher.roundForAllDue()
        #expect(pair.end == 0)
        clock.advance(by: .seconds(11))
        await pair.fetcher.roundForAllDue()
        #expect(pair.end > 0)
    }

    @Test func `a follower in sync fetches whatever its quota`() async throws {
        let quota = quota(2)
        limit.withLock { $0 = .max }
        let pair = try pair(quota)
        for _ in 0..<3 { await pair.fetcher.roundForAllDue() }
        #expect(pair.end == 50)
        limit.withLock { $0 = 1 }
        for _ in 0..<5 {
            _ = try pair.leader.produce([Self.record], acks: .leader)
            await pair.fetcher.roundForAllDue()
        }
        #expect(pair.end == 55)
        #expect(quota.room < -50_000)
    }

    @Test func `a follower is filled at the rate that was set`() async throws {
        limit.withLock { $0 = 3000 }
        let pair = try pair(quota(2))
        var seconds = 0.0
        while pair.end < 50, seconds < 100 {
            await pair.fetcher.roundForAllDue()
            clock.advance(by: .milliseconds(100))
            seconds += 0.1
        }
        #expect(seconds > 14 && seconds < 20)
    }

    @Test func `a follower is soon at full speed when its throttle is lifted`() async throws {
        let quota = quota(2)
        quota.note(100_000)
        let pair = try pair(quota)
        await pair.fetcher.roundForAllDue()
        list.withLock { $0 = [] }
        clock.advance(by: .milliseconds(500))
        await pair.fetcher.roundForAllDue()
        #expect(pair.end == 50)
    }
}
