import KafkaModel
import Platform
import Replication
import Testing

private func seconds(_ count: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: count * 1_000_000_000)
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
        // offset, high watermark, epoch start, caught up, alive, expected
        (10, 10, 10, true, true, true), (9, 10, 5, true, true, false),
        (10, 5, 11, true, true, false), (10, 10, 10, false, true, false),
        (10, 10, 10, true, false, false),
    ])
    func aFollowerComesInAtTheHighWatermarkAndTheEpochStart(
        offset: Int, highWatermark: Int, epochStart: Int, isCaughtUp: Bool, isAlive: Bool,
        expected: Bool
    ) {
        var progress = ReplicaProgress(lastCaughtUp: ReplicaProgress.neverCaughtUp)
        progress.fetched(
            from: Offset(offset), followerStart: 0, leaderEnd: 50, brokerEpoch: .none,
            now: seconds(1))
        #expect(
            InSyncReplicas([1]).mayAdd(
                2, progress: progress, highWatermark: Offset(highWatermark),
                epochStart: Offset(epochStart), isCaughtUp: isCaughtUp, isAlive: isAlive)
                == expected)
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
