import KafkaModel
import Platform
import Replication
import Storage
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

@Suite struct InSyncReplicasTests {
    @Test func onlyOneChangeIsPendingAndAcknowledgementsWaitForTheLargerSet() {
        var inSync = InSyncReplicas([1, 2])
        inSync.propose(.grow(adding: 3))
        #expect(inSync.maximal == [1, 2, 3])
        #expect(inSync.committed == [1, 2])
        inSync.withdraw()
        inSync.propose(.shrink(removing: [2]))
        #expect(inSync.maximal == [1, 2])
        #expect(inSync.proposed == [1])
        inSync.commit([1])
        #expect(inSync.maximal == [1])
        #expect(inSync.pending == nil)
    }

    @Test(arguments: [
        // offset, high watermark, epoch start, alive, expected
        (10, 10, 10, true, true), (9, 10, 5, true, false), (10, 5, 11, true, false),
        (10, 10, 10, false, false),
    ])
    func aFollowerComesInAtTheHighWatermarkAndTheEpochStart(
        offset: Int, highWatermark: Int, epochStart: Int, isAlive: Bool, expected: Bool
    ) {
        var progress = ReplicaProgress(lastCaughtUp: ReplicaProgress.neverCaughtUp)
        progress.fetched(
            from: Offset(offset), followerStart: 0, leaderEnd: 50, brokerEpoch: .none,
            now: seconds(1))
        #expect(
            InSyncReplicas([1]).mayAdd(
                2, progress: progress, highWatermark: Offset(highWatermark),
                epochStart: Offset(epochStart), isAlive: isAlive) == expected)
    }

    @Test func aFollowerThatLacksRecordsForTooLongHasFallenBehind() {
        var progress = ReplicaProgress(lastCaughtUp: seconds(10))
        progress.fetched(
            from: 5, followerStart: 0, leaderEnd: 9, brokerEpoch: .none, now: seconds(11))
        func behind(at now: MonotonicTime, leaderEnd: Offset) -> [BrokerID] {
            InSyncReplicas([1, 2]).fallenBehind(
                leader: 1, progress: [2: progress], leaderEnd: leaderEnd, now: now,
                lag: .seconds(30))
        }
        #expect(behind(at: seconds(40), leaderEnd: 9) == [])
        #expect(behind(at: seconds(41), leaderEnd: 9) == [2])
        #expect(behind(at: seconds(1000), leaderEnd: 5) == [])
    }
}

@Suite struct ReplicaProgressTests {
    @Test func whoFetchesTheEndOfThePreviousFetchHadCaughtUpThen() {
        var progress = ReplicaProgress(lastCaughtUp: ReplicaProgress.neverCaughtUp)
        progress.fetched(
            from: 0, followerStart: 0, leaderEnd: 10, brokerEpoch: 4, now: seconds(1))
        #expect(!progress.isRecent(now: seconds(1), within: .seconds(30)))
        progress.fetched(
            from: 10, followerStart: 0, leaderEnd: 20, brokerEpoch: 4, now: seconds(2))
        #expect(progress.lastCaughtUp == seconds(1))
        progress.fetched(
            from: 20, followerStart: 0, leaderEnd: 20, brokerEpoch: 4, now: seconds(3))
        #expect(progress.lastCaughtUp == seconds(3))
    }
}

@Suite struct TruncationPointTests {
    private typealias History = [(epoch: LeaderEpoch, start: Offset)]

    private func end(_ epoch: LeaderEpoch, _ history: History, _ logEnd: Offset) -> EpochEndOffset {
        guard let last = history.last, epoch <= last.epoch else { return .undefined }
        if epoch == last.epoch { return EpochEndOffset(epoch: epoch, endOffset: logEnd) }
        let after = history.first { $0.epoch > epoch }
        let found = history.last { $0.epoch <= epoch }?.epoch ?? epoch
        return EpochEndOffset(epoch: found, endOffset: after?.start ?? logEnd)
    }

    /// Two logs that grew from common beginnings are equal after asking until complete, and nothing
    /// that they had in common is lost.
    @Test func repeatedQuestionsFindWhereTwoLogsPart() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<3000 {
            var epoch: Int32 = 0
            var logEnd: Int64 = 0
            var common: History = []
            for _ in 0..<(random.next() % 4 + 1) {
                common.append((LeaderEpoch(epoch), Offset(logEnd)))
                epoch += Int32(random.next() % 3) + 1
                logEnd += Int64(random.next() % 5) + 1
            }
            let shared = logEnd
            func grow(_ parity: Int32) -> (History, Offset) {
                var history = common
                var end = shared
                var next = epoch
                for _ in 0..<(random.next() % 3) {
                    // Odd epochs on one side, even ones on the other: no epoch has two leaders.
                    next += 2 + (next % 2 == parity ? 0 : 1)
                    history.append((LeaderEpoch(next), Offset(end)))
                    end += Int64(random.next() % 4) + 1
                }
                return (history, Offset(end))
            }
            let (leader, leaderEnd) = grow(0)
            var (local, localEnd) = grow(1)
            for _ in 0..<20 {
                guard let latest = local.last?.epoch else { break }
                let told = end(min(latest, leader.last?.epoch ?? 0), leader, leaderEnd)
                let point = TruncationPoint.find(
                    leader: told, localEnd: { end($0, local, localEnd) }, logEnd: localEnd,
                    fallback: 0)
                localEnd = point.offset
                local.removeAll { $0.start >= localEnd }
                if point.isComplete { break }
            }
            #expect(localEnd >= Offset(shared) || localEnd <= leaderEnd)
            #expect(localEnd == Offset(shared))
        }
    }

    @Test func withoutAnAnswerTheLogIsCutAtTheHighWatermark() {
        let point = TruncationPoint.find(
            leader: .undefined, localEnd: { _ in .undefined }, logEnd: 20, fallback: 12)
        #expect(point == TruncationPoint(offset: 12, isComplete: true))
    }
}
