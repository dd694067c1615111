import BrokerClient
import KafkaModel
import Platform
import Replication
import Storage
import Telemetry
import TestSupport
import Testing

/// Broker 1, and broker 2 with a fetcher that fetches from it, without a network.
struct FetcherPair {
    let leader: TestReplica
    let follower: TestReplica
    let endpoint: DirectLeaderEndpoint
    let fetcher: ReplicaFetcher

    /// `delay`: how long an answer takes, for a fetcher that runs on its own.
    init(
        fetchVersion: Int16 = 17, delay: Duration? = nil,
        change: (inout FetcherSettings) -> Void = { _ in }
    ) throws {
        let clock = ManualClock()
        leader = try TestReplica(1, clock: clock)
        follower = try TestReplica(2, clock: clock)
        endpoint = DirectLeaderEndpoint(leader, delay: delay)
        var settings = FetcherSettings(brokerID: 2)
        settings.fetchVersion = fetchVersion
        change(&settings)
        fetcher = ReplicaFetcher(
            leader: 1, endpoint: endpoint, settings: settings, brokerEpoch: { 77 }, time: clock,
            logger: Logger("test", level: .error, sink: RecordingLogSink()))
    }

    /// Broker 1 leads from now on, and broker 2 follows.
    func begin(epoch: LeaderEpoch, inSync: [BrokerID] = [1, 2]) throws {
        leader.order(leader: 1, epoch: epoch, replicas: [1, 2], inSync: inSync)
        try follow(epoch: epoch, inSync: inSync)
    }

    /// Broker 2 hears that broker 1 leads.
    func follow(epoch: LeaderEpoch, inSync: [BrokerID] = [1, 2]) throws {
        follower.order(leader: 1, epoch: epoch, replicas: [1, 2], inSync: inSync)
        fetcher.add(try #require(follower.partition))
    }

    /// Broker 2 leads from now on, and hears nothing of broker 1.
    func followerLeads(epoch: LeaderEpoch) {
        fetcher.remove(TopicPartition("t", 0))
        follower.order(leader: 2, epoch: epoch, replicas: [1, 2])
    }

    func rounds(_ count: Int) async {
        for _ in 0..<count {
            await fetcher.roundForAllDue()
            leader.clock.advance(by: .seconds(2))
        }
    }
}
