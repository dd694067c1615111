import KafkaModel
import Platform
import Telemetry

/// The fetchers of this broker: `num.replica.fetchers` for each leader broker, made when first needed
/// (Kafka: ReplicaFetcherManager). Callable from any thread.
package final class FetcherPool: FollowerFetching {
    private struct FetcherID: Hashable {
        let leader: BrokerID
        let number: Int
    }

    private struct Followed {
        let partition: Partition
        let place: FetcherID
    }

    private struct State {
        var fetchers: [FetcherID: ReplicaFetcher] = [:]
        var followed: [TopicPartition: Followed] = [:]
        var fetchersPerLeader: Int
        var tasks: [Task<Void, Never>] = []
        var isClosed = false
    }

    private let settings: FetcherSettings
    private let brokerEpoch: @Sendable () -> BrokerEpoch
    private let quota: ReplicationQuota?
    private let time: any TimeSource
    private let logger: Logger
    private let makeEndpoint: @Sendable (BrokerID) -> any LeaderEndpoint
    private let state: Lock<State>

    /// - Parameters:
    ///   - quota: what throttled replicas may fetch.
    ///   - makeEndpoint: a way to a leader's broker; called once for each fetcher.
    package init(
        _ settings: FetcherSettings, brokerEpoch: @escaping @Sendable () -> BrokerEpoch,
        quota: ReplicationQuota? = nil, time: any TimeSource, logger: Logger,
        makeEndpoint: @escaping @Sendable (BrokerID) -> any LeaderEndpoint
    ) {
        self.settings = settings
        self.brokerEpoch = brokerEpoch
        self.quota = quota
        self.time = time
        self.logger = logger
        self.makeEndpoint = makeEndpoint
        state = Lock(State(fetchersPerLeader: settings.fetchersPerLeader))
    }

    package func fetch(_ partition: Partition, from leader: BrokerID) {
        state.withLock { state in
            if !state.isClosed { put(partition, from: leader, &state) }
        }
    }

    /// `num.replica.fetchers` has changed: partitions go to the fetchers that are theirs now, and those
    /// that are too many end.
    package func resize(to fetchersPerLeader: Int) {
        let ended = state.withLock { state -> [ReplicaFetcher] in
            guard !state.isClosed, fetchersPerLeader != state.fetchersPerLeader else { return [] }
            state.fetchersPerLeader = fetchersPerLeader
            for (_, followed) in state.followed.sorted(by: { $0.key < $1.key }) {
                let number = number(of: followed.partition.topicPartition, state)
                guard number != followed.place.number else { continue }
                put(followed.partition, from: followed.place.leader, &state)
            }
            let ended = state.fetchers.filter { $0.key.number >= max(1, fetchersPerLeader) }
            for place in ended.keys { state.fetchers[place] = nil }
            return Array(ended.values)
        }
        for fetcher in ended { fetcher.close() }
    }

    private func put(_ partition: Partition, from leader: BrokerID, _ state: inout State) {
        let id = partition.topicPartition
        let place = FetcherID(leader: leader, number: number(of: id, state))
        if let old = state.followed[id]?.place, old != place { state.fetchers[old]?.remove(id) }
        state.followed[id] = Followed(partition: partition, place: place)
        fetcher(at: place, &state).add(partition)
    }

    package func stopFetching(_ partition: TopicPartition) {
        state.withLock { state in
            guard let followed = state.followed.removeValue(forKey: partition) else { return }
            state.fetchers[followed.place]?.remove(partition)
        }
    }

    /// Ends all fetchers and waits for them. Later orders are ignored.
    package func close() async {
        let (fetchers, tasks) = state.withLock { state in
            state.isClosed = true
            defer {
                state.fetchers = [:]
                state.tasks = []
            }
            return (Array(state.fetchers.values), state.tasks)
        }
        for fetcher in fetchers { fetcher.close() }
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    private func fetcher(at place: FetcherID, _ state: inout State) -> ReplicaFetcher {
        if let known = state.fetchers[place] { return known }
        let fetcher = ReplicaFetcher(
            leader: place.leader, endpoint: makeEndpoint(place.leader), settings: settings,
            brokerEpoch: brokerEpoch, quota: quota, time: time, logger: logger)
        state.fetchers[place] = fetcher
        state.tasks.append(Task { await fetcher.run() })
        return fetcher
    }

    /// As Kafka spreads them, so that a partition keeps its place.
    private func number(of partition: TopicPartition, _ state: borrowing State) -> Int {
        let hash = JavaHash.of(partition.topic) &* 31 &+ partition.partition
        return Int(JavaHash.absolute(hash)) % max(1, state.fetchersPerLeader)
    }
}
