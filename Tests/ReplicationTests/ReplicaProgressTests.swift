import KafkaModel
import Platform
import Replication
import Testing

private func seconds(_ count: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: count * 1_000_000_000)
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
