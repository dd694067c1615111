import KafkaModel
import Platform
import Replication
import TestSupport
import Testing

private func seconds(_ count: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: count * 1_000_000_000)
}

@Suite struct HighWatermarkTests {
    /// The definition in words: the smallest end of all replicas that count, unless that is backwards
    /// or too few are in sync.
    private func naive(
        current: Offset, leaderEnd: Offset, inSync: [BrokerID], minimum: Int,
        ends: [BrokerID: (end: Offset, recent: Bool)], dead: Set<BrokerID>
    ) -> Offset? {
        if inSync.count < minimum { return nil }
        var counted = [leaderEnd]
        for broker in inSync where broker != 1 {
            guard let replica = ends[broker] else { return nil }
            counted.append(replica.end)
        }
        for (broker, replica) in ends
        where !inSync.contains(broker) && replica.recent && !dead.contains(broker) {
            counted.append(replica.end)
        }
        let lowest = counted.min() ?? leaderEnd
        return lowest > current ? lowest : nil
    }

    @Test func itIsTheSmallestEndOfAllThatCount() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2000 {
            func number(_ bound: UInt64) -> Int64 { Int64(random.next() % bound) }
            let leaderEnd = Offset(20 + number(10))
            let current = Offset(number(30))
            var ends: [BrokerID: (end: Offset, recent: Bool)] = [:]
            var progress: [BrokerID: ReplicaProgress] = [:]
            for broker: BrokerID in [2, 3, 4] where number(8) > 0 {
                let end = Offset(number(30))
                let recent = number(2) == 0
                var replica = ReplicaProgress(
                    lastCaughtUp: recent ? seconds(95) : ReplicaProgress.neverCaughtUp)
                replica.fetched(
                    from: end, followerStart: 0, leaderEnd: 1_000_000, brokerEpoch: .none,
                    now: seconds(96))
                ends[broker] = (end, recent)
                progress[broker] = replica
            }
            let inSync: [BrokerID] = [1] + [2, 3].filter { _ in number(2) == 0 }
            let dead: Set<BrokerID> = number(3) == 0 ? [4] : []
            let minimum = Int(1 + number(3))
            let found = HighWatermark.advance(
                from: current, leader: 1, leaderEnd: leaderEnd, inSync: InSyncReplicas(inSync),
                minimum: minimum, progress: progress, now: seconds(100), lag: .seconds(30),
                isAlive: { !dead.contains($0) })
            #expect(
                found
                    == naive(
                        current: current, leaderEnd: leaderEnd, inSync: inSync, minimum: minimum,
                        ends: ends, dead: dead))
        }
    }

    @Test func aReplicaOnItsWayInCountsAlready() {
        var inSync = InSyncReplicas([1])
        inSync.propose(.grow(adding: 2))
        var slow = ReplicaProgress(lastCaughtUp: ReplicaProgress.neverCaughtUp)
        slow.fetched(
            from: 5, followerStart: 0, leaderEnd: 100, brokerEpoch: .none, now: seconds(1))
        let found = HighWatermark.advance(
            from: 0, leader: 1, leaderEnd: 10, inSync: inSync, minimum: 1, progress: [2: slow],
            now: seconds(100), lag: .seconds(30), isAlive: { _ in false })
        #expect(found == 5)
    }
}
